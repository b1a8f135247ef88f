"""The files of a release: the same bytes from the page and from the command line."""

from collections.abc import Callable, Mapping

from consult.questionnaire.text import Language
from consult.tables import files
from consult.tables.release import Release
from consult.tables.office.workbook import tables_xlsx

# Each name, how its bytes are made, and their media type.
FILES: Mapping[str, tuple[Callable[[Release, Language], bytes], str]] = {
    "tables.csv": (files.tables_csv, "text/csv; charset=utf-8"),
    "tables-excel.csv": (files.tables_excel_csv, "text/csv; charset=utf-8"),
    "tables.xlsx": (
        tables_xlsx,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    "codebook.csv": (lambda release, _: files.codebook_csv(release), "text/csv; charset=utf-8"),
    "about.json": (lambda release, _: files.about_json(release), "application/json"),
}


def content(release: Release, name: str, language: Language) -> bytes:
    """The bytes of one file. Raises KeyError where there is none of that name."""
    make, _type = FILES[name]
    return make(release, language)
