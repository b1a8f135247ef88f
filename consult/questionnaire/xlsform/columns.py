"""The headers of a sheet: which column is which, and in which language its texts are."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from consult.questionnaire.faults import Fault
from consult.questionnaire.text import LANGUAGES, Language
from consult.questionnaire.xlsform.workbook import Row, Sheet

_ALIASES = {
    "list name": "list_name",
    "value": "name",
    "relevance": "relevant",
    "bind::relevant": "relevant",
    "bind::constraint": "constraint",
    "bind::required": "required",
}
_READ = {
    "survey": frozenset(
        [
            "type",
            "name",
            "label",
            "hint",
            "required",
            "relevant",
            "constraint",
            "constraint_message",
            "choice_filter",
            "appearance",
            "calculation",
            "consult_kind",
            "consult_role",
            "consult_sensitive",
            "consult_source",
            "consult_non_answers",
            "consult_bands",
        ]
    ),
    "choices": frozenset(("list_name", "name", "label", "consult_minimum", "consult_maximum")),
}
_TEXTS = ("label", "hint", "constraint_message")
_CODE = re.compile(r"\(\s*([A-Za-z]{2,3})([-_][A-Za-z]+)?\s*\)")
_NAMES: Mapping[str, Language] = {
    **dict.fromkeys(("es", "español", "espanol", "spanish", "castellano"), "es"),
    **dict.fromkeys(("en", "english", "inglés", "ingles"), "en"),
}
_SPANISH = re.compile(
    r"[¿¡ñáéíóú]|\b(?:el|la|los|las|de|que|su|usted|sí|qué|cuál)\b", re.IGNORECASE
)
_ENGLISH = re.compile(r"\b(?:the|of|you|your|is|are|what|how|yes|to|do)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of one sheet by their own names, texts by name and language."""

    plain: Mapping[str, str]
    texts: Mapping[tuple[str, Language], str]

    def get(self, row: Row, name: str) -> str:
        return row.get(self.plain[name]) if name in self.plain else ""

    def text(self, row: Row, name: str) -> dict[str, str]:
        """The text of a row in the languages that it is there in."""
        found = ((language, self.texts.get((name, language))) for language in LANGUAGES)
        return {
            language: row.get(header) for language, header in found if header and row.get(header)
        }


def language_of(name: str) -> Language | None:
    """The language that a header or a setting names, if it is one of ours."""
    code = _CODE.search(name)
    return _NAMES.get(code[1].lower() if code else name.strip().lower())


def untagged_language(default: str, sheets: Iterable[Sheet]) -> Language:
    """The language of columns that name none: the form's own, else what the texts look like."""
    named = language_of(default)
    if named:
        return named
    texts = " ".join(
        row.get(header)
        for sheet in sheets
        for header in sheet.headers
        if header.strip().lower() == "label"
        for row in sheet.rows
    )
    return "en" if len(_ENGLISH.findall(texts)) > len(_SPANISH.findall(texts)) else "es"


def read_columns(sheet: Sheet, untagged: Language) -> tuple[Columns, list[Fault]]:
    """The columns of a sheet, and a fault for each one that holds something and is left out."""
    plain: dict[str, str] = {}
    texts: dict[tuple[str, Language], str] = {}
    faults: list[Fault] = []
    known = _READ[sheet.name.strip().lower()]
    for header in sheet.headers:
        name, tag = _parted(header)
        language = language_of(tag) if tag else untagged
        if name in _TEXTS and name in known and language:
            if tag or (name, language) not in texts:
                texts[name, language] = header
        elif name in known and not tag:
            plain.setdefault(name, header)
        else:
            faults.extend(_left_out(sheet, header, name if tag else "", tag))
    return Columns(plain, texts), faults


def _parted(header: str) -> tuple[str, str]:
    """A header as its name and its language: ``label::Español (es)``."""
    lowered = " ".join(header.lower().split())
    if lowered in _ALIASES:
        return _ALIASES[lowered], ""
    name, _, tag = lowered.replace("::", ":").partition(":")
    return name.strip(), tag.strip()


def _left_out(sheet: Sheet, header: str, name: str, tag: str) -> Iterator[Fault]:
    if not any(row.get(header) for row in sheet.rows):
        return
    place = {"sheet": sheet.name, "column": header}
    if name in _TEXTS:
        yield Fault("xls_language", {"language": tag[:60]}, row=1, severity="dropped", **place)
    else:
        yield Fault("xls_column", {"column": header[:60]}, row=1, severity="warning", **place)
