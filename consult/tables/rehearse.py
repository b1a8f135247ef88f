"""What a release would show, without making one and without an exact number."""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass

from consult.questionnaire.text import Text
from consult.tables.prepare import Prepared, prepare
from consult.tables.release import Breakdown, Named
from consult.tables.request import Refused, Request
from consult.tables.rounding import LEAST
from consult.tables.rules import PERCENT_FROM, SHOWN_FROM
from consult.tables.succession import MORE_AT_LEAST, MORE_SHARE

_BLUR = 2 * LEAST + 1  # a release may print a group with up to LEAST people more or fewer


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
class Rehearsal:
    """``people`` and ``next_needs`` (new answers) in tens: the first down, the second up."""

    people: int
    next_needs: int
    breakdowns: tuple[RehearsedBreakdown, ...]
    questions: tuple[RehearsedQuestion, ...]
    left_out: tuple[Text, ...]


def rehearse(request: Request) -> Rehearsal | Refused:
    """Foretell a release. A group near a limit may fall on its other side once rounded."""
    prepared = prepare(request)
    if isinstance(prepared, Refused):
        return prepared
    tens = prepared.size // 10 * 10
    return Rehearsal(
        people=tens,
        next_needs=max(MORE_AT_LEAST, -(-tens // MORE_SHARE // 10) * 10),
        breakdowns=tuple(_breakdown(cut, prepared, request.key) for cut in prepared.cuts),
        questions=tuple(
            RehearsedQuestion(
                item.id, item.text, item.sensitive, tuple(cut.id for cut in prepared.cuts_of(item))
            )
            for item in prepared.items
        ),
        left_out=prepared.left_out,
    )


def _breakdown(cut: Breakdown, prepared: Prepared, key: bytes) -> RehearsedBreakdown:
    exact = prepared.summed(prepared.people.counts[None], cut)[0].tolist()
    sizes = [size + _shift(key, cut, group) for size, group in zip(exact, cut.groups, strict=True)]

    def between(least: int, end: float) -> tuple[Named, ...]:
        pairs: Sequence[tuple[Named, int]] = list(zip(cut.groups, sizes, strict=True))
        return tuple(group for group, size in pairs if least <= size < end)

    return RehearsedBreakdown(
        cut.id,
        cut.text,
        percents=between(PERCENT_FROM, float("inf")),
        counts_only=between(SHOWN_FROM, PERCENT_FROM),
        hidden=between(0, SHOWN_FROM),
    )


def _shift(key: bytes, cut: Breakdown, group: Named) -> int:
    """By how many people a group is misjudged, always alike: whoever rehearses again and again
    while answers come in, or adds some, must not learn when a group reaches a limit exactly."""
    drawn = hmac.digest(key, f"rehearse|{cut.id}|{group.id}".encode(), "sha256")
    return int.from_bytes(drawn[:8]) % _BLUR - LEAST
