"""Whether a release may follow another one, or what keeps it back.

When a later one is due is judged by what the one before printed, and shifted by a constant that
nobody knows: whoever asks again and again while answers come in, or adds some, must not learn how
many there are exactly.
"""

import hmac
from collections.abc import Sequence

from consult.tables.breakdowns import UnknownBreakdown, chosen
from consult.tables.floor import Floor
from consult.tables.items import Item
from consult.tables.program import Integers
from consult.tables.release import Axis, Printed, Release
from consult.tables.request import Refused, Request

MOST_RELEASES = 4  # each stands on those before it, and is coarser for it
MORE_AT_LEAST, MORE_SHARE = 30, 5  # so many more answers, and a fifth more
_SHIFT = 20  # answers; a release leaves its base open within 9


def due_from(previous: Release) -> int:
    """How many people must have answered, at the least, for results after ``previous``."""
    most = previous.base + previous.deviation
    return most + max(MORE_AT_LEAST, -(-most // MORE_SHARE))


def missing(previous: Release, size: int, key: bytes) -> int:
    """How many answers more than ``size`` a later release needs, in tens, rounded up; 0 if due."""
    short = due_from(previous) + _shift(key, previous) - size
    return max(0, -(-short // 10) * 10)


def not_due(previous: Release, size: int, key: bytes) -> Refused | None:
    """Why no release of ``size`` answers may follow ``previous``, whatever it would print."""
    if previous.number >= MOST_RELEASES:
        return Refused("most_releases", {"most": MOST_RELEASES})
    if needed := missing(previous, size, key):
        return Refused("not_due", {"N": previous.number + 1, "needed": needed})
    return None


def unfit(request: Request, size: int) -> Refused | None:
    """Why ``size`` answers make no release after the one before, as far as can be told at once."""
    previous = request.previous
    if previous is None:
        return None
    if request.by is not None and not _as_before(request.by, previous):
        return Refused("frozen_breakdowns", {"by": ", ".join(previous.by)})
    if _lost(request, previous):
        return Refused("answers_lost", {"N": previous.number})
    return not_due(previous, size, request.key)


def unlike(previous: Release, items: Sequence[Item], axes: Sequence[Axis]) -> Refused | None:
    """What is no longer as the release before has printed it."""
    for was in previous.axes:
        now = next((axis for axis in axes if axis.role == was.role), None)
        if now is None or not _same_groups(was, now):
            return Refused("changed_role", {"role": was.text, "N": previous.number})
    by_id = {item.id: item for item in items}
    for before in previous.questions:
        if before.kind == "text" and before.id not in by_id:
            return Refused("unread", {"question": before.text})
        if not _same(before, by_id.get(before.id)):
            return Refused("changed_question", {"question": before.text, "N": previous.number})
    return None


def fallen(floor: Floor, counts: Integers) -> Refused | None:
    """Whether nobody is left in a cell of people of the release before."""
    if floor.previous is None:
        return None
    try:
        standing = floor.people
    except KeyError:
        standing = None
    if standing is None or (counts[standing > 0] == 0).any():
        return Refused("answers_lost", {"N": floor.previous.number})
    return None


def printed_due(release: Release, previous: Release | None) -> bool:
    """Whether a release tells by itself that it was due.

    So whoever knows the rule learns nothing from it that the printed bases do not tell.
    """
    return previous is None or release.base - release.deviation >= due_from(previous)


def _as_before(by: Sequence[str], previous: Release) -> bool:
    roles = [axis.role for axis in previous.axes]
    try:
        return set(chosen(by, roles)) == set(previous.by)
    except UnknownBreakdown:
        return False


def _lost(request: Request, previous: Release) -> bool:
    """Whether a version is no longer there that the release before has joined."""
    there = {(version.number, version.hash) for version in request.versions}
    return any((version.number, version.hash) not in there for version in previous.versions)


def _same_groups(was: Axis, now: Axis) -> bool:
    """The same categories; only a reason for giving none may be new."""
    groups = [[group.id for group in axis.groups if not group.reason] for axis in (was, now)]
    reasons = [{group.id for group in axis.groups if group.reason} for axis in (was, now)]
    return groups[0] == groups[1] and reasons[0] <= reasons[1]


def _same(before: Printed, now: Item | None) -> bool:
    """The same kind of table, with every option that was printed."""
    if now is None or (now.question.kind, now.form) != (before.kind, before.form):
        return False
    several = before.form == "several"
    options = {option.id: option.exclusive and several for option in now.options}
    printed = {line.id: line.alone for line in before.lines if not line.reason}
    return printed.items() <= options.items() and now.limit >= before.limit


def _shift(key: bytes, previous: Release) -> int:
    drawn = hmac.digest(key, f"due|{previous.consultation}|{previous.number}".encode(), "sha256")
    return int.from_bytes(drawn[:8]) % _SHIFT
