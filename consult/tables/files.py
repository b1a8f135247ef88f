"""The files of a release as bytes: the same release gives the same bytes. Words are neutralised
where a spreadsheet would run them; numbers are left alone."""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Sequence

from consult.questionnaire.text import LANGUAGES, Language, Text
from consult.tables.catalogue import sentence
from consult.tables.office.wording import printable
from consult.tables.release import EVERYBODY, Printed, Release
from consult.tables.rounding import BASE
from consult.tables.view import Row, table

TABLES_HEADER = (
    "consultation", "release", "version", "question", "question_text", "option", "option_text",
    "by", "group", "group_text", "count", "base", "percent", "weighted_percent", "status",
)  # fmt: skip
CODEBOOK_HEADER = (
    "consultation", "release", "version", "question", "kind", "form", "role", "sensitive", "limit",
    "deviation", "question_es", "question_en", "option", "option_es", "option_en", "exclusive",
)  # fmt: skip
# What makes a spreadsheet take a cell for a formula, after blanks and marks that nobody sees.
_RUNS = re.compile(r"[\s\u200b\u2060\ufeff]*[=+\-@＝＋－＠]|[\t\r]")

Cell = str | int | None


def tables_csv(release: Release, language: Language) -> bytes:
    """``tables.csv``: one row per question, option and group."""
    return _csv((TABLES_HEADER, *_tables(release, language)), ",")


def tables_excel_csv(release: Release, language: Language) -> bytes:
    """The same with semicolons, which a spreadsheet set to Spanish opens as columns."""
    return _csv((TABLES_HEADER, *_tables(release, language)), ";")


def codebook_csv(release: Release) -> bytes:
    """``codebook.csv``: every question and option in both languages, with its deviation.

    The row without a question is the base that all questions share.
    """
    return _csv((CODEBOOK_HEADER, *_codebook(release)), ",")


def about_json(release: Release, attacked: bool = False) -> bytes:
    """``about.json``; ``attacked`` says that the attack was run on it and failed."""
    about = {
        "consultation": release.consultation,
        "release": release.number,
        "date": release.date.isoformat(),
        "versions": [{"number": v.number, "hash": v.hash} for v in release.versions],
        "by": list(release.by),
        "rounding_base": BASE,
        "deviation": release.largest_deviation,
        "audit": {"proof": True, "attacked": attacked},
        "label": {language: label(release).get(language) for language in LANGUAGES},
    }
    return (json.dumps(about, ensure_ascii=False, indent=2) + "\n").encode()


def label(release: Release) -> Text:
    """The banner that stands on everything made of a release."""
    largest = release.largest_deviation
    return sentence("banner", {"R": f"{release.base:,}", "b": BASE, "D": largest})


def footer(release: Release) -> Text:
    """The banner in one line, for the foot of every page."""
    largest = release.largest_deviation
    return sentence("footer", {"R": f"{release.base:,}", "b": BASE, "D": largest})


def harmless(cell: Cell) -> Cell:
    """A cell that no spreadsheet runs."""
    return f"'{cell}" if isinstance(cell, str) and _RUNS.match(cell) else cell


def _tables(release: Release, language: Language) -> Iterator[Sequence[Cell]]:
    for one in release.questions:
        head = (
            release.consultation,
            release.number,
            _versions(one),
            one.id,
            one.text.get(language),
        )
        for by in one.counts:
            for row in table(release, one.id, by).rows:
                for place, line in enumerate(one.lines):
                    named = (line.id, line.text.get(language), by)
                    yield (*head, *named, *_told(row, place, language))


def _told(row: Row, place: int, language: Language) -> Sequence[Cell]:
    cell = row.cells[place]
    group = (row.group.id, row.group.text.get(language))
    return (*group, cell.count, row.base, cell.percent, None, row.status)


def _codebook(release: Release) -> Iterator[Sequence[Cell]]:
    base, everybody = sentence("base"), release.breakdown(EVERYBODY).groups[0].text
    numbers = " ".join(str(version.number) for version in release.versions)
    head = (release.consultation, release.number)
    bases = (*(None,) * 6, release.deviation, base.es, base.en, None, everybody.es, everybody.en, 0)
    yield (*head, numbers, *bases)
    for one in release.questions:
        known = (one.id, one.kind, one.form, one.role, int(one.sensitive), one.limit, one.deviation)
        for line in one.lines:
            words = (one.text.es, one.text.en, line.id, line.text.es, line.text.en)
            yield (*head, _versions(one), *known, *words, int(line.alone))


def _versions(one: Printed) -> str:
    return " ".join(map(str, one.versions))


def _csv(rows: Iterable[Sequence[Cell]], separator: str) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=separator, lineterminator="\r\n")
    writer.writerows([harmless(_written(cell)) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _written(cell: Cell) -> Cell:
    return printable(cell) if isinstance(cell, str) else cell
