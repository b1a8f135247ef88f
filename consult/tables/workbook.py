"""``tables.xlsx``: a cover, then a sheet for each question with groups down and options across."""

import io
from collections.abc import Iterator, Sequence
from datetime import datetime

import xlsxwriter

from consult.questionnaire.text import Language
from consult.tables.catalogue import day, sentence
from consult.tables.files import Cell, harmless, label
from consult.tables.release import Printed, Release
from consult.tables.rounding import BASE
from consult.tables.view import Table, table

_NAME_LENGTH = 31  # what a spreadsheet allows a sheet's name
_WIDE, _NARROW = 34, 14  # columns, in characters
# Everything that could differ between two exports of one release is turned off or fixed.
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_CREATED = datetime(2000, 1, 1)  # noqa: DTZ001  # a file's date carries no zone


def tables_xlsx(release: Release, language: Language) -> bytes:
    """The workbook in one language. The same release gives the same bytes."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, _OPTIONS)
    book.set_properties({"title": release.title.get(language), "created": _CREATED})
    styles = {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "head": book.add_format({"bold": True, "text_wrap": True, "bottom": 1, "valign": "top"}),
        "text": book.add_format({"text_wrap": True, "valign": "top"}),
    }
    _cover(book.add_worksheet(sentence("cover").get(language)), release, language, styles)
    taken = {sentence("cover").get(language).casefold()}
    for one in release.questions:
        _question(book.add_worksheet(_name(one.id, taken)), release, one, language, styles)
    book.close()
    return out.getvalue()


def _cover(
    sheet: xlsxwriter.worksheet.Worksheet,
    release: Release,
    language: Language,
    styles: dict[str, xlsxwriter.format.Format],
) -> None:
    sheet.set_column(0, 0, _WIDE)
    sheet.set_column(1, 1, 3 * _WIDE)
    sheet.write(0, 0, harmless(release.title.get(language)), styles["title"])
    for number, (name, value) in enumerate(_facts(release, language), 2):
        sheet.write(number, 0, name, styles["text"])
        sheet.write(number, 1, harmless(value), styles["text"])


def _facts(release: Release, language: Language) -> Iterator[tuple[str, Cell]]:
    def say(code: str, **parameters: str | int) -> str:
        return sentence(code, parameters).get(language)

    yield say("release", N=release.number), label(release).get(language)
    yield say("consultation"), release.consultation
    when = release.date
    yield say("date"), day(when.year, when.month, when.day).get(language)
    yield say("channels"), ", ".join(say(channel) for channel in release.channels)
    yield say("versions"), " ".join(str(version.number) for version in release.versions)
    yield say("people"), release.base
    yield say("rounding"), say("rounding_rule", b=BASE, D=release.largest_deviation)
    for code in ("zero", "hidden", "comparing", "more_exact"):
        yield "", say(code, D=release.largest_deviation)


def _question(
    sheet: xlsxwriter.worksheet.Worksheet,
    release: Release,
    one: Printed,
    language: Language,
    styles: dict[str, xlsxwriter.format.Format],
) -> None:
    sheet.set_column(0, 0, _WIDE)
    sheet.set_column(1, 2 * len(one.lines) + 2, _NARROW)
    sheet.write(0, 0, harmless(one.text.get(language)), styles["title"])
    if one.form != "one":
        sheet.write(1, 0, sentence("several").get(language))
    at = 3
    for by in one.counts:
        shown = table(release, one.id, by)
        sheet.write_row(at, 0, _header(shown, language), styles["head"])
        for number, row in enumerate(_body(shown, language), at + 1):
            sheet.write_row(number, 0, row)
        at += len(shown.rows) + 2
    sheet.freeze_panes(0, 1)


def _header(shown: Table, language: Language) -> Sequence[Cell]:
    names = [line.text.get(language) for line in shown.lines]
    heads = [shown.by_text.get(language), sentence("base").get(language), *names]
    return [harmless(head) for head in (*heads, *(f"{name} %" for name in names), "")]


def _body(shown: Table, language: Language) -> Iterator[Sequence[Cell]]:
    for row in shown.rows:
        note = "" if row.status == "ok" else sentence(f"status_{row.status}").get(language)
        yield [
            harmless(row.group.text.get(language)),
            row.base,
            *(cell.count for cell in row.cells),
            *(cell.percent for cell in row.cells),
            note,
        ]


def _name(question: str, taken: set[str]) -> str:
    """A sheet's name out of a question's id (letters, digits, _ and dots): short and unlike all
    before it, since a spreadsheet takes no two names that differ in case only."""
    name, number = question[:_NAME_LENGTH], 1
    while name.casefold() in taken or name.casefold() == "history":
        number += 1
        ending = f"~{number}"
        name = question[: _NAME_LENGTH - len(ending)] + ending
    taken.add(name.casefold())
    return name
