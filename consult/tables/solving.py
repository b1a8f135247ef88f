"""The integer tables of a release: of the people once, then of each question on top of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

from consult.tables.breakdowns import codes, labels, members, summed
from consult.tables.counts import Counts
from consult.tables.floor import Floor
from consult.tables.items import Item
from consult.tables.program import Integers, Members, Room
from consult.tables.release import Axis, Breakdown, Named, group_of
from consult.tables.rounding import (
    BASE,
    CAP,
    LEAST,
    SENSITIVE_LEAST,
    Sums,
    TooCoarse,
    solve,
    targets,
)

_CHOSE = "_chose"  # the line of those who chose something, from which each option takes its part
_APART = 100  # what one person too many or too few in a sum costs, beside any way of gathering
_LOOSER = (0, 5, 10, 1 << 20)  # how far the joint table, never printed, may be from the truth


@dataclass(frozen=True)
class Ground:
    """What every question of a release stands on: who answered, rounded.

    ``cells`` are the populated joint cells with their true ``counts``; ``kept`` are those of them
    that hold a block, and ``people`` how many blocks each of those holds. ``floor`` is what the
    release before leaves under it.
    """

    key: bytes
    axes: tuple[Axis, ...]
    cells: Counts
    counts: Counts
    kept: Integers
    people: Integers
    deviation: int
    floor: Floor

    @property
    def grown(self) -> Integers:
        """The blocks of people that came since the release before, [kept]."""
        return self.people - self.floor.people[self.kept]

    def members(self, cuts: Sequence[Breakdown]) -> tuple[Members, Members]:
        """The cells of each group: among all that are populated, and among those kept."""
        every = members(self.cells, self.axes, cuts)
        return every, sparse.csr_array(every[:, self.kept])

    def summed(self, blocks: Integers, cut: Breakdown) -> Integers:
        """A table of lines x kept cells added up to lines x groups."""
        return summed(blocks, self.cells[self.kept], self.axes, cut)


@dataclass(frozen=True)
class Solved:
    """The table of a question, lines x kept cells in blocks, and its deviation; ``was`` is the
    part of it that stood in the release before."""

    blocks: Integers
    deviation: int
    was: Integers

    @property
    def grown(self) -> Integers:
        return self.blocks - self.was


def ground(
    key: bytes, floor: Floor, counts: Counts, cuts: Sequence[Breakdown], least: int = LEAST
) -> Ground:
    """Round the people of each joint cell, so that every group's base is near the true one.

    The joint table, which nobody sees, is held near one of few cells in which every two roles meet
    as they do in truth: questions would need far larger deviations where they do not.
    """
    axes, cells, least = floor.axes, floor.cells, max(least, floor.deviation)
    public = members(cells, axes, cuts)
    every = sparse.csr_array(sparse.vstack([public, sparse.eye_array(len(counts))], format="csr"))
    names = [*labels(cuts), *("/".join(map(str, cell)) for cell in cells.tolist())]
    true = np.concatenate([public @ counts, _gathered(floor, counts, cuts)])[None]
    true = np.asarray(true, np.int64)
    for looser in _LOOSER:
        spare = np.repeat([0, looser], [public.shape[0], len(counts)])
        printed = Sums(every, true, names, spare)
        most = np.maximum(-(-(counts + CAP + looser) // BASE), floor.people)
        room = Room(floor.people[None], most[None], floor.people, most)
        try:
            cap = CAP if looser == _LOOSER[-1] else least
            table, deviation = solve(printed, targets(key, [""], printed), room, least, cap)
        except TooCoarse:
            continue
        kept = np.flatnonzero(table[0])
        return Ground(key, axes, cells, counts, kept, table[0][kept], deviation, floor)
    raise TooCoarse


def _gathered(floor: Floor, counts: Counts, cuts: Sequence[Breakdown]) -> Integers:
    """The people in as few cells as there are groups of two roles, each of the same size.

    A corner of the tables that have the same sums: it has no more cells than sums. Above the
    release before, which has some groups too large already, the sums come as near as they can.
    """
    cells, axes = floor.cells, floor.axes
    pairs = [group_of(cells, axes, (one.role, other.role)) for one, other in combinations(axes, 2)]
    sums = sparse.vstack([members(cells, axes, cuts), *map(_indicator, pairs)], format="csr")
    apart = sparse.eye_array(sums.shape[0])
    near = sparse.hstack([sums, -apart, apart], format="csr")
    cost = np.random.default_rng(0).random(len(counts))
    whole = np.concatenate([cost, np.full(2 * sums.shape[0], _APART)])
    least = [*(BASE * floor.people).tolist(), *[0] * (2 * sums.shape[0])]
    bounds = [(low, None) for low in least]
    corner = linprog(whole, A_eq=near, b_eq=sums @ counts, bounds=bounds, method="highs-ds").x
    return counts if corner is None else np.rint(corner[: len(counts)]).astype(np.int64)


def _indicator(place: Integers) -> Members:
    ones = np.ones(len(place))
    return sparse.csr_array((ones, (place, np.arange(len(place)))))


def question(
    item: Item,
    lines: Sequence[Named],
    tally: Counts,
    cuts: Sequence[Breakdown],
    on: Ground,
    before: Mapping[str, Solved],
) -> Solved:
    """Round one question; ``tally`` is people by populated cell and code.

    ``before`` holds the questions already solved by id: the first three of a ranking stand on its
    first place. Themes that nothing was told of before are those of everybody, not only of who
    came since. Raises TooCoarse.
    """
    if item.question.kind == "text" and not on.floor.has(item.id):
        on = replace(on, floor=Floor(None, on.axes, on.cells))
    every, kept = on.members(cuts)
    true = np.asarray((every @ tally[:, codes(item, lines)]).T, np.int64)
    was = on.floor.table(item.id, lines)[:, on.kept]
    work = _Work(item, lines, true, every @ on.counts, was, kept, labels(cuts), on)
    least = max(on.deviation, SENSITIVE_LEAST if item.sensitive else 0)
    least = max(least, on.floor.deviation_of(item.id))
    if item.form == "top":
        return work.top(before[f"{item.question.id}.first"], least)
    if item.form == "several" and any(not (line.reason or line.alone) for line in lines):
        return work.several(least)
    return work.solve(range(len(lines)), work.pinned(len(lines)), least, work.was)


@dataclass(frozen=True)
class _Work:
    """One question at work: ``true`` counts, lines x groups, and ``bases``, groups; ``was`` is its
    table in the release before. What has grown since is itself a table that people could make: so
    each room is that of the growth, above what was."""

    item: Item
    lines: Sequence[Named]
    true: Integers
    bases: Integers
    was: Integers
    members: Members
    groups: Sequence[str]
    on: Ground

    def several(self, least: int) -> Solved:
        """First who chose something, and who nothing and why; then each option's part of them."""
        aside = [row for row, line in enumerate(self.lines) if line.reason or line.alone]
        options = [row for row in range(len(self.lines)) if row not in aside]
        chose = self.bases - self.true[aside].sum(axis=0)
        did = self.was[aside]
        others = self.on.people - self.on.grown - did.sum(axis=0)
        was = np.vstack([did, others])
        stage = self.solve(aside, self.pinned(len(aside) + 1), least, was, chose)
        nobody = np.zeros((len(options), len(self.on.people)), np.int64)
        parts = self._parts(options, stage.grown[-1], nobody, stage.deviation)
        blocks = np.empty((len(self.lines), len(self.on.people)), np.int64)
        blocks[aside], blocks[options] = stage.blocks[:-1], parts.blocks
        return Solved(blocks, parts.deviation, self.was)

    def top(self, first: Solved, least: int) -> Solved:
        """Who ranked an option first has ranked it among the first three."""
        options = range(len(self.item.options))
        placed = first.grown[: len(options)]
        least = max(least, first.deviation)
        parts = self._parts(options, placed.sum(axis=0), placed, least)
        blocks = np.vstack([parts.blocks, first.blocks[len(options) :]])
        return Solved(blocks, parts.deviation, self.was)

    def _parts(
        self, rows: Sequence[int], chose: Integers, least: Integers, deviation: int
    ) -> Solved:
        """Each option by up to all who chose, together by at least one and at most the limit."""
        limit = min(self.item.limit, len(rows))
        room = Room(least, np.tile(chose, (len(rows), 1)), chose, limit * chose)
        return self.solve(rows, room, deviation, self.was[list(rows)])

    def pinned(self, lines: int) -> Room:
        """Everybody who came on exactly one line."""
        people = self.on.grown
        most = np.tile(people, (lines, 1))
        return Room(np.zeros_like(most), most, people, people)

    def solve(
        self,
        rows: Sequence[int],
        room: Room,
        least: int,
        was: Integers,
        chose: Integers | None = None,
    ) -> Solved:
        true, names = self.true[list(rows)], [self.lines[row].id for row in rows]
        if chose is not None:
            true, names = np.vstack([true, chose]), [*names, _CHOSE]
        printed = Sums(self.members, true, self.groups)
        drawn = [f"{self.item.id}={name}" for name in names]
        aim = targets(self.on.key, drawn, printed, lifted=self.item.sensitive)
        return Solved(*solve(printed, aim, room.above(was), least), was)
