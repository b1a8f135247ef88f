"""The middle of what a group said, in one number: computed from what is printed, so nothing leaks.

Only for a row with percents, among those who chose an option, and only where these are enough.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import accumulate
from typing import Literal

from consult.questionnaire.text import LANGUAGES, Text
from consult.tables.catalogue import sentence
from consult.tables.release import Named
from consult.tables.rules import PERCENT_FROM
from consult.tables.view import Row, Table

Code = Literal["mean", "median", "mean_rank"]


@dataclass(frozen=True, slots=True)
class Summary:
    """One number about a row, as a sentence ready to print."""

    code: Code
    text: Text


def summary(table: Table, row: Row) -> Summary | None:
    """The mean place on a scale, the median band of a number or the mean ranks among the first
    three of a ranking, where the row allows one."""
    if table.question.second:
        return _ranks(table, row)
    chosen = _chosen(table, row)
    if row.status != "ok" or sum(count for _, count in chosen) < PERCENT_FROM:
        return None
    match table.question.kind:
        case "scale":
            return _mean(chosen)
        case "number":
            return Summary("median", sentence("median", {"band": median(chosen).text}))
    return None


def mean_ranks(table: Table, row: Row) -> list[tuple[Named, str]]:
    """Each option that enough people put among their first three, with its mean place among
    these, one decimal; none where the row has no percents."""
    if row.status != "ok" or not table.question.second:
        return []
    group = table.rows.index(row)
    sums = [places[group] for places in table.question.ranks[table.by]]
    told = zip(_chosen(table, row), sums, strict=True)
    return [(line, tenths(places, n)) for (line, n), places in told if n >= PERCENT_FROM]


def _ranks(table: Table, row: Row) -> Summary | None:
    means = mean_ranks(table, row)
    if not means:
        return None
    listed = {
        language: "; ".join(f"{line.text.get(language)} {mean}" for line, mean in means)
        for language in LANGUAGES
    }
    text = sentence("mean_rank", {"places": table.question.limit, "ranks": Text(**listed)})
    return Summary("mean_rank", text)


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
