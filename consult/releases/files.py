"""The files of a release: the same bytes from the page and from the command line."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from consult.questionnaire.text import Language
from consult.tables import files
from consult.tables.findings import Finding
from consult.tables.office.deck import deck_pptx
from consult.tables.office.report import report_docx
from consult.tables.office.workbook import tables_xlsx
from consult.tables.release import Release

Make = Callable[[Release, Sequence[Finding], Language], bytes]
_CSV = "text/csv; charset=utf-8"
_OFFICE = "application/vnd.openxmlformats-officedocument."


@dataclass(frozen=True, slots=True)
class File:
    """How the bytes of a file are made, and its media type. ``in_both``: it holds both languages,
    and is the same whichever is asked for. ``tells``: the findings are told in it."""

    make: Make
    media_type: str
    in_both: bool = False
    tells: bool = False


# In the order in which they are offered.
FILES: Mapping[str, File] = {
    "tables.xlsx": File(
        lambda release, _, language: tables_xlsx(release, language),
        f"{_OFFICE}spreadsheetml.sheet",
    ),
    "deck.pptx": File(deck_pptx, f"{_OFFICE}presentationml.presentation", tells=True),
    "report.docx": File(report_docx, f"{_OFFICE}wordprocessingml.document", tells=True),
    "tables.csv": File(lambda release, _, language: files.tables_csv(release, language), _CSV),
    "tables-excel.csv": File(
        lambda release, _, language: files.tables_excel_csv(release, language), _CSV
    ),
    "codebook.csv": File(lambda release, *_: files.codebook_csv(release), _CSV, in_both=True),
    "about.json": File(
        lambda release, *_: files.about_json(release), "application/json", in_both=True
    ),
}


def content(release: Release, findings: Sequence[Finding], name: str, language: Language) -> bytes:
    """The bytes of one file. Raises KeyError where there is none of that name."""
    return FILES[name].make(release, findings, language)
