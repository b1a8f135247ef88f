"""Second and third places of a ranking: what its mean ranks come from.

The first places and the first three are rounded before; what an option has among the first three
beyond its first places is parted here into second and third ones. In a joint cell where ``n``
people ranked anything, such a table is what people can have answered (an option in one place only,
a third only after a second) exactly where the second places, all options together, are

- no more than ``n``, and no fewer than the third ones,
- no fewer than any option has second and third places: each is of another person,
- no fewer than any two options have beyond ``n``: so many people ranked both.

For then so many of the first places belong to people with a second that no option has, with them,
more places than there are such people, and by König's theorem (a bipartite graph of degree m parts
into m matchings) these places part into people who each fill the first two, and some the third.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from consult.tables.breakdowns import labels
from consult.tables.items import Item
from consult.tables.prepare import Prepared
from consult.tables.program import Integers, Room
from consult.tables.rounding import BASE, CAP, SENSITIVE_LEAST, Sums, TooCoarse, solve, targets
from consult.tables.solving import Ground, Solved

_SPARE = (1, 2, 4, 1 << 40)  # blocks by which a cell's further places may differ from those found


@dataclass(frozen=True)
class Ranked(Solved):
    """The first three of a ranking; ``second`` are the places right after the first, options x
    kept cells in blocks."""

    second: Integers


@dataclass(frozen=True, kw_only=True)
class Parted(Sums):
    """Second places, to be rounded so that what they leave of ``rest`` (blocks, options x groups)
    stays near the third ones too, whose true counts are ``third``."""

    third: Integers
    rest: Integers

    def bounds(self, allowed: int) -> tuple[Integers, Integers]:
        lowest, highest = super().bounds(allowed)
        least, most = Sums(self.members, self.third, self.labels).bounds(allowed)
        return np.maximum(lowest, self.rest - most), np.minimum(highest, self.rest - least)

    @property
    def between(self) -> Sums:
        """The counts to aim at: what ``rest`` was rounded by, shared by second and third places."""
        shared = (self.counts + BASE * self.rest - self.third) // 2
        return Sums(self.members, shared.clip(0), self.labels)


def ranked(item: Item, prepared: Prepared, on: Ground, first: Solved) -> Ranked:
    """Round the first three places on top of the first ones, and part them. Raises TooCoarse.

    How many options people ranked is rounded before: were some cells full of people who ranked
    one, and others of people who ranked three, there would be as many third places as second ones.
    """
    work = _Work(item, prepared, on)
    least = max(first.deviation, SENSITIVE_LEAST if item.sensitive else 0)
    placed = first.blocks[: len(item.options)]
    top, deviation = work.top(placed, least)
    second = work.second(placed, top, deviation)
    return Ranked(np.vstack([top, first.blocks[len(placed) :]]), deviation, second)


class _Work:
    """One ranking at work: ``true`` holds for each place the true counts, options x groups."""

    def __init__(self, item: Item, prepared: Prepared, on: Ground) -> None:
        cuts = prepared.cuts_of(item)
        every, self.members = on.members(cuts)
        self.item, self.on, self.groups = item, on, labels(cuts)
        places = range(len(item.columns))
        self.true = [np.asarray((every @ prepared.place(item, at)).T, np.int64) for at in places]

    def further(self, chose: Integers, least: int) -> Integers:
        """How many of who ranked have a second place, and a third, in blocks, places x cells."""
        totals = np.array([place.sum(axis=0) for place in self.true])
        exactly = totals - np.vstack([totals[1:], np.zeros_like(totals[:1])])
        printed = Sums(self.members, exactly, self.groups)
        most = np.tile(chose, (len(exactly), 1))
        aim = self.aim([f"_{place}" for place in range(len(exactly))], printed)
        lengths, _ = solve(printed, aim, Room(np.zeros_like(most), most, chose, chose), least)
        return np.array([lengths[place:].sum(axis=0) for place in range(1, len(lengths))])

    def top(self, placed: Integers, least: int) -> tuple[Integers, int]:
        """The first three, options x cells, and their deviation."""
        chose = placed.sum(axis=0)
        further = self.further(chose, least)
        printed = Sums(self.members, sum(self.true[1:], self.true[0]), self.groups)
        aim = self.aim([o.id for o in self.item.options], printed, lifted=self.item.sensitive)
        for spare in _SPARE:
            allowed = _near(placed, further, spare)
            try:
                return solve(printed, aim, allowed, least, CAP if spare == _SPARE[-1] else least)
            except TooCoarse:
                continue
        raise TooCoarse

    def second(self, placed: Integers, top: Integers, least: int) -> Integers:
        """The second places, options x cells, such that they and the third ones deviate little.

        There always are some: the more people, the more they may deviate, and nobody sees them.
        """
        rest = top - placed
        if len(self.true) == 2:
            return rest
        sums = np.rint((self.members @ rest.T).T).astype(np.int64)
        printed = Parted(self.members, self.true[1], self.groups, third=self.true[2], rest=sums)
        aim = self.aim([f"{o.id}.second" for o in self.item.options], printed.between)
        while True:
            try:
                return solve(printed, aim, room(placed, top), least, least)[0]
            except TooCoarse:
                least += max(1, least // 4)

    def aim(self, names: Sequence[str], printed: Sums, lifted: bool = False) -> Integers:
        drawn = [f"{self.item.id}={name}" for name in names]
        return targets(self.on.key, drawn, printed, lifted)


def _near(placed: Integers, further: Integers, spare: int) -> Room:
    """The first three, about as many in each cell as people have further places there."""
    chose, together = placed.sum(axis=0), further.sum(axis=0)
    return Room(
        placed,
        np.minimum(placed + further[0] + spare, chose),
        chose + np.maximum(together - spare, 0),
        chose + np.minimum(together + spare, len(further) * chose),
    )


def room(first: Integers, top: Integers) -> Room:
    """How many second places there can be beside these first ones and first three, each options x
    cells."""
    rest = top - first
    people, together = first.sum(axis=0), rest.sum(axis=0)
    both = np.sort(top, axis=0)[-2:].sum(axis=0) - people
    least = np.maximum.reduce([-(-together // 2), rest.max(axis=0), both])
    return Room(np.zeros_like(rest), rest, least, np.minimum(people, together))


def ranks(first: Integers, top: Integers, second: Integers) -> Integers:
    """The places that an option has among the first three, added up: a first one counts 1."""
    return 3 * top - 2 * first - second


def possible(first: Integers, top: Integers, second: Integers) -> bool:
    """Whether people can have ranked like this in every cell."""
    allowed, together = room(first, top), second.sum(axis=0)
    within = (allowed.least <= second) & (second <= allowed.most)
    summed = (allowed.sum_least <= together) & (together <= allowed.sum_most)
    return bool(within.all() and summed.all())
