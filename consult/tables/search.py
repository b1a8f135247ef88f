"""Repairing a nearly right integer table: one block at a time goes from one line to another.

The linear program leaves few printed sums out of bounds once its table is made whole. Each step
takes the move that helps most, though it may hurt (tabu search); sums that stay out of bounds
weigh more and more (the breakout method of Morris, 1993).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from consult.tables.program import Integers, Program, Reals

_STEPS = 6_000
_PULL = 0.05  # of the target, beside 1 for each block out of bounds
_HEAVIER = 0.3  # at each step that does not help
_RESTS = 3  # steps at least in which what a line has given does not come back
_FORBIDDEN, _ENDLESS = 1e6, 1 << 40


@dataclass(frozen=True)
class _Wanted:
    """``groups`` of each cell [cells, breakdowns]; for each sum (lines x groups) its bounds and
    target, and how much the target pulls."""

    groups: Integers
    lowest: Integers
    highest: Integers
    aim: Integers
    pull: Reals


def repaired(start: Reals, program: Program) -> Integers | None:
    """A whole table, lines x cells, that the program allows; None where none is found.

    ``start`` is a table that the relaxed program allows.
    """
    room, lines = program.room, len(start)
    # what a cell may hold and does not is one more line, in no printed sum
    idle = np.vstack([start, room.sum_most - start.sum(axis=0)])
    least = np.vstack([room.least, np.zeros_like(room.sum_most)])
    most = np.vstack([room.most, room.sum_most - room.sum_least])
    search = _Search(whole(idle, least, most), least, most, _wanted(program))
    for _ in range(_STEPS):
        if not search.out.any():
            return search.table[:lines]
        if not search.step():
            return None
    return None


def _wanted(program: Program) -> _Wanted:
    cells = program.members.shape[1]
    # a cell is in one group of each breakdown
    groups = program.members.tocsc().indices.reshape(cells, -1).astype(np.int64)
    zeros = np.zeros_like(program.aim[:1])
    return _Wanted(
        groups,
        np.vstack([program.lowest, zeros]),
        np.vstack([program.highest, zeros + _ENDLESS]),
        np.vstack([program.aim, zeros]),
        np.repeat([_PULL, 0.0], [len(program.aim), 1])[:, None],
    )


def whole(start: Reals, least: Integers, most: Integers) -> Integers:
    """Each cell's entries made whole, the largest remainders up, and its sum kept."""
    table = np.clip(np.floor(start + 1e-6).astype(np.int64), least, most)
    remainder = np.where(table < most, start - table, -1)
    rank = np.argsort(np.argsort(-remainder, axis=0, kind="stable"), axis=0, kind="stable")
    return np.asarray(table + (rank < np.rint(start.sum(axis=0)) - table.sum(axis=0)), np.int64)


class _Search:
    """A table on its way, and what it would cost to raise or lower each of its entries."""

    def __init__(self, table: Integers, least: Integers, most: Integers, wanted: _Wanted) -> None:
        self.table, self._least, self._most, self._wanted = table, least, most, wanted
        self._sums = np.zeros_like(wanted.aim)
        for groups in wanted.groups.T:
            np.add.at(self._sums.T, groups, table.T)
        self._weights = np.ones(wanted.aim.shape)
        self._rests = np.zeros(table.shape, np.int64)
        self._random, self._now = np.random.default_rng(0), 0
        self._up, self._down = np.zeros(table.shape), np.zeros(table.shape)
        self._price(np.arange(len(table)))

    @property
    def out(self) -> NDArray[np.bool_]:
        """The sums that are out of bounds."""
        return (self._sums < self._wanted.lowest) | (self._sums > self._wanted.highest)

    def step(self) -> bool:
        """Make the best move; whether there was any."""
        price, giver, taker, cell = self._best()
        if price >= _FORBIDDEN / 2:
            return False
        for line, by in ((giver, -1), (taker, 1)):
            self.table[line, cell] += by
            self._sums[line, self._wanted.groups[cell]] += by
        self._now += 1
        self._rests[giver, cell] = self._now + _RESTS + self._random.integers(_RESTS)
        self._price(np.array([giver, taker]))
        if price >= 0:
            out = self.out
            self._weights[out] += _HEAVIER
            self._price(np.flatnonzero(out.any(axis=1)))
        return True

    def _best(self) -> tuple[float, int, int, int]:
        """The cheapest move: its price, the line that gives, the line that takes, the cell."""
        cells = np.arange(self.table.shape[1])
        takes = np.where(self.table < self._most, self._up, _FORBIDDEN)
        takes[self._rests > self._now] = _FORBIDDEN
        gives = np.where(self.table > self._least, self._down, _FORBIDDEN)
        first = takes.argmin(axis=0)
        cheapest = takes[first, cells]
        takes[first, cells] = 2 * _FORBIDDEN
        second = takes.argmin(axis=0)
        # nobody takes what they give
        own = np.arange(len(self.table))[:, None] == first
        total = gives + np.where(own, takes[second, cells], cheapest)
        total += 1e-6 * self._random.random(total.shape)
        giver, cell = np.unravel_index(total.argmin(), total.shape)
        taker = second[cell] if own[giver, cell] else first[cell]
        return float(total[giver, cell]), int(giver), int(taker), int(cell)

    def _price(self, lines: Integers) -> None:
        here = self._cost(lines, 0)
        groups = self._wanted.groups
        self._up[lines] = (self._cost(lines, 1) - here)[:, groups].sum(axis=2)
        self._down[lines] = (self._cost(lines, -1) - here)[:, groups].sum(axis=2)

    def _cost(self, lines: Integers, by: int) -> Reals:
        sums, wanted = self._sums[lines] + by, self._wanted
        over, under = sums - wanted.highest[lines], wanted.lowest[lines] - sums
        far = np.maximum(np.maximum(over, under), 0)
        pull = wanted.pull[lines] * np.abs(sums - wanted.aim[lines])
        return np.asarray(self._weights[lines] * far + pull)
