"""The integer program behind a rounded table, relaxed to reals and whole, by HiGHS."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

Integers = NDArray[np.int64]
Reals = NDArray[np.float64]
Members = sparse.csr_array[Any, tuple[int, int]]

# The first good table is as safe as the best one. Nodes rather than seconds end the search, so
# that the same answers and key give the same table on any machine.
_GAP, _NODES = 0.3, 20
_TILT = 1e-3  # of each entry's cost at random: alike tables are told apart, so fewer are halved


@dataclass(frozen=True)
class Room:
    """What a table may hold: each entry between ``least`` and ``most`` (lines x cells), and each
    cell's sum over lines between ``sum_least`` and ``sum_most`` (cells)."""

    least: Integers
    most: Integers
    sum_least: Integers
    sum_most: Integers

    def above(self, was: Integers) -> "Room":
        """The room for what is added to a table, lines x cells, as the room for both together."""
        sums = was.sum(axis=0)
        return Room(self.least + was, self.most + was, self.sum_least + sums, self.sum_most + sums)


@dataclass(frozen=True)
class Program:
    """A table, lines x cells, whose sums over groups stay between ``lowest`` and ``highest`` and
    near ``aim`` (lines x groups)."""

    members: Members
    lowest: Integers
    highest: Integers
    aim: Integers
    room: Room

    def relaxed(self, number: int = 0) -> Reals | None:
        """A nearest table of real numbers, if there is any; each ``number`` may give another."""
        tilt = _TILT * np.random.default_rng(number).random(self.room.least.size)
        return self._solved(tilt, 0)

    def whole(self) -> Integers | None:
        """A near table of whole numbers, if branch and bound finds any."""
        table = self._solved(np.zeros(self.room.least.size), 1)
        return None if table is None else np.rint(table).astype(np.int64)

    def _solved(self, cost: Reals, integral: int) -> Reals | None:
        bounds, constraints = self._limits
        apart = bounds.lb.size - cost.size
        solution = milp(
            np.concatenate([cost, np.ones(apart)]),
            integrality=np.repeat([integral, 0], [cost.size, apart]),
            bounds=bounds,
            constraints=constraints,
            options={"mip_rel_gap": _GAP, "node_limit": _NODES},
        )
        if solution.x is None:
            return None
        return np.asarray(solution.x[: cost.size].reshape(self.room.least.shape))

    @cached_property
    def _limits(self) -> tuple[Bounds, list[LinearConstraint]]:
        """Each sum is its aim, plus what is over, less what is under."""
        lines, cells = self.room.least.shape
        sums = sparse.kron(sparse.eye_array(lines), self.members, format="csr")
        slack = sparse.eye_array(sums.shape[0])
        meets = sparse.hstack([sums, -slack, slack], format="csr")
        apart = sparse.csr_array((cells, 2 * sums.shape[0]))
        stacked = sparse.kron(np.ones((1, lines)), sparse.eye_array(cells))
        within = sparse.hstack([stacked, apart], format="csr")
        over = (self.highest - self.aim).clip(0).ravel()
        under = (self.aim - self.lowest).clip(0).ravel()
        bounds = Bounds(
            np.concatenate([self.room.least.ravel(), np.zeros(2 * sums.shape[0])]),
            np.concatenate([self.room.most.ravel(), over, under]),
        )
        return bounds, [
            LinearConstraint(meets, self.aim.ravel(), self.aim.ravel()),
            LinearConstraint(within, self.room.sum_least, self.room.sum_most),
        ]
