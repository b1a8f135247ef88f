"""The proof of a release beside the one it follows, checked anew from their tables alone."""

from collections.abc import Iterator, Sequence

import numpy as np

from consult.questionnaire.document import NOT_ASKED
from consult.questionnaire.faults import Fault
from consult.tables.audit import blocks_of, first_of, holds_first, pinned
from consult.tables.program import Integers
from consult.tables.release import Named, Printed, Release


def prove_after(release: Release, previous: Release) -> list[Fault]:
    """Every condition that keeps ``release`` safe beside ``previous`` and that it does not meet.

    The proof, by induction. Take as another truth five people for every block of each release: as
    what each adds is itself a table that new people could have made, this could have happened.
    Among those that one release adds, move up to its deviation of them from one answer to another
    within a joint cell: what was printed before stays as it is, and what is printed from then on
    moves by no more than its own deviation, which is never smaller. So a count of a release may be
    anything up to its deviation more, and as much less as no earlier release ruled out by itself;
    and what came since the release before, anything within the deviation of the difference.
    Of themes that no release has told before, every people of a block may have any: the first
    table of them is like that of a first release.
    """
    if not _follows(release, previous):
        return [Fault("not_the_next")]
    if not _same_frame(release, previous):
        return [Fault("other_frame")]
    places = _places(release, previous)
    if None in places:
        return [Fault("fewer")]
    return list(_compared(release, previous, [place for place in places if place is not None]))


def _compared(release: Release, previous: Release, places: Sequence[int]) -> Iterator[Fault]:
    people = _moved(previous.people, places, len(release.cells))
    came = np.array(release.people, np.int64) - people
    if (came < 0).any():
        yield Fault("fewer")
    if release.deviation < previous.deviation:
        yield Fault("narrowed")
    grown = {one.id: _grown(release, previous, one, places) for one in release.questions}
    for one in release.questions:
        if one.kind == "text" and previous.find(one.id) is None:
            continue
        before, first = previous.find(one.id), first_of(release, one)
        if before and one.deviation < before.deviation:
            yield Fault("narrowed", where=one.id)
        if (grown[one.id] < 0).any():
            yield Fault("fewer", where=one.id)
        if any(pinned(one, grown[one.id], came)) or (
            first and any(holds_first(one, grown[one.id], first, grown[first.id]))
        ):
            yield Fault("added", where=one.id)


def _follows(release: Release, previous: Release) -> bool:
    """Of the same consultation, the next one, and with every version joined before."""
    return (
        release.consultation == previous.consultation
        and release.before == previous.number == release.number - 1
        and set(previous.versions) <= set(release.versions)
    )


def _same_frame(release: Release, previous: Release) -> bool:
    return (
        release.by == previous.by
        and [axis.role for axis in release.axes] == [axis.role for axis in previous.axes]
        and all(
            _kept(was.groups, now.groups)
            for was, now in zip(previous.axes, release.axes, strict=True)
        )
        and all(_same(before, release.find(before.id)) for before in previous.questions)
    )


def _same(before: Printed, now: Printed | None) -> bool:
    return now is not None and (
        (before.kind, before.form, before.role) == (now.kind, now.form, now.role)
        and before.limit <= now.limit
        and before.sensitive <= now.sensitive
        and _kept(before.lines, now.lines)
    )


def _kept(was: Sequence[Named], now: Sequence[Named]) -> bool:
    """Whether all are still there and mean the same."""
    there = {(one.id, one.reason, one.alone) for one in now}
    return all((one.id, one.reason, one.alone) in there for one in was)


def _places(release: Release, previous: Release) -> list[int | None]:
    """Where each cell of ``previous`` is among those of ``release``, by the ids of its groups."""
    now = {cell: place for place, cell in enumerate(_named(release))}
    return [now.get(cell) for cell in _named(previous)]


def _named(release: Release) -> Iterator[tuple[str, ...]]:
    for cell in release.cells:
        yield tuple(axis.groups[group].id for axis, group in zip(release.axes, cell, strict=True))


def _grown(release: Release, previous: Release, one: Printed, places: Sequence[int]) -> Integers:
    """What was added to a question, lines x cells: all who were there before it was first printed
    were not asked."""
    before = previous.find(one.id)
    rows = (
        dict(zip((line.id for line in before.lines), blocks_of(previous, before), strict=True))
        if before
        else {NOT_ASKED: np.array(previous.people)}
    )
    nobody = np.zeros(len(previous.people), np.int64)
    was = [_moved(rows.get(line.id, nobody), places, len(release.cells)) for line in one.lines]
    return blocks_of(release, one) - np.array(was)


def _moved(row: Sequence[int] | Integers, places: Sequence[int], size: int) -> Integers:
    moved = np.zeros(size, np.int64)
    moved[list(places)] = row
    return moved
