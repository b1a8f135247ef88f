"""The one way in: a submission is one durable commit before the reply, or nothing."""

import hashlib
import hmac
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, Protocol

import msgpack
from sqlalchemy import Connection, Engine, bindparam, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from consult.consultations.models import Consultation
from consult.keys import KeyRing
from consult.responses.custody import Custody
from consult.responses.models import Pending, Seen
from consult.responses.stream import Channel, Stream, lock, seal
from consult.responses.writer import GroupCommit

Name = tuple[int, bytes]
Refusal = Literal["not_open", "closed", "in_person"]
Outcome = Literal["stored", "retried", "conflict", "not_open", "closed", "in_person"]


@dataclass(frozen=True)
class Submission:
    """Answers that were read and found good.

    ``id`` is what the phone made, ``content`` the canonical answers, ``codes`` one integer per
    column of the version's layout, ``texts`` the free answers by question. ``room`` is what the
    longest usual answers of the version take, in bytes: all of them are sealed at one size.
    """

    stream: Stream
    id: str
    content: bytes
    codes: Sequence[int]
    texts: Mapping[str, str]
    room: int = 0

    @cached_property
    def name(self) -> Name:
        """What it is recognised by when it comes again: its consultation, and its id hashed."""
        return self.stream.consultation_id, hashlib.sha256(self.id.encode()).digest()

    @cached_property
    def content_mac(self) -> bytes:
        content = b"%d|%s" % (self.stream.version, self.content)
        return hmac.digest(self.id.encode(), content, "sha256")


class Admission(Protocol):
    """What lets a submission in, asked inside its transaction."""

    def refusal(self, connection: Connection, consultation_id: int) -> Refusal | None:
        """Why it may not come in now, or None."""


@dataclass(frozen=True)
class OpenLink:
    """Whoever has the link may answer while the consultation is open.

    And while it takes answers by ``channel``, unless they were sealed: whoever did so was told that
    the answer would be sent.
    """

    channel: Channel = "phone"
    sealed: bool = False

    def refusal(self, connection: Connection, consultation_id: int) -> Refusal | None:
        door = connection.execute(_DOOR, {"consultation": consultation_id}).one_or_none()
        if door is None or door.state == "draft":
            return "not_open"
        if door.state == "closed":
            return "closed"
        return None if self.sealed or self.channel in door.channels else "in_person"


@dataclass(frozen=True)
class OnPaper:
    """What was written on paper in time may be keyed in later, as long as there was an opening."""

    def refusal(self, connection: Connection, consultation_id: int) -> Refusal | None:
        door = connection.execute(_DOOR, {"consultation": consultation_id}).one_or_none()
        return "not_open" if door is None or door.state == "draft" else None


Admitted = tuple[Submission, Admission]


class Intake:
    """Takes submissions in, sealed with the keys of one ring."""

    def __init__(self, ring: KeyRing, engine: Engine) -> None:
        self.custody = Custody(ring)
        self.writer = GroupCommit[Admitted, Outcome](engine, self._store, _keep_mixing_out)

    def accept(self, submission: Submission, admission: Admission) -> Outcome:
        """Store a submission once; it is durable when this returns "stored".

        One that was stored before is "retried", even after closing, so that a phone whose reply
        was lost learns the truth. Raises Busy, another OSError, KeyMissing or SQLAlchemyError
        where it could not be written.
        """
        return self.writer.commit((submission, admission))

    def _store(self, connection: Connection, batch: Sequence[Admitted]) -> list[Outcome]:
        return _Entrance(connection, self.custody).take_in(batch)


class _Entrance:
    """One transaction of the intake: as few statements as it takes for all that came together."""

    def __init__(self, connection: Connection, custody: Custody) -> None:
        self._connection, self._custody = connection, custody

    def take_in(self, batch: Sequence[Admitted]) -> list[Outcome]:
        refusals = self._refusals(batch)
        entering = [one for one, refusal in zip(batch, refusals, strict=True) if not refusal]
        stored = self._first_seen([submission for submission, _ in entering])
        self._wait(list(stored.values()))
        return [
            "stored"
            if stored.get(submission.name) is submission
            else self._outcome_before(submission) or refusal or "conflict"
            for (submission, _), refusal in zip(batch, refusals, strict=True)
        ]

    def _refusals(self, batch: Sequence[Admitted]) -> list[Refusal | None]:
        doors = {(admission, one.stream.consultation_id) for one, admission in batch}
        said = {door: door[0].refusal(self._connection, door[1]) for door in doors}
        return [said[admission, one.stream.consultation_id] for one, admission in batch]

    def _first_seen(self, submissions: Sequence[Submission]) -> dict[Name, Submission]:
        """Note submissions, and return those whose id was not noted before, by name.

        Two at once wait for each other, always in the same order.
        """
        if not submissions:
            return {}
        self._custody.verify(self._connection)  # now: who is noted here has no key yet
        first = {one.name: one for one in reversed(submissions)}
        rows = [
            {"consultation_id": name[0], "id_hash": name[1], "content": first[name].content_mac}
            for name in sorted(first)
        ]
        noted = self._connection.execute(_NOTE[self._connection.dialect.name], rows)
        return {
            (row.consultation_id, row.id_hash): first[row.consultation_id, row.id_hash]
            for row in noted
        }

    def _outcome_before(self, submission: Submission) -> Outcome | None:
        """What was answered when this id was noted before; None where it never was."""
        names = {"consultation": submission.name[0], "hashed": submission.name[1]}
        content = self._connection.scalar(_CONTENT, names)
        if content is None:
            return None
        same = hmac.compare_digest(content, submission.content_mac)
        return "retried" if same else "conflict"

    def _wait(self, submissions: Sequence[Submission]) -> None:
        """Put answers where they wait, sealed. Mixing keeps out while this transaction lasts."""
        if submissions:
            streams = {submission.stream for submission in submissions}
            ring, connection = self._custody.ring, self._connection
            keys = {stream: stream.newest_key(ring, connection) for stream in streams}
            rows = [_sealed(one, *keys[one.stream]) for one in submissions]
            self._connection.execute(_WAIT, rows)


def _keep_mixing_out(connection: Connection, batch: Sequence[Admitted]) -> None:
    for consultation_id in sorted({submission.stream.consultation_id for submission, _ in batch}):
        lock(connection, consultation_id, exclusive=False)


def _sealed(submission: Submission, epoch: int, key: bytes) -> dict[str, object]:
    stream, row_id = submission.stream, secrets.token_bytes(16)
    plain = msgpack.packb((submission.codes, submission.texts))
    return {
        "id": row_id,
        "consultation_id": stream.consultation_id,
        "version": stream.version,
        "channel": stream.channel,
        "epoch": epoch,
        "sealed": seal(key, plain, f"{stream.key_name(epoch)}|{row_id.hex()}", submission.room),
    }


_DOOR = select(Consultation.state, Consultation.channels).where(
    Consultation.id == bindparam("consultation")
)
_CONTENT = select(Seen.content).where(
    Seen.consultation_id == bindparam("consultation"), Seen.id_hash == bindparam("hashed")
)
_NOTE = {
    dialect.dialect.name: dialect.insert(Seen)
    .on_conflict_do_nothing()
    .returning(Seen.consultation_id, Seen.id_hash)
    for dialect in (sqlite, postgresql)
}
_WAIT = insert(Pending)
