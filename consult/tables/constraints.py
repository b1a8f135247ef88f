"""Unknown counts that must agree with published ones, and how far each can still vary.

Each breakdown that no other contains has unknowns of its own, and those of two breakdowns agree
on the roles they share. For breakdowns that meet like a tree (the default ones do) this allows
exactly what one joint table of people would; otherwise it allows more.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

from consult.tables.release import TIMES

Spot = tuple[str, str, str]  # line, breakdown, group

_TINY = 1e-6
_UNBOUNDED = 3  # the status by which linprog says that there is no end
_ENDLESS = 1 << 40


class Model:
    """A linear program over the counts of some lines, by group of the finest breakdowns."""

    def __init__(self, lines: Sequence[str], spots: Iterable[Spot]) -> None:
        groups: dict[str, dict[str, None]] = {}
        for _, by, group in spots:
            groups.setdefault(by, {})[group] = None
        parents = [by for by in groups if not any(_inside(by, other) for other in groups)]
        self._values = {by: [_values(by, group) for group in groups[by]] for by in parents}
        self.finest = [(by, group) for by in parents for group in groups[by]]
        self._start: dict[tuple[str, str], int] = {}
        self._size = 0
        for line in lines:
            for by in parents:
                self._start[line, by] = self._size
                self._size += len(groups[by])
        self._rows: list[dict[int, int]] = []
        self._low: list[float] = []
        self._high: list[float] = []
        for line in lines:
            for one, other in combinations(parents, 2):
                self._agree(line, one, other)

    def between(self, terms: Mapping[Spot, int], low: int | None, high: int | None) -> None:
        """A weighted sum of counts lies between two numbers, or is open where there is none."""
        row: dict[int, int] = {}
        for spot, weight in terms.items():
            for place in self._places(spot):
                row[place] = row.get(place, 0) + weight
        self._add(row, low, high)

    def closed(self) -> "Model":
        """The same, ready to be solved."""
        places = [(number, place) for number, row in enumerate(self._rows) for place in row]
        weights = [weight for row in self._rows for weight in row.values()]
        matrix = sparse.csr_array(
            (np.array(weights, float), np.array(places).reshape(-1, 2).T),
            shape=(len(self._rows), self._size),
        )
        low, high = np.array(self._low), np.array(self._high)
        same, over, under = low == high, np.isfinite(high), np.isfinite(low)
        over, under = over & ~same, under & ~same
        self._program: dict[str, Any] = {
            "A_eq": matrix[same],
            "b_eq": low[same],
            "A_ub": sparse.vstack([matrix[over], -matrix[under]]),
            "b_ub": np.concatenate([high[over], -low[under]]),
        }
        return self

    def span(self, spot: Spot) -> tuple[int, int]:
        """The least and the most that a count can be."""
        cost = np.zeros(self._size)
        cost[self._places(spot)] = 1
        low, high = self._least(cost), -self._least(-cost)
        return int(np.ceil(low - _TINY)), int(np.floor(high + _TINY))

    def _least(self, cost: np.ndarray[Any, np.dtype[np.float64]]) -> float:
        solution = linprog(cost, **self._program, method="highs")
        if solution.status == _UNBOUNDED:
            return -_ENDLESS
        assert solution.fun is not None, "published counts that no people can have"
        return float(solution.fun)

    def _places(self, spot: Spot) -> list[int]:
        """The unknowns that sum to a count, in the first breakdown that has them."""
        line, by, group = spot
        wanted = _values(by, group)
        parent = next(one for one in self._values if set(_roles(by)) <= set(_roles(one)))
        start = self._start[line, parent]
        within = enumerate(self._values[parent])
        return [start + place for place, values in within if wanted.items() <= values.items()]

    def _agree(self, line: str, one: str, other: str) -> None:
        shared = set(_roles(one)) & set(_roles(other))
        sums: dict[tuple[tuple[str, str], ...], dict[int, int]] = {}
        for by, weight in ((one, 1), (other, -1)):
            for place, values in enumerate(self._values[by], self._start[line, by]):
                key = tuple((role, values[role]) for role in sorted(shared))
                sums.setdefault(key, {})[place] = weight
        for row in sums.values():
            self._add(row, 0, 0)

    def _add(self, row: dict[int, int], low: int | None, high: int | None) -> None:
        self._rows.append(row)
        self._low.append(-np.inf if low is None else low)
        self._high.append(np.inf if high is None else high)


def _roles(by: str) -> list[str]:
    return by.split(TIMES) if by else []


def _inside(by: str, other: str) -> bool:
    return set(_roles(by)) < set(_roles(other))


def _values(by: str, group: str) -> dict[str, str]:
    return dict(zip(_roles(by), group.split(TIMES), strict=True)) if by else {}
