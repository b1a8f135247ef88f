"""The headers of a sheet: which column is which, and in which language its texts are."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from consult.questionnaire.faults import Fault
from consult.questionnaire.shape import LONGEST_CELL, MOST_COLUMNS
from consult.questionnaire.text import LANGUAGES, Language
from consult.questionnaire.xlsform.languages import language_of
from consult.questionnaire.xlsform.workbook import Row, Sheet

MEDIA = ("image", "big_image", "audio", "video")
_TEXTS = ("label", "hint", "constraint_message")
_READ = {
    "survey": frozenset(
        [
            *("type", "name", *_TEXTS, "required", "relevant", "constraint", "choice_filter"),
            *("appearance", "calculation", "parameters", "read_only", "disabled", "repeat_count"),
            *("kobo__score_choices", "kobo__rank_items"),
            *("consult_kind", "consult_role", "consult_sensitive", "consult_source"),
            *("consult_non_answers", "consult_bands", "consult_list", "consult_sealed"),
        ]
    ),
    "choices": frozenset(
        ("list_name", "name", "label", "consult_if", "consult_minimum", "consult_maximum")
    ),
}
_ALIASES = {
    "relevance": "relevant",
    "caption": "label",
    "command": "type",
    "value": "name",
    "listname": "list_name",
    "calculate": "calculation",
    "constraintmsg": "constraint_message",
    "constraining_message": "constraint_message",
    "readonly": "read_only",
}
_PREFIXES = ("bind", "control", "body", "jr", "media")
# What other tools read something from that would not be so any more, or that stops them.
_NOT_GIVEN_BACK = frozenset(
    [
        *("bind", "control", "body", "instance", "media", "jr", "tag", "save_to", "trigger"),
        *("default", "count", "rows", "autoplay", "query", "itemset", "children", "choices"),
    ]
)
_SHOWN = (*MEDIA, "guidance_hint", "required_message")
_BETWEEN = re.compile(r"\s*::?\s*")
_LONGEST_HEADER = 100


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of one sheet by their own names, texts by name and language.

    ``others`` are headers that mean nothing here; their cells are kept to be given back.
    """

    plain: Mapping[str, str]
    texts: Mapping[tuple[str, Language], tuple[str, ...]]
    others: tuple[str, ...] = ()

    def get(self, row: Row, name: str) -> str:
        return row.get(self.plain[name]) if name in self.plain else ""

    def text(self, row: Row, name: str) -> dict[str, str]:
        """The text of a row in the languages that it is there in."""
        found: dict[str, str] = {}
        for language in LANGUAGES:
            cells = (row.get(header) for header in self.texts.get((name, language), ()))
            if text := next(filter(None, cells), ""):
                found[language] = text
        return found

    def kept(self, row: Row) -> dict[str, str]:
        """The cells that mean nothing here, by header; those not to be given back are left out."""
        cells = ((header, row.get(header)) for header in self.others)
        kept = {header: cell for header, cell in cells if cell and is_given_back(header, cell)}
        return dict(list(kept.items())[:MOST_COLUMNS])

    def not_kept(self, row: Row) -> Iterator[str]:
        """The headers of cells that ``kept`` leaves out."""
        kept = self.kept(row)
        return (header for header in self.others if row.get(header) and header not in kept)

    def media(self, row: Row) -> str:
        """The header under which a row brings a picture, a sound or a film, if any."""
        shown = (header for header in self.others if row.get(header))
        return next((header for header in shown if parted(header)[0] in MEDIA), "")


def read_columns(sheet: Sheet, untagged: Language | None) -> tuple[Columns, list[Fault]]:
    """The columns of a sheet, and a fault for each text that is in another language.

    ``untagged`` is the language of columns that name none, None if that is not one of ours.
    """
    plain: dict[str, str] = {}
    texts: dict[tuple[str, Language], list[str]] = {}
    others: list[str] = []
    faults: list[Fault] = []
    known = _READ[sheet.name.strip().lower()]
    for header in sheet.headers:
        name, tag = parted(header)
        if name in _TEXTS and name in known:
            language = language_of(tag) if tag else untagged
            if language:  # a column that names its language comes before one that does not
                headers = texts.setdefault((name, language), [])
                headers.insert(0 if tag else len(headers), header)
            else:
                faults += _other_language(sheet, header, tag)
        elif name in known and not tag and _goes_first(name, header, plain):
            plain[name] = header
        else:
            others.append(header)
    return Columns(
        plain, {key: tuple(found) for key, found in texts.items()}, tuple(others)
    ), faults


def _goes_first(name: str, header: str, plain: Mapping[str, str]) -> bool:
    """Whether a column is the one of its name: its own name comes before another's for it."""
    return name not in plain or (_own(header) == name != _own(plain[name]))


def is_given_back(header: str, cell: str) -> bool:
    """Whether a cell of a column that means nothing here can stand in a form that we write."""
    name, tag = parted(header)
    return (
        0 < len(header.strip()) <= _LONGEST_HEADER
        and len(cell) <= LONGEST_CELL
        and "${" not in cell
        and name not in _NOT_GIVEN_BACK
        and not any(name in known for known in _READ.values())
        and not name.startswith("consult_")
        and (name in _SHOWN or not (tag or ":" in header))
    )


def parted(header: str) -> tuple[str, str]:
    """A header as its name and its language: ``label::Español (es)``, ``constraint message:es``."""
    parts = _BETWEEN.split(header.strip())
    while len(parts) > 1 and parts[0].lower() in _PREFIXES:
        del parts[0]
    name = _own(parts[0])
    return _ALIASES.get(name, name), " ".join(parts[1:])


def _own(header: str) -> str:
    return re.sub(r"[\s-]", "_", header.strip().lower())


def _other_language(sheet: Sheet, header: str, tag: str) -> Iterator[Fault]:
    if any(row.get(header) for row in sheet.rows):
        yield Fault(
            "xls_language",
            {"language": tag[:60] or header[:60]},
            sheet=sheet.name,
            row=1,
            column=header,
            severity="dropped",
        )
