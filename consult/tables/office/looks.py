"""How lines of a question are drawn in native charts: answers in their colours, reasons hatched."""

from dataclasses import dataclass
from itertools import cycle

from consult.questionnaire.document import NOT_ASKED
from consult.tables.palette import INK, SEA, paints
from consult.tables.release import Printed

MOST_STACKED = 6  # options; more segments in a bar are no longer told apart
MOST_BESIDE = 4  # groups, whose bars stand side by side
_GREY = "#8a8577"
_HATCHES = ("wide_upward_diagonal", "wide_downward_diagonal", "light_vertical", "dotted_grid")


@dataclass(frozen=True, slots=True)
class Look:
    """A fill, the colour of the number on it, and the pattern, if any, in OOXML's words."""

    fill: str
    number: str
    pattern: str = ""


def looks(question: Printed) -> tuple[Look, ...]:
    """One for each line of a question."""
    options = [line for line in question.lines if not line.reason]
    stacked = question.form == "one" and len(options) <= MOST_STACKED
    colours = iter(paints(len(options))) if stacked else None
    hatches = cycle(_HATCHES)
    drawn = []
    for line in question.lines:
        if line.id == NOT_ASKED:
            drawn.append(Look("#ffffff", INK))
        elif line.reason:
            drawn.append(Look(_GREY, INK, next(hatches)))
        elif colours:
            paint = next(colours)
            drawn.append(Look(paint.fill, paint.number))
        else:
            drawn.append(Look(SEA, INK))
    return tuple(drawn)


def beside(count: int) -> list[Look]:
    """One for each of some groups whose bars stand side by side."""
    return [Look(paint.fill, paint.number) for paint in paints(count)]


def is_stacked(question: Printed) -> bool:
    """Whether the lines of a group make up one bar."""
    return (
        question.form == "one" and sum(not line.reason for line in question.lines) <= MOST_STACKED
    )
