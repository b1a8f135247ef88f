"""What came back sealed and no key here opens: keys are in no backup."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.keys import KeyRing
from consult.responses.models import OpenText, Pending
from consult.responses.stream import Channel, Stream


@dataclass(frozen=True, slots=True)
class Lost:
    """How many answers and how many free texts cannot be read without the keys they rest under."""

    answers: int
    texts: int


def lost(ring: KeyRing, session: Session) -> Lost:
    """Count what the ring has no key for."""
    answers = sum(
        number for stream, epoch, number in _waiting(session) if epoch not in stream.epochs(ring)
    )
    texts = session.execute(select(OpenText.key, func.count()).group_by(OpenText.key))
    keys = set(ring.names("text-"))
    return Lost(answers, sum(number for key, number in texts if key not in keys))


def _waiting(session: Session) -> Iterator[tuple[Stream, int, int]]:
    """Each stream and epoch in which answers wait, and how many."""
    of = (Pending.consultation_id, Pending.version, Pending.channel, Pending.epoch)
    rows = session.execute(select(*of, func.count()).group_by(*of)).all()
    for consultation_id, version, channel, epoch, number in rows:
        yield Stream(consultation_id, version, cast(Channel, channel)), epoch, number
