"""Charts that whoever opens a deck can edit: their figures lie in a workbook within."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import IO, cast

from pptx.chart.chart import Chart
from pptx.chart.data import ChartData
from pptx.chart.series import BarSeries
from pptx.chart.xlsx import CategoryWorkbookWriter
from pptx.dml.fill import FillFormat
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION, XL_TICK_MARK
from pptx.enum.dml import MSO_PATTERN_TYPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.shapes.graphfrm import GraphicFrame
from pptx.slide import Slide
from pptx.util import Pt
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from consult.tables.office.container import WORKBOOK, made_on
from consult.tables.office.figures import Figure, Series
from consult.tables.office.looks import Look
from consult.tables.office.slides import Box
from consult.tables.office.template import FONT, colour_of
from consult.tables.office.wording import line
from consult.tables.palette import INK, LINE, SOFT

_NARROW = '[>=4]0;""'  # a number that a narrow segment has no room for is left out
_NAMES = 0.33  # of the width, for the names of the bars
_KEY = 0.16  # of the height, for the key


class _Workbook(CategoryWorkbookWriter):
    """What a chart is edited in: words stay words, and nothing tells when it was written."""

    @contextmanager
    def _open_worksheet(self, file: IO[bytes]) -> Iterator[tuple[Workbook, Worksheet]]:
        book = Workbook(file, dict(WORKBOOK))
        book.set_properties({"created": made_on(self._chart_data.day)})
        yield book, book.add_worksheet()
        book.close()


class _Figures(ChartData):
    """The figures of a chart, made on a day."""

    def __init__(self, figure: Figure, day: date) -> None:
        super().__init__(number_format="0")
        self.day = day
        self.categories = figure.names
        for series in figure.series:
            self.add_series(series.name, series.numbers)

    @property
    def _workbook_writer(self) -> _Workbook:
        return _Workbook(self)


def draw(slide: Slide, box: Box, figure: Figure, title: str, day: date) -> None:
    """Put a chart on a slide. ``title`` names it for whoever does not see it."""
    kind = XL_CHART_TYPE.BAR_STACKED_100 if figure.stacked else XL_CHART_TYPE.BAR_CLUSTERED
    left, top, wide, high = map(Pt, (box.left, box.top, box.wide, box.high))
    drawn = slide.shapes.add_chart(kind, left, top, wide, high, _Figures(figure, day))
    frame = cast(GraphicFrame, drawn)  # the library says that it gives the chart within
    frame.name = line(title, 200)
    frame._element.nvGraphicFramePr.cNvPr.set("descr", _described(figure, title))
    chart = frame.chart
    chart.font.name, chart.font.size = FONT, Pt(12)
    chart.font.color.rgb = colour_of(INK)
    chart.has_title = False
    _axes(chart, figure)
    _key(chart, figure)
    plot = chart.plots[0]
    plot.gap_width, plot.vary_by_categories = 45, False
    if figure.stacked:
        plot.overlap = 100
    for bars, series in zip(plot.series, figure.series, strict=True):
        _dress(bars, series, figure)


def _axes(chart: Chart, figure: Figure) -> None:
    names, numbers = chart.category_axis, chart.value_axis
    names.reverse_order = True
    names.major_tick_mark = XL_TICK_MARK.NONE
    names.format.line.color.rgb = colour_of(LINE)
    names.tick_labels.font.size = Pt(13)
    numbers.visible = numbers.has_major_gridlines = False
    numbers.minimum_scale = 0
    if figure.in_percent:
        numbers.maximum_scale = 1 if figure.stacked else 105  # room for the number of a whole bar


def _key(chart: Chart, figure: Figure) -> None:
    chart.has_legend = len(figure.series) > 1
    if chart.legend is not None:
        chart.legend.position = XL_LEGEND_POSITION.BOTTOM
        chart.legend.include_in_layout = False
        chart.legend.font.size = Pt(11)
        chart.legend.font.color.rgb = colour_of(SOFT)
    high = 1 - _KEY if chart.has_legend else 1
    chart._chartSpace.chart.plotArea.insert(0, parse_xml(_layout(_NAMES, high)))


def _layout(names: float, high: float) -> str:
    """Where the bars stand, whatever the length of their names."""
    place = {"xMode": "edge", "yMode": "edge", "x": names, "y": 0.0, "w": 0.98 - names, "h": high}
    inside = "".join(f'<c:{name} val="{value}"/>' for name, value in place.items())
    target = '<c:layoutTarget val="inner"/>'
    return f"<c:layout {nsdecls('c')}><c:manualLayout>{target}{inside}</c:manualLayout></c:layout>"


def _dress(drawn: BarSeries, series: Series, figure: Figure) -> None:
    _paint(drawn.format.fill, series.look)
    drawn.format.line.color.rgb = colour_of(_edge(series.look))
    for place, look in enumerate(series.each):
        point = drawn.points[place].format
        _paint(point.fill, look)
        point.line.color.rgb = colour_of(_edge(look))
    labels = drawn.data_labels
    labels.show_value, labels.number_format_is_linked = True, False
    labels.font.size = Pt(12 if figure.stacked or series.each else 9)
    if figure.stacked:
        labels.number_format = _NARROW
        labels.font.color.rgb = colour_of(series.look.number)
        labels.position = XL_LABEL_POSITION.CENTER
    else:
        labels.number_format = '0" %"' if figure.in_percent else "0"
        labels.font.bold = True
        labels.position = XL_LABEL_POSITION.OUTSIDE_END


def _paint(fill: FillFormat, look: Look) -> None:
    if look.pattern:
        fill.patterned()
        fill.pattern = MSO_PATTERN_TYPE[look.pattern.upper()]
        fill.fore_color.rgb, fill.back_color.rgb = colour_of(look.fill), colour_of("#ffffff")
    else:
        fill.solid()
        fill.fore_color.rgb = colour_of(look.fill)


def _edge(look: Look) -> str:
    return SOFT if look.fill == "#ffffff" else "#ffffff"


def _described(figure: Figure, title: str) -> str:
    mark = " %" if figure.in_percent else ""
    told = [
        f"{series.name}: "
        + ", ".join(
            f"{name} {number}{mark}"
            for name, number in zip(figure.names, series.numbers, strict=True)
        )
        for series in figure.series
    ]
    return line(". ".join((title, *told)))
