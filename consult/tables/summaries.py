"""The middle of what a group said, in one number: computed from what is printed, so nothing leaks.

Only for a row with percents, among those who chose an option, and only where these are enough.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import accumulate
from typing import Literal

from consult.questionnaire.text import Text
from consult.tables.catalogue import sentence
from consult.tables.release import Named
from consult.tables.rules import PERCENT_FROM
from consult.tables.view import Row, Table

Code = Literal["mean", "median"]


@dataclass(frozen=True, slots=True)
class Summary:
    """One number about a row, as a sentence ready to print."""

    code: Code
    text: Text


def summary(table: Table, row: Row) -> Summary | None:
    """The mean place on a scale or the median band of a number, where the row allows one."""
    chosen = _chosen(table, row)
    if row.status != "ok" or sum(count for _, count in chosen) < PERCENT_FROM:
        return None
    match table.question.kind:
        case "scale":
            return _mean(chosen)
        case "number":
            return Summary("median", sentence("median", {"band": median(chosen).text}))
    return None


def _chosen(table: Table, row: Row) -> list[tuple[Named, int]]:
    """The options with their rounded people; who gave no answer stands outside."""
    cells = zip(table.lines, row.cells, strict=True)
    return [(line, cell.count or 0) for line, cell in cells if not line.reason]


def _mean(chosen: list[tuple[Named, int]]) -> Summary:
    """Options count as 1, 2, 3… in their order."""
    total = sum(place * count for place, (_, count) in enumerate(chosen, 1))
    shown = tenths(total, sum(count for _, count in chosen))
    ends = {"first": chosen[0][0].text, "last": chosen[-1][0].text}
    return Summary("mean", sentence("mean", {"mean": shown, "k": len(chosen), **ends}))


def median(chosen: list[tuple[Named, int]]) -> Named:
    """The band that holds the middle person; the lower one where two bands meet there."""
    sums = accumulate(count for _, count in chosen)
    half = sum(count for _, count in chosen) / 2
    return next(line for (line, _), up_to in zip(chosen, sums, strict=True) if up_to >= half)


def tenths(total: int, count: int) -> str:
    """A quotient with one decimal, half up."""
    quotient = Decimal(total) / Decimal(count)
    return str(quotient.quantize(Decimal("0.1"), ROUND_HALF_UP))
