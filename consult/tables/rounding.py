"""Controlled rounding: one integer table behind every printed count.

A table ``z`` of non-negative integers (lines x joint cells of people) stands for blocks of
``BASE`` alike answers, and every count printed is ``BASE`` times a sum of it. It is the solution
of a small integer program: each printed sum stays within the deviation of the true count, and as
near as can be to a target drawn with a secret key. Since a count may be moved by up to the
deviation without leaving what was printed, nobody can narrow any count further than that, however
many tables are put together.
"""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

BASE = 5
LEAST = BASE - 1  # a deviation of 4 leaves only the two neighbouring multiples
CAP = 14  # a release that needs more than this is refused
SENSITIVE_LEAST = BASE  # so that a printed 5 may be nobody
LIFTED = 0.25  # of the zeros of a sensitive question

Integers = NDArray[np.int64]
Members = sparse.csr_array[Any, tuple[int, int]]
# The first good table is as safe as the best one, and its counts are as near on average (1.6
# against 1.58 people). Nodes rather than seconds end the search, so that the same answers and key
# give the same table on any machine; the seconds only keep a hopeless search from lasting.
_GAP, _NODES, _SECONDS = 0.3, 20, 60.0


class TooCoarse(ValueError):
    """No table within the largest deviation allowed."""


@dataclass(frozen=True)
class Sums:
    """Counts to be printed: sums of some lines over the groups of some breakdowns.

    ``members`` is groups x cells, 1 where a cell belongs to a group; ``counts`` is lines x groups,
    the true counts; ``labels`` name the groups: the key draws by name. ``looser`` adds to the
    deviation of groups that steer the table but are never printed.
    """

    members: Members
    counts: Integers
    labels: Sequence[str]
    looser: Integers | int = 0


@dataclass(frozen=True)
class Room:
    """What a table may hold: each entry between ``least`` and ``most`` (lines x cells), and each
    cell's sum over lines between ``sum_least`` and ``sum_most`` (cells)."""

    least: Integers
    most: Integers
    sum_least: Integers
    sum_most: Integers


def targets(key: bytes, lines: Sequence[str], printed: Sums, lifted: bool = False) -> Integers:
    """The multiple (in blocks) that each printed count aims at: an unbiased keyed rounding.

    With ``lifted`` a quarter of the zeros aim at one block instead.
    """
    draws = np.array(
        [[_draw(key, line, group) for group in printed.labels] for line in lines]
    ).reshape(printed.counts.shape)
    whole, rest = np.divmod(printed.counts, BASE)
    up = draws < rest / BASE
    if lifted:
        up |= (printed.counts == 0) & (draws < LIFTED)
    return np.asarray(whole + up, np.int64)


def solve(
    printed: Sums, aim: Integers, room: Room, deviation: int, cap: int = CAP
) -> tuple[Integers, int]:
    """The table nearest to ``aim`` (lines x groups) within the smallest deviation that has one.

    Returns the table, lines x cells, and the deviation, at least the one given. Raises
    TooCoarse where ``cap`` does not suffice.
    """
    for allowed in range(deviation, cap + 1):
        table = _attempt(printed, aim, room, allowed)
        if table is not None:
            return table, allowed
    raise TooCoarse


def _attempt(printed: Sums, aim: Integers, room: Room, allowed: int) -> Integers | None:
    lines, cells = room.least.shape
    reach = allowed + printed.looser
    lowest = np.maximum(-((reach - printed.counts) // BASE), 0)
    highest = (printed.counts + reach) // BASE
    # each printed sum is its aim, plus what is over, less what is under
    sums = sparse.kron(sparse.eye_array(lines), printed.members, format="csr")
    slack = sparse.eye_array(sums.shape[0])
    meets = sparse.hstack([sums, -slack, slack], format="csr")
    apart = sparse.csr_array((cells, 2 * sums.shape[0]))
    stacked = sparse.kron(np.ones((1, lines)), sparse.eye_array(cells))
    within = sparse.hstack([stacked, apart], format="csr")
    size, wiggle = lines * cells, 2 * sums.shape[0]
    least = np.concatenate([room.least.ravel(), np.zeros(wiggle)])
    most = np.concatenate(
        [room.most.ravel(), (highest - aim).clip(0).ravel(), (aim - lowest).clip(0).ravel()]
    )
    solution = milp(
        np.concatenate([np.zeros(size), np.ones(wiggle)]),
        integrality=np.concatenate([np.ones(size), np.zeros(wiggle)]),
        bounds=Bounds(least, most),
        constraints=[
            LinearConstraint(meets, aim.ravel(), aim.ravel()),
            LinearConstraint(within, room.sum_least, room.sum_most),
        ],
        options={"mip_rel_gap": _GAP, "node_limit": _NODES, "time_limit": _SECONDS},
    )
    if solution.x is None:
        return None
    return np.rint(solution.x[:size]).astype(np.int64).reshape(lines, cells)


def _draw(key: bytes, line: str, group: str) -> float:
    digest = hmac.digest(key, f"{line}|{group}".encode(), "sha256")
    return int.from_bytes(digest[:7]) / 2**56
