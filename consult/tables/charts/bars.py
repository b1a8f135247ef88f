"""Everybody together: a bar with its number for each line of the question."""

from collections.abc import Iterator

from consult.tables.charts.drawing import Piece, box, moved
from consult.tables.charts.figure import Figure
from consult.tables.palette import INK, LINE, SEA, SOFT, TRACK
from consult.tables.view import Cell, Row

_LABEL = 0.38  # of the width, where names stand beside their bars
_NUMBERS = 10.0  # the room for percent and people after a bar, in sizes of text


def bars(figure: Figure) -> Iterator[Piece]:
    """The lines of every row that is shown, what is not shown, and how to read it."""
    for row in figure.told():
        for line, cell in zip(figure.shown.lines, row.cells, strict=True):
            yield _line(figure, line.text.get(figure.language), cell, line.reason)
        yield figure.paragraph(_read(figure, row))
    yield from figure.hidden()


def _line(figure: Figure, name: str, cell: Cell, reason: bool) -> Piece:
    look = figure.look
    label = _LABEL * look.wide if look.label else look.wide
    lines = figure.wrapped(name, label - look.size)
    words = figure.block(0, 0, lines, SOFT if reason else INK)
    high, tall = look.leading * len(lines), 0.8 * look.bar
    if not look.label:
        bar = _bar(figure, 0, cell, reason)
        return Piece(high + tall + look.gap, words + moved(0, high, bar))
    most = max(high, tall)
    beside = moved(0, (most - tall) / 2, _bar(figure, label, cell, reason))
    return Piece(most + look.gap, moved(0, (most - high) / 2, words) + beside)


def _bar(figure: Figure, start: float, cell: Cell, reason: bool) -> str:
    look, tall = figure.look, 0.8 * figure.look.bar
    if cell.percent is None:
        return figure.words(start, tall / 2, f"{cell.count:,}")
    room = look.wide - start - _NUMBERS * look.size
    fill = figure.hatched.fill if reason else SEA
    svg = box(start, 0, room, tall, TRACK)
    if cell.percent:
        svg += box(start, 0, room * cell.percent / 100, tall, fill, LINE if reason else "")
    percent_ends = look.wide - 5 * look.size
    svg += figure.words(percent_ends, tall / 2, f"{cell.percent} %", INK, "end", bold=not reason)
    return svg + figure.words(look.wide, tall / 2, f"{cell.count:,}", SOFT, "end")


def _read(figure: Figure, row: Row) -> str:
    """What the bars are of, and in how many people."""
    small = row.status == "no_percent"
    told = [f"{figure.say('base')}: {row.base:,}"]
    told += [figure.say("counts_only") if small else figure.say("percent_and_people")]
    if words := figure.summary(row):
        told.append(words)
    if figure.shown.question.form != "one":
        told.append(figure.say("several"))
    return " · ".join(told)
