"""``tables.xlsx``: a cover, then a sheet for each question with groups down and lines across."""

import io
from collections.abc import Iterator

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from consult.questionnaire.text import Language
from consult.tables.catalogue import day, sentence
from consult.tables.files import label
from consult.tables.office.container import WORKBOOK, made_on, repeatable
from consult.tables.office.sheet import question_sheet
from consult.tables.office.styles import PLAIN, Styles, print_set_up, set_high, word
from consult.tables.office.wording import line
from consult.tables.release import Printed, Release
from consult.tables.rounding import BASE

_NAME_LENGTH = 31  # what a spreadsheet allows a sheet's name


def tables_xlsx(release: Release, language: Language) -> bytes:
    """The workbook in one language. The same release gives the same bytes."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {**WORKBOOK, "default_format_properties": dict(PLAIN)})
    title = line(release.title.get(language), 250)
    book.set_properties({"title": title, "created": made_on(release.date)})
    styles = Styles(book)
    cover = book.add_worksheet(sentence("cover").get(language))
    names = _names(release.questions, sentence("cover").get(language))
    for one, name in names:
        question_sheet(book, book.add_worksheet(name), release, one, language, styles)
    _cover(cover, release, names, language, styles)
    cover.activate()
    book.close()
    return repeatable(out.getvalue())


def _cover(
    sheet: Worksheet,
    release: Release,
    names: list[tuple[Printed, str]],
    language: Language,
    styles: Styles,
) -> None:
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 40)
    sheet.set_column(1, 1, 96)
    sheet.merge_range(0, 0, 0, 1, "", styles.title)
    sheet.write_string(0, 0, word(release.title.get(language)), styles.title)
    sheet.write_string(1, 0, sentence("release", {"N": release.number}).get(language), styles.soft)
    at = 3
    for name, value in _facts(release, language):
        sheet.write_string(at, 0, name, styles.name)
        sheet.write(at, 1, value, styles.number_left if isinstance(value, int) else styles.text)
        set_high(sheet, at, str(value), 96)
        at += 1
    at += 1
    sheet.write_string(at, 0, sentence("sheets").get(language), styles.head)
    sheet.write_blank(at, 1, None, styles.head)
    for row, (one, name) in enumerate(names, at + 1):
        sheet.write_url(row, 0, f"internal:'{name}'!A1", styles.link, name)
        sheet.write_string(row, 1, word(one.text.get(language)), styles.text)
        set_high(sheet, row, one.text.get(language), 96)
    print_set_up(sheet, release, language)
    sheet.fit_to_pages(1, 0)


def _facts(release: Release, language: Language) -> Iterator[tuple[str, str | int]]:
    def say(code: str, **parameters: str | int) -> str:
        return sentence(code, parameters).get(language)

    when, largest = release.date, release.largest_deviation
    yield say("label"), label(release).get(language)
    yield say("consultation"), release.consultation
    yield say("date"), day(when.year, when.month, when.day).get(language)
    yield say("channels"), ", ".join(say(channel) for channel in release.channels)
    yield say("versions"), " ".join(str(version.number) for version in release.versions)
    yield say("people"), release.base
    yield say("rounding"), say("rounding_rule", b=BASE, D=largest)
    yield say("zero_name"), say("zero", D=largest)
    yield say("hidden_name"), say("hidden")
    yield say("comparing_name"), say("comparing")
    yield say("more_exact_name"), say("more_exact")


def _names(questions: tuple[Printed, ...], cover: str) -> list[tuple[Printed, str]]:
    taken = {cover.casefold()}
    return [(one, _name(one.id, taken)) for one in questions]


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
