"""Whether the key ring is the one of this database.

A ring whose disk is not mounted is an empty folder, and one from a backup has stood still since.
What was sealed there would be lost once the true ring is back in its place: so nothing is.
"""

from collections.abc import Iterator
from typing import cast

from sqlalchemy import Connection, exists, func, or_, select

from consult.consultations.models import Consultation, Version
from consult.keys import KeyMissing, KeyRing
from consult.responses.models import Pending, Seen, StoredBlock
from consult.responses.stream import Channel, Stream

# A lost ring may have gone on after what the database knows: one epoch a minute takes two years.
_APART = 1_000_000


class RingBehind(KeyMissing):
    """The database knows of later keys than the ring holds."""


class Custody:
    """A ring that new answers are sealed with, once it was found to be the one of the database."""

    def __init__(self, ring: KeyRing) -> None:
        self.ring = ring
        self._trusted: frozenset[str] | None = None

    def verify(self, connection: Connection) -> None:
        """Raise RingBehind. The database is asked only when keys have come or gone since."""
        if self._keys() != self._trusted:
            refuse_behind(self.ring, connection)
            self._trusted = self._keys()

    def _keys(self) -> frozenset[str]:
        return frozenset(self.ring.names("epoch-"))


def refuse_behind(ring: KeyRing, connection: Connection) -> None:
    """Raise RingBehind where a key that must have been made is not there."""
    if behind(ring, connection):
        raise RingBehind("the key ring is behind the database; its disk may not be mounted")


def behind(ring: KeyRing, connection: Connection) -> set[Stream]:
    """The streams that were answered and whose newest key was made elsewhere than in this ring.

    The ring is read last: meanwhile it goes on.
    """
    newest, answered = dict(_newest(connection)), set(_answered(connection))
    begun = {stream.consultation_id for stream in Stream.all_with_keys(ring)}
    overtaken = {stream for stream, epoch in newest.items() if epoch > stream.newest_epoch(ring)}
    return overtaken | {stream for stream in answered if stream.consultation_id not in begun}


def renew(ring: KeyRing, connection: Connection) -> bool:
    """Go on without the keys that are lost. Whether there was anything to do.

    The new ones are numbered far apart, so that the lost ones overwrite none should they turn up.
    """
    streams = behind(ring, connection)
    for stream in streams:
        ring.ensure(stream.key_name(stream.next_epoch(ring, connection) + _APART))
    return bool(streams)


def _newest(connection: Connection) -> Iterator[tuple[Stream, int]]:
    """The newest epoch that an answer of each stream waits in, damaged ones included."""
    of = (Pending.consultation_id, Pending.version, Pending.channel)
    rows = connection.execute(select(*of, func.max(func.abs(Pending.epoch))).group_by(*of))
    for consultation_id, version, channel, epoch in rows:
        yield Stream(consultation_id, version, cast(Channel, channel)), epoch


def _answered(connection: Connection) -> Iterator[Stream]:
    """The latest version of every consultation that somebody answered on a phone."""
    seen = exists().where(Seen.consultation_id == Consultation.id)
    mixed = exists().where(
        (StoredBlock.consultation_id == Consultation.id) & (StoredBlock.channel == "phone")
    )
    rows = connection.execute(
        select(Consultation.id, func.max(Version.number))
        .join(Version, Version.consultation_id == Consultation.id)
        .where(or_(seen, mixed))
        .group_by(Consultation.id)
    )
    for consultation_id, version in rows:
        yield Stream(consultation_id, version, "phone")
