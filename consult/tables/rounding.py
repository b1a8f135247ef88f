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

import numpy as np

from consult.tables.program import Integers, Members, Program, Room
from consult.tables.search import repaired

BASE = 5
LEAST = BASE - 1  # a deviation of 4 leaves only the two neighbouring multiples
CAP = 14  # a release that needs more than this is refused
SENSITIVE_LEAST = BASE  # so that a printed 5 may be nobody
_STARTS = 2  # repairs to try before branch and bound
LIFTED = 0.25  # of the zeros of a sensitive question


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

    def bounds(self, allowed: int) -> tuple[Integers, Integers]:
        """The least and the most blocks within a deviation, lines x groups."""
        reach = allowed + self.looser
        lowest = np.maximum(-((reach - self.counts) // BASE), 0)
        return lowest, np.asarray((self.counts + reach) // BASE)


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
    """By a linear program made whole and repaired; where that fails, by branch and bound."""
    lowest, highest = printed.bounds(allowed)
    if (lowest > highest).any():
        return None
    program = Program(printed.members, lowest, highest, aim.clip(lowest, highest), room)
    for number in range(_STARTS):
        near = program.relaxed(number)
        if near is None:
            return None
        table = repaired(near, program)
        if table is not None:
            return table
    return program.whole()


def _draw(key: bytes, line: str, group: str) -> float:
    digest = hmac.digest(key, f"{line}|{group}".encode(), "sha256")
    return int.from_bytes(digest[:7]) / 2**56
