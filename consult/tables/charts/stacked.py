"""A bar for each group, cut into the parts of a question: for answers of which one is given."""

from collections.abc import Iterator

from consult.tables.charts.drawing import Piece, box
from consult.tables.charts.figure import Figure, Part
from consult.tables.palette import SOFT
from consult.tables.rules import percent
from consult.tables.view import Row

MOST_OPTIONS = 6  # more colours than that nobody tells apart
_SUMMARY = 9.0  # the room for a mean after the bar, in sizes of text


def stacked(figure: Figure) -> Iterator[Piece]:
    """The rows, what is not shown, and the key."""
    for row in figure.told():
        yield _bar(figure, row) if row.status == "ok" else _counts_only(figure, row)
    yield from figure.hidden()
    yield _key(figure)


def _bar(figure: Figure, row: Row) -> Piece:
    look, base = figure.look, row.base or 1
    room, svg, at = _room(figure), "", look.start
    for part, count in zip(figure.parts, figure.counts(row), strict=True):
        wide, number = room * count / base, str(percent(count, base))
        if wide > 0:
            # the white seam keeps neighbours apart where colours fail
            svg += box(at, 0, max(wide - 1.5, 0.5), look.bar, part.paint.fill, part.outline)
        if wide > figure.width(number) + 3:
            svg += _number(figure, part, at + wide / 2, number)
        at += wide
    if words := figure.summary(row):
        svg += figure.words(look.wide, look.bar / 2, words, SOFT, "end")
    return figure.labelled(row, svg, look.bar)


def _room(figure: Figure) -> float:
    """How long a bar of everybody is."""
    summed = any(figure.summary(row) for row in figure.told())
    return figure.look.wide - figure.look.start - (_SUMMARY * figure.look.size if summed else 0)


def _number(figure: Figure, part: Part, middle: float, number: str) -> str:
    plate, high = "", figure.look.bar
    if part.paint.fill.startswith("url"):
        wide = figure.width(number) + 2
        plate = box(middle - wide / 2, 0.2 * high, wide, 0.6 * high, "#ffffff")
    return plate + figure.words(middle, high / 2, number, part.paint.number, "middle")


def _counts_only(figure: Figure, row: Row) -> Piece:
    look = figure.look
    numbers, note = " · ".join(map(str, figure.counts(row))), figure.say("counts_only")
    after = look.start + figure.width(numbers) + look.size
    svg, middle = figure.words(look.start, look.leading / 2, numbers), look.leading / 2
    if after + figure.width(note) <= look.wide:
        return figure.labelled(row, svg + figure.words(after, middle, note, SOFT), look.leading)
    lines = figure.wrapped(note, look.wide - look.start)
    svg += figure.block(look.start, look.leading, lines, SOFT)
    return figure.labelled(row, svg, look.leading * (1 + len(lines)))


def _key(figure: Figure) -> Piece:
    """One swatch for each part, flowing over as many lines as it takes."""
    look = figure.look
    swatch, between = 0.93 * look.size, 1.85 * look.size
    svg, x, y = "", 0.0, look.gap
    for part in (*figure.parts, None):
        before = swatch + 0.45 * look.size if part else 0.0
        words = part.name if part else figure.say("percent_of_base")
        lines = figure.wrapped(words, look.wide - before)
        wide = before + max(map(figure.width, lines))
        if x and x + wide > look.wide:
            x, y = 0.0, y + 1.2 * look.leading
        if part:
            top = y + (look.leading - swatch) / 2
            svg += box(x, top, swatch, swatch, part.paint.fill, part.outline)
        svg += figure.block(x + before, y, lines, SOFT)
        y += look.leading * (len(lines) - 1)
        x += wide + between
    return Piece(y + look.leading + look.gap, svg)
