"""A question's sheet: one table, everybody first and then each breakdown, with its charts beside.

A ``Column`` is all that a further figure of a group needs to stand in the table.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from consult.questionnaire.text import Language
from consult.tables.catalogue import sentence
from consult.tables.office.sheet_charts import Place, add_charts
from consult.tables.office.styles import Styles, print_set_up, set_high, word
from consult.tables.release import Printed, Release
from consult.tables.summaries import summary
from consult.tables.view import Row, Table, table

_HEAD = 3  # the row of the headings; title and notes stand above
_GROUP, _FIGURE, _NOTE = 32, 10, 31  # widths of columns, in characters
_PAPER = 128  # characters of a column's width that A4 on its side takes
_TITLE, _ACROSS = 7, _GROUP + 7 * _FIGURE  # the last column that a title runs over; characters
_SMALLEST = 55  # per cent; what needs less goes over several pages

Value = str | int | None


@dataclass(frozen=True)
class Column:
    """What stands in a column: its heading, how it looks, and its value for a group."""

    heading: str
    width: int
    style: Format
    value: Callable[[Row], Value]


def question_sheet(
    book: Workbook,
    sheet: Worksheet,
    release: Release,
    one: Printed,
    language: Language,
    styles: Styles,
) -> None:
    """Write the sheet of a question."""
    tables = [table(release, one.id, by) for by in one.counts]
    columns = list(_columns(one, tables, language, styles))
    _top(sheet, one, language, styles)
    for at, column in enumerate(columns):
        sheet.set_column(at, at, column.width)
        style = styles.head if column.style is styles.text else styles.head_right
        sheet.write_string(_HEAD, at, column.heading, style)
    sheet.set_row(_HEAD, _high(columns))
    places = _body(sheet, tables, columns, language, styles)
    add_charts(book, sheet, tables, places, language, len(columns) + 1)
    sheet.freeze_panes(_HEAD + 1, 1)
    _print(sheet, release, columns, language)


def _top(sheet: Worksheet, one: Printed, language: Language, styles: Styles) -> None:
    sheet.merge_range(0, 0, 0, _TITLE, "", styles.title)
    sheet.write_string(0, 0, word(one.text.get(language)), styles.title)
    set_high(sheet, 0, one.text.get(language), _ACROSS, 19)
    notes = ["several"] if one.form != "one" else []
    said = " ".join(
        sentence(code, {"D": one.deviation}).get(language) for code in (*notes, "zero", "comparing")
    )
    sheet.merge_range(1, 0, 1, _TITLE, "", styles.note)
    sheet.write_string(1, 0, said, styles.note)
    set_high(sheet, 1, said, _ACROSS)


def _columns(
    one: Printed, tables: Sequence[Table], language: Language, styles: Styles
) -> Iterator[Column]:
    """Groups, base, counts, percents, weighted percents where there are any, notes."""
    names = [word(line.text.get(language)) for line in one.lines]

    def figures(mark: str, style: Format, of: Callable[[Row, int], int | None]) -> Iterator[Column]:
        for place, name in enumerate(names):
            value = lambda row, place=place: of(row, place)  # noqa: E731  # one for each line
            yield Column(f"{name}{mark}", _FIGURE, style, value)

    group, base = sentence("group").get(language), sentence("base").get(language)
    yield Column(group, _GROUP, styles.text, lambda row: word(row.group.text.get(language)))
    yield Column(base, _FIGURE, styles.number, lambda row: row.base)
    yield from figures("", styles.number, lambda row, place: row.cells[place].count)
    yield from figures(" %", styles.percent, lambda row, place: row.cells[place].percent)
    rows = [row for shown in tables for row in shown.rows]
    if any(cell.weighted is not None for row in rows for cell in row.cells):
        mark = f" % {sentence('weighted').get(language)}"
        yield from figures(mark, styles.percent, lambda row, place: row.cells[place].weighted)
    if any(summary(shown, row) for shown in tables for row in shown.rows):
        heading = sentence("summary").get(language)
        yield Column(heading, _NOTE, styles.text, lambda row: _summed_up(tables[0], row, language))
    if any(row.status != "ok" for row in rows):
        heading = sentence("note").get(language)
        yield Column(heading, _NOTE, styles.text, lambda row: _note(row, language))


def _body(
    sheet: Worksheet,
    tables: Sequence[Table],
    columns: Sequence[Column],
    language: Language,
    styles: Styles,
) -> list[Place]:
    """Every table under its name; returns where each stands."""
    at, places = _HEAD + 1, []
    for shown in tables:
        if shown.by:
            for across in range(len(columns)):
                sheet.write_blank(at, across, None, styles.band)
            sheet.write_string(at, 0, shown.by_text.get(language), styles.band)
            at += 1
        places.append(Place(_HEAD, at, at + len(shown.rows) - 1))
        for row in shown.rows:
            _row(sheet, at, row, columns)
            at += 1
    return places


def _row(sheet: Worksheet, at: int, row: Row, columns: Sequence[Column]) -> None:
    for across, column in enumerate(columns):
        value = column.value(row)
        if isinstance(value, str):
            sheet.write_string(at, across, value, column.style)
            set_high(sheet, at, value, column.width)
        elif value is None:
            sheet.write_blank(at, across, None, column.style)
        else:
            sheet.write_number(at, across, value, column.style)


def _print(
    sheet: Worksheet, release: Release, columns: Sequence[Column], language: Language
) -> None:
    """The table as wide as the paper, its headings on every page, the charts on pages of theirs."""
    print_set_up(sheet, release, language)
    scale = 100 * _PAPER // sum(column.width for column in columns)
    sheet.set_print_scale(max(_SMALLEST, min(scale, 100)))
    sheet.repeat_rows(_HEAD)
    sheet.set_v_pagebreaks([len(columns)])
    if scale < _SMALLEST:
        sheet.repeat_columns(0)


def _high(columns: Sequence[Column]) -> float:
    """Points for the headings: as many lines as the longest takes, within reason."""
    lines = max(1 + len(column.heading) * 1.2 // column.width for column in columns)
    return min(13 * lines + 2, 120)


def _summed_up(of: Table, row: Row, language: Language) -> str:
    """The mean or the median of a group, where its kind has one."""
    told = summary(of, row)
    return told.text.get(language) if told else ""


def _note(row: Row, language: Language) -> str:
    return "" if row.status == "ok" else sentence(f"status_{row.status}").get(language)
