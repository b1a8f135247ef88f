"""What a release would show, without making one and without an exact number."""

import hmac
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from consult.questionnaire.text import Text
from consult.tables.merging import JOINS, ordered
from consult.tables.prepare import Prepared, prepare
from consult.tables.release import TIMES, Breakdown, Named
from consult.tables.request import Merged, Refused, Request
from consult.tables.rounding import BASE, LEAST
from consult.tables.rules import PERCENT_FROM, SHOWN_FROM
from consult.tables.succession import MORE_AT_LEAST, MORE_SHARE

_BLUR = 2 * LEAST + 1  # a release may print a group with up to LEAST people more or fewer
_LOST = BASE // 2  # what a size loses on average where it goes down to a multiple of BASE

Sized = tuple[Named, int]


@dataclass(frozen=True)
class RehearsedBreakdown:
    """The groups of a breakdown by what they would show."""

    id: str
    text: Text
    percents: tuple[Named, ...]
    counts_only: tuple[Named, ...]
    hidden: tuple[Named, ...]


@dataclass(frozen=True)
class RehearsedQuestion:
    """A question that would be printed; a sensitive one shows only groups with percents."""

    id: str
    text: Text
    sensitive: bool
    by: tuple[str, ...]


@dataclass(frozen=True)
class Advice:
    """Categories of a question with a role that would be shown if each of ``groups`` were one."""

    question: str
    text: Text
    groups: tuple[tuple[Named, ...], ...]

    @property
    def merged(self) -> Merged:
        """The same as a request has it."""
        groups = [JOINS.join(group.id for group in together) for together in self.groups]
        return {self.question: [group.split(JOINS) for group in groups]}


@dataclass(frozen=True)
class Rehearsal:
    """``people`` and ``next_needs`` (new answers) in tens: the first down, the second up."""

    people: int
    next_needs: int
    breakdowns: tuple[RehearsedBreakdown, ...]
    questions: tuple[RehearsedQuestion, ...]
    left_out: tuple[Text, ...]
    advice: tuple[Advice, ...] = field(default=())


def rehearse(request: Request) -> Rehearsal | Refused:
    """Foretell a release. A group near a limit may fall on its other side once rounded."""
    prepared = prepare(request)
    if isinstance(prepared, Refused):
        return prepared
    tens = prepared.size // 10 * 10
    sized = _sized(request, prepared)
    return Rehearsal(
        people=tens,
        next_needs=max(MORE_AT_LEAST, -(-tens // MORE_SHARE // 10) * 10),
        breakdowns=tuple(_breakdown(cut, sized[cut.id]) for cut in prepared.cuts),
        questions=tuple(
            RehearsedQuestion(
                item.id, item.text, item.sensitive, tuple(cut.id for cut in prepared.cuts_of(item))
            )
            for item in prepared.items
        ),
        left_out=prepared.left_out,
        advice=tuple(_advice(prepared, sized)),
    )


def _sized(request: Request, prepared: Prepared) -> Mapping[str, list[Sized]]:
    """About how many people each group of each breakdown has.

    Merged groups go by the blurred sizes of their parts: whoever merges now these and now those
    must not find out more of any group than its own blurred size.
    """
    plain = replace(request, number=1, previous=None, merged={})
    apart = prepare(plain) if request.merged else prepared
    assert isinstance(apart, Prepared)  # as many answered
    becomes = {
        axis.role: {
            option: JOINS.join(group)
            for group in request.merged.get(item.question.id, ())
            for option in group
        }
        for axis, item in zip(apart.axes, apart.roles, strict=True)
    }
    sized: dict[str, list[Sized]] = {}
    for cut, whole in zip(apart.cuts, prepared.cuts, strict=True):
        parts: dict[str, list[int]] = {}
        for group, size in zip(cut.groups, _blurred(cut, apart, request.key), strict=True):
            parts.setdefault(_becomes(group, cut, becomes), []).append(size)
        sized[cut.id] = [(group, _together(parts[group.id])) for group in whole.groups]
    return sized


def _together(sizes: Sequence[int]) -> int:
    """About how many people some groups have as one."""
    return sum(sizes) + _LOST * (len(sizes) - 1)


def _becomes(group: Named, cut: Breakdown, becomes: Mapping[str, Mapping[str, str]]) -> str:
    """The id of the group that a group is merged into, or its own."""
    if not cut.roles:
        return group.id
    parts = zip(cut.roles, group.id.split(TIMES), strict=True)
    return TIMES.join(becomes[role].get(part, part) for role, part in parts)


def _blurred(cut: Breakdown, prepared: Prepared, key: bytes) -> list[int]:
    exact = prepared.summed(prepared.people.counts[None], cut)[0].tolist()
    sizes = zip(exact, cut.groups, strict=True)
    return [max(size + _shift(key, cut, group), 0) // BASE * BASE for size, group in sizes]


def _shift(key: bytes, cut: Breakdown, group: Named) -> int:
    """By how many people a group is misjudged, always alike: whoever rehearses again and again
    while answers come in, or adds some, must not learn when a group reaches a limit exactly."""
    drawn = hmac.digest(key, f"rehearse|{cut.id}|{group.id}".encode(), "sha256")
    return int.from_bytes(drawn[:8]) % _BLUR - LEAST


def _breakdown(cut: Breakdown, sized: Sequence[Sized]) -> RehearsedBreakdown:
    def between(least: int, end: float) -> tuple[Named, ...]:
        return tuple(group for group, size in sized if least <= size < end)

    return RehearsedBreakdown(
        cut.id,
        cut.text,
        percents=between(PERCENT_FROM, float("inf")),
        counts_only=between(SHOWN_FROM, PERCENT_FROM),
        hidden=between(0, SHOWN_FROM),
    )


def _advice(prepared: Prepared, sized: Mapping[str, list[Sized]]) -> Iterator[Advice]:
    for axis, item in zip(prepared.axes, prepared.roles, strict=True):
        options = [(group, size) for group, size in sized.get(axis.role, ()) if not group.reason]
        groups = _neighbours(options) if ordered(item.question) else _small_ones(options)
        if groups:
            yield Advice(item.question.id, axis.text, groups)


def _small_ones(options: Sequence[Sized]) -> tuple[tuple[Named, ...], ...]:
    """All that would be hidden as one group, where that is shown. None is put to one that shows by
    itself: nobody is counted as what they are not for want of a few."""
    hidden = [(group, size) for group, size in options if size < SHOWN_FROM]
    if len(hidden) < 2 or _together([size for _, size in hidden]) < SHOWN_FROM:
        return ()
    return (tuple(group for group, _ in hidden),)


def _neighbours(options: Sequence[Sized]) -> tuple[tuple[Named, ...], ...]:
    """Each that would be hidden with its smaller neighbour, again and again until it is shown."""
    runs = [([group], size) for group, size in options]
    while len(runs) > 1 and min(size for _, size in runs) < SHOWN_FROM:
        at = min(range(len(runs)), key=lambda place: runs[place][1])
        beside = [place for place in (at - 1, at + 1) if 0 <= place < len(runs)]
        first, second = sorted((at, min(beside, key=lambda place: runs[place][1])))
        (groups, size), (more, added) = runs[first], runs[second]
        runs[first : second + 1] = [(groups + more, _together([size, added]))]
    if len(runs) < 2:
        return ()
    return tuple(tuple(groups) for groups, _ in runs if len(groups) > 1)
