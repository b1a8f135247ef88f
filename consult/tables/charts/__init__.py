"""A question by a breakdown as an SVG, for screen, paper, wall and files.

``chart`` is the door. ``stacked``, ``bars`` and ``multiples`` are the three kinds of drawing, from
what ``figure`` says of the question, with the pieces of ``drawing`` in the measures of a ``look``.
Groups stand in the consultation's order, never by value, and none is coloured apart.
"""

import re
from collections.abc import Callable, Iterable

from consult.questionnaire.text import Language
from consult.tables.catalogue import sentence
from consult.tables.charts.bars import bars
from consult.tables.charts.drawing import Piece, hatching, picture, stacked_up
from consult.tables.charts.figure import Figure
from consult.tables.charts.look import PHONE, SCREEN, WALL, Look
from consult.tables.charts.multiples import multiples
from consult.tables.charts.stacked import MOST_OPTIONS, stacked
from consult.tables.release import EVERYBODY, Release
from consult.tables.view import Table, table

__all__ = ["PHONE", "SCREEN", "WALL", "Look", "chart"]


def chart(release: Release, question: str, by: str, language: Language, look: Look = SCREEN) -> str:
    """The chart of a question. Raises KeyError where the release does not print it."""
    shown = table(release, question, by)
    name = _name(f"chart-{release.number}-{question}-{by}-{language}-{look.name}")
    figure = Figure(shown, language, look, name)
    drawn = stacked_up(_kind(shown)(figure))
    titles = {"question": shown.question.text, "by": shown.by_text}
    words = (sentence("chart_title", titles).get(language), figure.described())
    whole = Piece(drawn.high, hatching(f"{name}-hatch") + drawn.svg)
    return picture(name, look.wide, whole, words)


def _name(words: str) -> str:
    return re.sub(r"[^a-z0-9_]+", "-", words)


def _kind(shown: Table) -> Callable[[Figure], Iterable[Piece]]:
    if shown.by == EVERYBODY:
        return bars
    options = sum(not line.reason for line in shown.lines)
    return stacked if shown.question.form == "one" and options <= MOST_OPTIONS else multiples
