"""Many answers by group: a small panel for each part, all of them on one scale."""

from collections.abc import Iterator

from consult.tables.charts.drawing import Piece, box, moved, stacked_up
from consult.tables.charts.figure import Figure, Part
from consult.tables.palette import INK, LINE, SEA, SOFT, TRACK
from consult.tables.rules import percent
from consult.tables.view import Row

_LEAST = 21.0  # how wide a panel is at least, in sizes of text
_BETWEEN = 2.0  # panels beside each other, in sizes of text
_TITLE_LINES = 3
_STEP = 10  # per cent: the scale ends at a multiple


def multiples(figure: Figure) -> Iterator[Piece]:
    """How to read it with the base of each group, then the panels, then what is not shown."""
    rows = figure.told()
    if rows:
        end = _end(figure, rows)
        yield figure.paragraph(_read(figure, rows, end))
        panels = [_panel(figure, part, rows, end) for part in figure.parts]
        for first in range(0, len(panels), _columns(figure)):
            yield _beside(figure, panels[first : first + _columns(figure)])
    yield from figure.hidden()


def _columns(figure: Figure) -> int:
    return max(1, int(figure.look.wide / (_LEAST * figure.look.size)))


def _room(figure: Figure) -> float:
    """How wide a panel is."""
    columns, look = _columns(figure), figure.look
    return (look.wide - (columns - 1) * _BETWEEN * look.size) / columns


def _beside(figure: Figure, panels: list[Piece]) -> Piece:
    step = _room(figure) + _BETWEEN * figure.look.size
    svg = "".join(moved(number * step, 0, panel.svg) for number, panel in enumerate(panels))
    return Piece(max(panel.high for panel in panels) + 2 * figure.look.gap, svg)


def _end(figure: Figure, rows: list[Row]) -> int:
    """Where the scale of all panels ends, in per cent."""
    told = [row for row in rows if row.status == "ok"]
    most = max((percent(c, row.base or 1) for row in told for c in figure.counts(row)), default=0)
    return min(100, max(_STEP, -(-most // _STEP) * _STEP))


def _read(figure: Figure, rows: list[Row], end: int) -> str:
    bases = " · ".join(f"{row.group.text.get(figure.language)} {row.base:,}" for row in rows)
    told = [f"{figure.say('base')}: {bases}."]
    told += [figure.say("one_scale", end=end)]
    if any(row.status == "no_percent" for row in rows):
        told.append(figure.say("small_groups"))
    if figure.shown.question.form != "one":
        told.append(figure.say("several"))
    return " ".join(told)


def _panel(figure: Figure, part: Part, rows: list[Row], end: int) -> Piece:
    look, wide = figure.look, _room(figure)
    lines = figure.wrapped(part.name, wide, _TITLE_LINES)
    titles = [
        Piece(look.leading, figure.words(0, look.leading / 2, line, INK, bold=True))
        for line in lines
    ]
    rule = Piece(0.6 * look.size, box(0, 0.2 * look.size, wide, 1, LINE))
    return stacked_up([*titles, rule, *(_row(figure, part, row, end) for row in rows)])


def _row(figure: Figure, part: Part, row: Row, end: int) -> Piece:
    look, wide = figure.look, _room(figure)
    count, base = sum(row.cells[place].count or 0 for place in part.lines), row.base or 1
    label, number = 0.46 * wide, 3.2 * look.size
    lines = figure.wrapped(row.group.text.get(figure.language), label - look.size / 2, 2)
    high = look.leading * len(lines)
    svg, middle = figure.block(0, 0, lines, SOFT), high / 2
    if row.status == "no_percent":
        words = figure.say("of_base", count=count, base=base)
        return Piece(high, svg + figure.words(wide, middle, words, SOFT, "end"))
    room, tall, share = wide - label - number, 0.72 * look.size, percent(count, base)
    fill = SEA if len(part.lines) == 1 and not part.outline else part.paint.fill
    svg += box(label, middle - tall / 2, room, tall, TRACK)
    if share:
        svg += box(label, middle - tall / 2, room * share / end, tall, fill, part.outline)
    return Piece(high, svg + figure.words(wide, middle, f"{share} %", INK, "end"))
