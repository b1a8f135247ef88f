"""Native charts beside a question's table. Their figures are the cells of the table."""

from collections.abc import Sequence
from dataclasses import dataclass

from xlsxwriter import Workbook
from xlsxwriter.chart import Chart
from xlsxwriter.worksheet import Worksheet

from consult.questionnaire.text import Language
from consult.tables.catalogue import sentence
from consult.tables.office.looks import MOST_BESIDE, Look, beside, is_stacked, looks
from consult.tables.office.styles import FONT
from consult.tables.office.wording import line
from consult.tables.palette import INK, LINE, SOFT
from consult.tables.release import TIMES
from consult.tables.view import Table

_WIDE, _ROW, _ROUND = 760, 26, 120  # px: a chart, a bar, all but the bars
_LONGEST = 120  # characters of a chart's title
_FIGURE = '[>=4]0;""'  # a number that a narrow segment has no room for is left out
_FIRST = 2  # the column of the first count


@dataclass(frozen=True, slots=True)
class Place:
    """Where a table stands: the row of its headings, its first and its last row."""

    head: int
    first: int
    last: int


def add_charts(
    book: Workbook,
    sheet: Worksheet,
    tables: Sequence[Table],
    places: Sequence[Place],
    language: Language,
    across: int,
) -> None:
    """Put a chart of each table that can be told as one from column ``across`` on, downwards."""
    offset = 0
    for shown, place in zip(tables, places, strict=True):
        if not any(row.status == "ok" for row in shown.rows):
            continue
        chart, bars = _drawn(book, sheet.get_name(), shown, place)
        if chart is None:
            continue
        high = _ROUND + _ROW * bars
        asked, by = shown.question.text.get(language), shown.by_text.get(language)
        _dress(chart, line(asked, _LONGEST), by, high)
        described = sentence("chart_title", {"question": line(asked, _LONGEST), "by": by})
        sheet.insert_chart(
            place.head + 1,
            across,
            chart,
            {"y_offset": offset, "description": described.get(language), "object_position": 3},
        )
        offset += high + 20


def _drawn(book: Workbook, sheet: str, shown: Table, place: Place) -> tuple[Chart | None, int]:
    """The chart of a table and how many bars it has; None where its figures make no chart."""
    lines = len(shown.lines)
    if TIMES in shown.by:  # more groups than an eye takes in, most of them empty
        return None, 0
    if is_stacked(shown.question):
        return _stacked(book, sheet, shown, place), len(shown.rows)
    if not shown.by:
        return _bars(book, sheet, shown, place), lines
    if len(shown.rows) <= MOST_BESIDE:
        return _bars(book, sheet, shown, place), lines * len(shown.rows)
    return None, 0


def _stacked(book: Workbook, sheet: str, shown: Table, place: Place) -> Chart:
    """A bar for each group, a segment for each line."""
    chart = book.add_chart({"type": "bar", "subtype": "percent_stacked"})
    start = _FIRST + len(shown.lines)
    for number, look in enumerate(looks(shown.question)):
        at = start + number
        chart.add_series(
            {
                "name": [sheet, place.head, _FIRST + number],
                "categories": [sheet, place.first, 0, place.last, 0],
                "values": [sheet, place.first, at, place.last, at],
                "gap": 35,
                **_filled(look),
                "data_labels": {
                    "value": True,
                    "num_format": _FIGURE,
                    "font": {"name": FONT, "size": 9, "color": look.number},
                },
            }
        )
    chart.set_legend({"position": "bottom", "font": {"name": FONT, "size": 9, "color": SOFT}})
    return chart


def _bars(book: Workbook, sheet: str, shown: Table, place: Place) -> Chart:
    """A bar for each line; where there are groups, one beside the other."""
    chart = book.add_chart({"type": "bar"})
    start, end = _FIRST + len(shown.lines), _FIRST + 2 * len(shown.lines) - 1
    colours = beside(len(shown.rows))
    for number in range(len(shown.rows)):
        at = place.first + number
        alone = [_filled(look) for look in looks(shown.question)]
        chart.add_series(
            {
                "name": [sheet, at, 0],
                "categories": [sheet, place.head, _FIRST, place.head, start - 1],
                "values": [sheet, at, start, at, end],
                "gap": 45,
                "fill": {"color": colours[number].fill},
                "points": None if shown.by else alone,
                "data_labels": {
                    "value": True,
                    "num_format": '0" %"',
                    "font": {"name": FONT, "size": 9, "color": INK},
                },
            }
        )
    if shown.by:
        chart.set_legend({"position": "bottom", "font": {"name": FONT, "size": 9, "color": SOFT}})
    else:
        chart.set_legend({"none": True})
    return chart


def _filled(look: Look) -> dict[str, object]:
    if look.pattern:
        pattern = {"pattern": look.pattern, "fg_color": look.fill, "bg_color": "#ffffff"}
        return {"pattern": pattern, "border": {"color": LINE}}
    edge = {"color": SOFT if look.fill == "#ffffff" else "#ffffff"}
    return {"fill": {"color": look.fill}, "border": edge}


def _dress(chart: Chart, title: str, by: str, high: int) -> None:
    chart.set_title(
        {
            "name": "-",
            "overlay": False,
            "name_font": {"name": FONT, "size": 11, "color": INK, "bold": True},
        }
    )
    chart.title.name = f"{title}\n{by}"  # given above, it might be taken for a reference to a cell
    chart.set_size({"width": _WIDE, "height": high})
    chart.set_y_axis(
        {
            "reverse": True,
            "num_font": {"name": FONT, "size": 9, "color": INK},
            "line": {"color": LINE},
            "major_tick_mark": "none",
        }
    )
    chart.set_x_axis({"visible": False, "min": 0, "major_gridlines": {"visible": False}})
    chart.set_chartarea({"border": {"color": LINE}})
