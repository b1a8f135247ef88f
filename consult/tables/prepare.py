"""Before rounding: what is printed by what, and who answered. Nothing here leaves the room."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from consult.questionnaire.text import Text
from consult.tables.breakdowns import (
    ROLES,
    UnknownBreakdown,
    breakdowns,
    chosen,
    codes,
    default,
    lines,
    summed,
)
from consult.tables.catalogue import sentence
from consult.tables.columns import code_of_option, layout
from consult.tables.counts import Answers, Counts, People, people, tallies, width
from consult.tables.floor import Floor
from consult.tables.items import Item, items, left_out
from consult.tables.release import EVERYBODY, TIMES, Axis, Breakdown
from consult.tables.request import Published, Refused, Request
from consult.tables.rules import SHOWN_FROM
from consult.tables.succession import fallen, unfit, unlike
from consult.tables.themes import Themes, with_options


@dataclass(frozen=True)
class Prepared:
    """Answers joined over versions, and the frame of the tables; ``floor`` is what the release
    before leaves under them."""

    answers: tuple[Answers, ...]
    items: tuple[Item, ...]
    roles: tuple[Item, ...]
    axes: tuple[Axis, ...]
    people: People
    floor: Floor
    cuts: tuple[Breakdown, ...]
    left_out: tuple[Text, ...]
    themes: tuple[Themes, ...] = ()

    @property
    def cells(self) -> Counts:
        """The joint cells as places on the axes, cells x axes."""
        return self.floor.cells

    @cached_property
    def tallies(self) -> Mapping[str, Counts]:
        """People by populated cell and code, for each item."""
        closed = [item for item in self.items if item.question.kind != "text"]
        counted = tallies(closed, self.answers, self.people)
        read = {one.question: one.tally(self.people.counts) for one in self.themes}
        return {**counted, **read}

    def summed(self, table: Counts, cut: Breakdown) -> Counts:
        """A table of lines x populated cells added up to lines x groups."""
        return summed(table, self.cells, self.axes, cut)

    @cached_property
    def size(self) -> int:
        """How many people answered, exactly."""
        return int(self.people.counts.sum())

    def offered(self, item: Item) -> Mapping[str, tuple[int, ...]]:
        """The versions that offered an option, where not all that asked the item did."""
        asked = {
            version.number: version.columns[item.columns[0]]
            for version in self.answers
            if version.number in item.versions and item.columns[0] in version.columns
        }
        by_option = {
            option.id: tuple(n for n, column in asked.items() if code_of_option(column, option.id))
            for option in item.options
        }
        return {name: by for name, by in by_option.items() if 0 < len(by) < len(asked)}

    def role(self, item: Item) -> str:
        """The role an item plays in this release's tables, if any."""
        return next(
            (axis.role for axis, r in zip(self.axes, self.roles, strict=True) if r is item), ""
        )

    def cuts_of(self, item: Item) -> tuple[Breakdown, ...]:
        """The breakdowns that an item is printed by. Sensitive questions have no products; a
        role has those whose product with it is itself a breakdown. Themes are for everybody only:
        texts rest apart from what else the same people said."""
        if item.question.kind == "text":
            return self.cuts[:1]
        role = self.role(item)
        if role:
            there = {frozenset(cut.roles) for cut in self.cuts}
            return tuple(
                cut for cut in self.cuts if role not in cut.roles and {*cut.roles, role} in there
            )
        return tuple(cut for cut in self.cuts if len(cut.roles) < 2 or not item.sensitive)


def prepare(request: Request) -> Prepared | Refused:
    """Join the versions and place everybody in a joint cell, or say why no table can be made."""
    request = _with_themes(request)
    size = sum(version.block.size for version in request.versions)
    if size == 0:
        return Refused("no_answers")
    if size < SHOWN_FROM:
        return Refused("too_few", {"needed": -(-(SHOWN_FROM - size) // 10) * 10})
    if refused := unfit(request, size):
        return refused
    printed = items([(version.number, version.questionnaire) for version in request.versions])
    if not printed:
        return Refused("nothing_to_print")
    players = {str(item.question.role): item for item in reversed(printed) if _plays(item)}
    frozen = request.previous.by if request.previous else request.by
    try:
        by = chosen(default(list(players)) if frozen is None else frozen, list(players))
    except UnknownBreakdown as fault:
        return Refused("unknown_breakdown", {"by": fault.args[0], "known": fault.args[1]})
    used = [role for role in ROLES if any(role in name.split(TIMES) for name in by)]
    prepared = _prepared(request, printed, [(role, players[role]) for role in used], by)
    return _changed(prepared) or prepared


def _changed(prepared: Prepared) -> Refused | None:
    previous = prepared.floor.previous
    if previous is None:
        return None
    changed = unlike(previous, prepared.items, prepared.axes)
    return changed or fallen(prepared.floor, prepared.people.counts)


def _with_themes(request: Request) -> Request:
    versions = (
        replace(one, questionnaire=with_options(one.questionnaire, request.themes))
        for one in request.versions
    )
    return replace(request, versions=tuple(versions))


def _plays(item: Item) -> bool:
    return bool(item.question.role) and item.form == "one" and item.id == item.question.id


def _prepared(
    request: Request, printed: tuple[Item, ...], used: list[tuple[str, Item]], by: Sequence[str]
) -> Prepared:
    answers = tuple(_answers(version) for version in request.versions)
    roles = tuple(item for _, item in used)
    who = people(answers, roles)
    axes = []
    cells = np.empty_like(who.cells)
    for number, (role, item) in enumerate(used):
        coded = who.cells[:, number]
        seen = np.bincount(coded, who.counts, minlength=width(item))
        axis = Axis(role, sentence(role), lines(item, seen))
        place = np.zeros(width(item), np.int64)
        place[codes(item, axis.groups)] = np.arange(len(axis.groups))
        cells[:, number] = place[coded]
        axes.append(axis)
    left = {q.id: q.text for v in request.versions for q in left_out(v.questionnaire)}
    cuts = breakdowns([name for name in by if name != EVERYBODY], tuple(axes))
    floor = Floor(request.previous, tuple(axes), cells)
    return Prepared(
        answers,
        printed,
        roles,
        tuple(axes),
        who,
        floor,
        cuts,
        tuple(left.values()),
        request.themes,
    )


def _answers(version: Published) -> Answers:
    columns = {column.id: column for column in layout(version.questionnaire)}
    return Answers(version.number, columns, version.block)
