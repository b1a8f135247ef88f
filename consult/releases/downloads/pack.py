"""The whole release on paper: every question by every breakdown that is shown."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from consult.questionnaire.text import LANGUAGES, Language, Text
from consult.tables.catalogue import sentence
from consult.tables.files import footer, label
from consult.tables.office.reading import how_to_read
from consult.tables.release import Printed, Release
from consult.tables.view import Row, Table, table

_MOST_NAMED = 15  # hidden groups; more are counted
_MOST_ACROSS = 9  # lines beside each other on A4; more stand below each other


@dataclass(frozen=True, slots=True)
class Sheet:
    """A question: its table of everybody, and those by breakdowns that show any group."""

    question: Printed
    everybody: Table
    cuts: Sequence["Cut"]


@dataclass(frozen=True, slots=True)
class Cut:
    """A table by groups: the rows that are shown, and what is to be said of the others.

    ``parts`` are the places of the lines, as many side by side as paper has room for.
    """

    table: Table
    rows: Sequence[Row]
    parts: Sequence[Sequence[int]]
    notes: Sequence[Text]


def pages(release: Release) -> Mapping[str, object]:
    """What the pack prints: who answered, then section by section."""
    sheets = [_sheet(release, one) for one in release.questions]
    people = [sheet for sheet in sheets if sheet.question.role]
    asked = [sheet for sheet in sheets if not sheet.question.role]
    sections = [
        (title, list(same)) for title, same in groupby(asked, key=lambda s: s.question.section)
    ]
    return {
        "people": people,
        "sections": sections,
        "label": label(release),
        "rules": how_to_read(release)[1:],
        "several": sentence("several"),
    }


def foot(release: Release, language: Language) -> str:
    """A style sheet that writes the label at the foot of each page, and the title at its head."""
    named = f"{release.title.get(language)} · "
    named += sentence("release", {"N": release.number}).get(language)
    boxes = {"@top-left": named, "@bottom-left": footer(release).get(language)}
    written = " ".join(f"{box} {{ content: {_quoted(words)}; }}" for box, words in boxes.items())
    return f"@page {{ {written} }}\n"


def _sheet(release: Release, one: Printed) -> Sheet:
    everybody, *rest = (table(release, one.id, by) for by in one.counts)
    return Sheet(one, everybody, list(_cuts(rest)))


def _cuts(tables: Sequence[Table]) -> Iterator[Cut]:
    for of in tables:
        rows = [row for row in of.rows if row.status != "hidden"]
        if rows:
            yield Cut(of, rows, _parts(len(of.lines)), list(_notes(of)))


def _notes(of: Table) -> Iterator[Text]:
    if any(row.status == "no_percent" for row in of.rows):
        yield sentence("counts_under")
    hidden = [row.group.text for row in of.rows if row.status == "hidden"]
    if hidden:
        sensitive = "_sensitive" if of.question.sensitive else ""
        reason = sentence(f"hidden{sensitive}{'_several' if len(hidden) > 1 else ''}")
        yield sentence("not_shown", {"groups": _named(hidden), "reason": reason})


def _named(groups: Sequence[Text]) -> Text:
    """Groups by name where they are few, else by number."""
    if len(groups) > _MOST_NAMED:
        return sentence("groups", {"count": len(groups)})
    listed = {code: ", ".join(group.get(code) for group in groups) for code in LANGUAGES}
    return Text(**listed)


def _parts(lines: int) -> list[range]:
    parts = -(-lines // _MOST_ACROSS)
    return [range(lines * at // parts, lines * (at + 1) // parts) for at in range(parts)]


def _quoted(words: str) -> str:
    """A string as style sheets write it: every sign by its number, so that none can end it."""
    return '"' + "".join(f"\\{ord(sign):06x}" for sign in " ".join(words.split())) + '"'
