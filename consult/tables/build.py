"""The one door: answers go in, and only a proven release comes out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from consult.tables.audit import prove, prove_against
from consult.tables.breakdowns import codes, lines
from consult.tables.counts import Counts
from consult.tables.history import prove_after
from consult.tables.items import Item
from consult.tables.prepare import Prepared, prepare
from consult.tables.program import Integers
from consult.tables.ranking import Ranked, ranked, ranks
from consult.tables.release import Breakdown, Named, Printed, Release, Rows, Version
from consult.tables.request import Refused, Request
from consult.tables.rounding import BASE, CAP, LEAST, SENSITIVE_LEAST, TooCoarse
from consult.tables.solving import Ground, Solved, ground, question
from consult.tables.succession import printed_due

Progress = Callable[[int, int], None]


class Unproven(RuntimeError):
    """A release that its own audit does not pass. It is a fault of ours, and nothing is shown."""


def build(request: Request, progress: Progress | None = None) -> Release | Refused:
    """Count, round and prove a release, safe beside the one it follows.

    ``progress(done, all)`` is called after each question. Raises Unproven.
    """
    prepared = prepare(request)
    if isinstance(prepared, Refused):
        return prepared
    where = request.title
    try:
        on = _ground(request.key, prepared)
        printed: list[Printed] = []
        solved: dict[str, Solved] = {}
        truth: dict[str, Mapping[str, Counts]] = {}
        for number, item in enumerate(prepared.items):
            where = item.text
            one, counted = _question(item, prepared, on, solved)
            printed.append(one)
            truth[item.id] = counted
            if progress:
                progress(number + 1, len(prepared.items))
    except TooCoarse:
        return Refused("too_coarse", {"question": where, "cap": CAP})
    release = _release(request, prepared, on, tuple(printed))
    faults = [*prove(release), *prove_against(release, truth, _bases(prepared))]
    if request.previous:
        faults += prove_after(release, request.previous)
    if faults:
        raise Unproven(faults)
    if not printed_due(release, request.previous):
        return Refused("not_due", {"N": request.number, "needed": 10})
    return release


def _ground(key: bytes, prepared: Prepared) -> Ground:
    least = SENSITIVE_LEAST if any(role.sensitive for role in prepared.roles) else LEAST
    counts = prepared.people.counts
    return ground(key, prepared.floor, counts, prepared.cuts, least)


def _question(
    item: Item, prepared: Prepared, on: Ground, solved: dict[str, Solved]
) -> tuple[Printed, Mapping[str, Counts]]:
    """One question as printed, and its true counts by breakdown, lines x groups."""
    tally = prepared.tallies[item.id]
    role = prepared.role(item)
    its_lines = lines(item, tally.sum(axis=0))
    cuts = prepared.cuts_of(item)
    if role:
        table = _of_role(role, prepared, on, its_lines)
        done = Solved(table, on.deviation, np.zeros_like(table))
    elif item.form == "top":
        done = ranked(item, its_lines, prepared, on, solved[f"{item.question.id}.first"])
    else:
        done = question(item, its_lines, tally, cuts, on)
    solved[item.id] = done
    true = tally[:, codes(item, its_lines)].T
    printed = Printed(
        id=item.id,
        question=item.question.id,
        section=item.section,
        text=item.text,
        kind=item.question.kind,
        form=item.form,
        role=role,
        sensitive=item.sensitive,
        limit=item.limit,
        deviation=done.deviation,
        versions=item.versions,
        lines=its_lines,
        counts={cut.id: _rows(BASE * on.summed(done.blocks, cut)) for cut in cuts},
        blocks=() if role else _rows(done.blocks),
        offered=prepared.offered(item),
    )
    if isinstance(done, Ranked):
        printed = _with_ranks(printed, solved[f"{item.question.id}.first"], done, cuts, on)
    return printed, {cut.id: prepared.summed(true, cut) for cut in cuts}


def _with_ranks(
    printed: Printed, first: Solved, top: Ranked, cuts: Sequence[Breakdown], on: Ground
) -> Printed:
    options = len(top.second)
    places = ranks(first.blocks[:options], top.blocks[:options], top.second)
    sums = {cut.id: _rows(BASE * on.summed(places, cut)) for cut in cuts}
    return replace(printed, second=_rows(top.second), ranks=sums)


def _of_role(role: str, prepared: Prepared, on: Ground, of: Sequence[Named]) -> Integers:
    """The people's own table with the groups of one axis as lines."""
    axis = [axis.role for axis in prepared.axes].index(role)
    at = on.cells[on.kept, axis]
    return np.where(at == np.arange(len(of))[:, None], on.people, 0)


def _bases(prepared: Prepared) -> Mapping[str, Counts]:
    people = prepared.people.counts[None]
    return {cut.id: prepared.summed(people, cut)[0] for cut in prepared.cuts}


def _release(
    request: Request, prepared: Prepared, on: Ground, printed: tuple[Printed, ...]
) -> Release:
    cuts = tuple(_with_bases(cut, on) for cut in prepared.cuts)
    return Release(
        consultation=request.consultation,
        title=request.title,
        number=request.number,
        date=request.date,
        channels=request.channels,
        versions=tuple(Version(version.number, version.hash) for version in request.versions),
        axes=prepared.axes,
        breakdowns=cuts,
        cells=_rows(on.cells[on.kept]),
        people=tuple(on.people.tolist()),
        deviation=on.deviation,
        questions=printed,
        left_out=prepared.left_out,
        before=request.previous.number if request.previous else 0,
    )


def _with_bases(cut: Breakdown, on: Ground) -> Breakdown:
    bases = BASE * on.summed(on.people[None], cut)[0]
    return replace(cut, bases=tuple(bases.tolist()))


def _rows(table: Integers) -> Rows:
    return tuple(map(tuple, table.tolist()))
