"""One judge for every attacker: how much of the order of arrival was in the guess?

A guess lists people in the order in which they are said to have come; person i came i-th. Within
groups of ``alone`` consecutive people (everybody, or one batch) a guess must do no better than a
draw: exact places by a binomial test, pairs in the right order within four standard deviations.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from math import sqrt

from scipy.stats import binomtest

_SIGNIFICANT = 0.001
_DEVIATIONS = 4

Order = Sequence[int]  # of one round: each of 0 … n-1 once


@dataclass(frozen=True)
class Verdict:
    """``hits`` of ``people`` in their place; how many pairs of one group are in order, and how far
    that is from half of them in standard deviations; whether all pairs of two groups are."""

    hits: int
    people: int
    alone: int
    within: float
    deviations: float
    groups_known: bool

    @property
    def at_chance(self) -> bool:
        """No better than drawing, among those who stand together."""
        drawn = binomtest(self.hits, self.people, 1 / self.alone, alternative="greater")
        return drawn.pvalue > _SIGNIFICANT and abs(self.deviations) < _DEVIATIONS

    @property
    def complete(self) -> bool:
        """Everybody is in their place."""
        return self.hits == self.people


def judge(orders: Sequence[Order], alone: int) -> Verdict:
    """Judge guesses, one for each round. Raises AssertionError where somebody is left out."""
    assert orders
    for order in orders:
        assert sorted(order) == list(range(len(order)))
    groups = [group for order in orders for group in _groups(order, alone)]
    pairs = [pair for group in groups for pair in combinations(group, 2)]
    inside = sum(earlier < later for earlier, later in pairs)
    sizes = [len(group) for group in groups]
    sigma = sqrt(sum(n * (n - 1) * (2 * n + 5) / 72 for n in sizes))
    return Verdict(
        hits=sum(place == person for order in orders for place, person in enumerate(order)),
        people=sum(map(len, orders)),
        alone=alone,
        within=inside / len(pairs) if pairs else 0.5,
        deviations=(inside - len(pairs) / 2) / sigma if pairs else 0.0,
        groups_known=all(_in_order(order, alone) for order in orders),
    )


def _groups(order: Order, alone: int) -> Iterator[list[int]]:
    """The people of each group, as the guess orders them among themselves."""
    for first in range(0, len(order), alone):
        yield [person for person in order if first <= person < first + alone]


def _in_order(order: Order, alone: int) -> bool:
    return all(before // alone <= after // alone for before, after in pairwise(order))
