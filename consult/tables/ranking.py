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
from consult.tables.release import Named
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


def ranked(
    item: Item, lines: Sequence[Named], prepared: Prepared, on: Ground, first: Solved
) -> Ranked:
    """Round the first three places on top of the first ones, and part them. Raises TooCoarse.

    How many options people ranked is rounded before: were some cells full of people who ranked
    one, and others of people who ranked three, there would be as many third places as second ones.
    What has grown since the release before is itself such as people can have answered.
    """
    was = on.floor.table(item.id, lines)[:, on.kept]
    work = _Work(item, prepared, on, first, was)
    least = max(first.deviation, SENSITIVE_LEAST if item.sensitive else 0)
    top, deviation = work.top(max(least, on.floor.deviation_of(item.id)))
    second = work.second(top, deviation)
    return Ranked(np.vstack([top, first.blocks[len(top) :]]), deviation, was, second)


class _Work:
    """One ranking at work: ``true`` holds for each place the true counts, options x groups, and
    ``placed`` the first places that were added, options x cells. ``was`` are the first three of the
    release before, and ``did`` its places, places x options x cells."""

    def __init__(
        self, item: Item, prepared: Prepared, on: Ground, first: Solved, was: Integers
    ) -> None:
        cuts = prepared.cuts_of(item)
        every, self.members = on.members(cuts)
        self.item, self.on, self.groups = item, on, labels(cuts)
        places, options = range(len(item.columns)), len(item.options)
        self.true = [np.asarray((every @ prepared.place(item, at)).T, np.int64) for at in places]
        self.first, self.placed = first.blocks[:options], first.grown[:options]
        self.was, did = was[:options], first.was[:options]
        kept = on.floor.second(item.id, item.options)
        second = _some_second(did, self.was) if kept is None else kept[:, on.kept]
        self.did = np.array([did, second, self.was - did - second])

    def further(self, least: int) -> Integers:
        """How many of who ranked have a second place, and a third, in blocks, places x cells."""
        true = _exactly(np.array([place.sum(axis=0) for place in self.true]))
        was = _exactly(self.did.sum(axis=1)[: len(true)])
        printed = Sums(self.members, true, self.groups)
        chose = self.placed.sum(axis=0)
        most = np.tile(chose, (len(true), 1))
        aim = self.aim([f"_{place}" for place in range(len(true))], printed)
        allowed = Room(np.zeros_like(most), most, chose, chose).above(was)
        added = _unseen(printed, aim, allowed, least) - was
        return np.array([added[place:].sum(axis=0) for place in range(1, len(added))])

    def top(self, least: int) -> tuple[Integers, int]:
        """The first three, options x cells, and their deviation."""
        further = self.further(least)
        printed = Sums(self.members, sum(self.true[1:], self.true[0]), self.groups)
        aim = self.aim([o.id for o in self.item.options], printed, lifted=self.item.sensitive)
        for spare in _SPARE:
            allowed = _near(self.placed, further, spare).above(self.was)
            try:
                return solve(printed, aim, allowed, least, CAP if spare == _SPARE[-1] else least)
            except TooCoarse:
                continue
        raise TooCoarse

    def second(self, top: Integers, least: int) -> Integers:
        """The second places, options x cells, such that they and the third ones deviate little."""
        rest = top - self.first
        if len(self.true) == 2:
            return rest
        sums = np.rint((self.members @ rest.T).T).astype(np.int64)
        printed = Parted(self.members, self.true[1], self.groups, third=self.true[2], rest=sums)
        aim = self.aim([f"{o.id}.second" for o in self.item.options], printed.between)
        allowed = room(self.placed, top - self.was).above(self.did[1])
        return _unseen(printed, aim, allowed, least)

    def aim(self, names: Sequence[str], printed: Sums, lifted: bool = False) -> Integers:
        drawn = [f"{self.item.id}={name}" for name in names]
        return targets(self.on.key, drawn, printed, lifted)


def _unseen(printed: Sums, aim: Integers, allowed: Room, least: int) -> Integers:
    """A table of which no count is printed, with as small a deviation as is found: the more people,
    the more it may be."""
    while True:
        try:
            return solve(printed, aim, allowed, least, least)[0]
        except TooCoarse:
            least += max(1, least // 4)


def _exactly(places: Integers) -> Integers:
    """Who ranked one option, two, three, out of who has a first place, a second, a third."""
    return places - np.vstack([places[1:], np.zeros_like(places[:1])])


def _some_second(first: Integers, top: Integers) -> Integers:
    """Second places that people can have given: any will do where none was told of."""
    rest = top - first
    before = rest.cumsum(axis=0) - rest
    return np.asarray(np.clip(room(first, top).sum_most - before, 0, rest), np.int64)


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
