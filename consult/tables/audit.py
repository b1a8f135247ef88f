"""The proof of a release, checked anew: whatever made the tables, these conditions keep them safe.

Take as another truth five people for every block, and move up to the deviation of them from one
answer to another within any joint cell: every printed number stays within its deviation. So what
is printed can never narrow a count further, for anybody, with however many tables together. That
needs one table of non-negative whole blocks behind all numbers, and one base for all questions.
"""

from collections.abc import Iterator, Mapping
from itertools import chain

import numpy as np

from consult.questionnaire.faults import Fault
from consult.tables.program import Integers
from consult.tables.ranking import possible, ranks
from consult.tables.release import EVERYBODY, Breakdown, Printed, Release, group_of
from consult.tables.rounding import BASE
from consult.tables.rules import percent
from consult.tables.view import Table, table


def prove(release: Release) -> list[Fault]:
    """Every condition of the proof that a release does not meet; none when it is safe."""
    people = np.array(release.people, np.int64)
    return [
        *_whole(people, ""),
        *_based(release, people),
        *chain.from_iterable(_question(release, one, people) for one in release.questions),
    ]


def prove_against(
    release: Release,
    truth: Mapping[str, Mapping[str, Integers]],
    bases: Mapping[str, Integers],
) -> list[Fault]:
    """Every printed count further from the true one than stated.

    ``truth`` holds for each question and breakdown the true counts, lines x groups; ``bases`` for
    each breakdown the people, groups.
    """
    faults = [
        Fault("deviates", {"by": cut.id}, EVERYBODY)
        for cut in release.breakdowns
        if np.abs(np.array(cut.bases) - bases[cut.id]).max() > release.deviation
    ]
    for one in release.questions:
        faults += [
            Fault("deviates", {"by": by}, one.id)
            for by, counts in one.counts.items()
            if np.abs(np.array(counts) - truth[one.id][by]).max() > one.deviation
        ]
    return faults


def _question(release: Release, one: Printed, people: Integers) -> Iterator[Fault]:
    blocks = blocks_of(release, one)
    yield from _whole(blocks, one.id)
    yield from pinned(one, blocks, people)
    if first := first_of(release, one):
        yield from holds_first(one, blocks, first, blocks_of(release, first))
    if one.deviation < release.deviation:
        yield Fault("deviation", where=one.id)
    for by, counts in one.counts.items():
        cut = release.breakdown(by)
        if (_sums(release, cut, blocks) != np.array(counts)).any():
            yield Fault("not_a_sum", {"by": by}, one.id)
        yield from _shown(one, cut, table(release, one.id, by))
    if one.second:
        yield from _ranked(release, one, blocks)


def blocks_of(release: Release, one: Printed) -> Integers:
    """The table behind a question, lines x cells."""
    if not one.role:
        return np.array(one.blocks, np.int64).reshape(len(one.lines), len(release.people))
    axis = [axis.role for axis in release.axes].index(one.role)
    at = np.array(release.cells, np.int64)[:, axis]
    return np.where(at == np.arange(len(one.lines))[:, None], np.array(release.people), 0)


def _whole(blocks: Integers, where: str) -> Iterator[Fault]:
    if (blocks < 0).any():
        yield Fault("negative", where=where)


def _based(release: Release, people: Integers) -> Iterator[Fault]:
    for cut in release.breakdowns:
        if (_sums(release, cut, people[None])[0] != np.array(cut.bases)).any():
            yield Fault("not_a_sum", {"by": cut.id})


def _sums(release: Release, cut: Breakdown, blocks: Integers) -> Integers:
    """People by line and group, by plain addition."""
    total = np.zeros((len(cut.groups), len(blocks)), np.int64)
    place = group_of(np.array(release.cells, np.int64), release.axes, cut.roles)
    np.add.at(total, place, BASE * blocks.T)
    return total.T


def pinned(one: Printed, blocks: Integers, people: Integers) -> Iterator[Fault]:
    """The base of a question is the people, in every joint cell."""
    if one.form == "one":
        if (blocks.sum(axis=0) != people).any():
            yield Fault("other_base", where=one.id)
        return
    alone = np.array([line.reason or line.alone for line in one.lines])
    chose = people - blocks[alone].sum(axis=0)
    options = blocks[~alone]
    if not len(options):
        bad = chose != 0
    else:
        together, limit = options.sum(axis=0), min(one.limit, len(options))
        bad = (options > chose).any(axis=0) | (together < chose) | (together > limit * chose)
    if bad.any():
        yield Fault("other_base", where=one.id)


def _ranked(release: Release, one: Printed, blocks: Integers) -> Iterator[Fault]:
    """Mean ranks come from places that people can have given."""
    second = np.array(one.second, np.int64)
    first = np.array(release.question(f"{one.question}.first").blocks)[: len(second)]
    top = blocks[: len(second)]
    if not possible(first, top, second):
        yield Fault("impossible_ranks", where=one.id)
    for by, told in one.ranks.items():
        if (_sums(release, release.breakdown(by), ranks(first, top, second)) != told).any():
            yield Fault("not_a_sum", {"by": by}, one.id)


def first_of(release: Release, one: Printed) -> Printed | None:
    """The first place of a ranking whose first places together are ``one``."""
    return release.find(f"{one.question}.first") if one.form == "top" else None


def holds_first(top: Printed, its: Integers, first: Printed, placed: Integers) -> Iterator[Fault]:
    """Whoever ranked an option first has it among the first places, and who ranked none, none."""
    rows = {line.id: row for line, row in zip(first.lines, placed, strict=True)}
    for line, row in zip(top.lines, its, strict=True):
        other = rows.get(line.id)
        if other is None or (row < other).any() or (line.reason and (row != other).any()):
            yield Fault("other_base", where=top.id)


def _shown(one: Printed, cut: Breakdown, shown: Table) -> Iterator[Fault]:
    """The rules of printing, said once more in other words than those that print."""
    for row, base in zip(shown.rows, cut.bases, strict=True):
        hidden = base < (50 if one.sensitive else 20)
        told = [cell for cell in row.cells if cell.count is not None]
        if hidden and (told or row.base is not None):
            yield Fault("shown", {"by": cut.id, "group": row.group.id}, one.id)
        for cell in told:
            due = percent(cell.count or 0, base) if base >= 50 else None
            if cell.percent != due:
                yield Fault("percent", {"by": cut.id, "group": row.group.id}, one.id)
            alike = base < 100 and (cell.count or 0) * 10 > base * 9
            if one.sensitive and alike:
                yield Fault("shown", {"by": cut.id, "group": row.group.id}, one.id)
