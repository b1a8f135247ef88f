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
from consult.responses.models import Pending, Seen
from consult.responses.stream import Stream, lock, seal
from consult.responses.writer import GroupCommit

Refusal = Literal["not_open", "closed"]
Outcome = Literal["stored", "retried", "conflict", "not_open", "closed"]


@dataclass(frozen=True)
class Submission:
    """Answers that were read and found good.

    ``id`` is what the phone made, ``content`` the canonical answers, ``codes`` one integer per
    column of the version's layout, ``texts`` the free answers by question.
    """

    stream: Stream
    id: str
    content: bytes
    codes: Sequence[int]
    texts: Mapping[str, str]

    @cached_property
    def id_hash(self) -> bytes:
        return hashlib.sha256(self.id.encode()).digest()

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
    """Whoever has the link may answer while the consultation is open."""

    def refusal(self, connection: Connection, consultation_id: int) -> Refusal | None:
        state = connection.scalar(_STATE, {"consultation": consultation_id})
        return None if state == "open" else "closed" if state == "closed" else "not_open"


Admitted = tuple[Submission, Admission]


class Intake:
    """Takes submissions in, sealed with the keys of one ring."""

    def __init__(self, ring: KeyRing, engine: Engine) -> None:
        self.ring = ring
        self.writer = GroupCommit[Admitted, Outcome](engine, self._store)

    def accept(self, submission: Submission, admission: Admission) -> Outcome:
        """Store a submission once; it is durable when this returns "stored".

        One that was stored before is "retried", even after closing, so that a phone whose reply
        was lost learns the truth. Raises Busy, another OSError, KeyMissing or SQLAlchemyError
        where it could not be written.
        """
        return self.writer.commit((submission, admission))

    def _store(self, connection: Connection, batch: Sequence[Admitted]) -> list[Outcome]:
        for consultation_id in {submission.stream.consultation_id for submission, _ in batch}:
            lock(connection, consultation_id, exclusive=False)
        entrance = _Entrance(connection, self.ring)
        return [entrance.take_in(*admitted) for admitted in batch]


class _Entrance:
    """One transaction of the intake, and what it has looked up already."""

    def __init__(self, connection: Connection, ring: KeyRing) -> None:
        self._connection, self._ring = connection, ring
        self._refusals: dict[tuple[Admission, int], Refusal | None] = {}
        self._keys: dict[Stream, tuple[int, bytes]] = {}

    def take_in(self, submission: Submission, admission: Admission) -> Outcome:
        if refusal := self._refusal(admission, submission.stream.consultation_id):
            return self._outcome_before(submission) or refusal
        if self._first_seen(submission):
            self._wait(submission)
            return "stored"
        return self._outcome_before(submission) or "conflict"

    def _refusal(self, admission: Admission, consultation_id: int) -> Refusal | None:
        asked = admission, consultation_id
        if asked not in self._refusals:
            self._refusals[asked] = admission.refusal(self._connection, consultation_id)
        return self._refusals[asked]

    def _first_seen(self, submission: Submission) -> bool:
        """Note the submission; False where its id was noted before. Two at once wait for it."""
        statement = _NOTE[self._connection.dialect.name]
        values = {
            "consultation_id": submission.stream.consultation_id,
            "id_hash": submission.id_hash,
            "content": submission.content_mac,
        }
        return self._connection.scalar(statement, values) is not None

    def _outcome_before(self, submission: Submission) -> Outcome | None:
        """What was answered when this id was noted before; None where it never was."""
        names = {
            "consultation": submission.stream.consultation_id,
            "hashed": submission.id_hash,
        }
        content = self._connection.scalar(_CONTENT, names)
        if content is None:
            return None
        same = hmac.compare_digest(content, submission.content_mac)
        return "retried" if same else "conflict"

    def _wait(self, submission: Submission) -> None:
        stream, row_id = submission.stream, secrets.token_bytes(16)
        epoch, key = self._key(stream)
        plain = msgpack.packb((submission.codes, submission.texts))
        row = {
            "id": row_id,
            "consultation_id": stream.consultation_id,
            "version": stream.version,
            "channel": stream.channel,
            "epoch": epoch,
            "sealed": seal(key, plain, f"{stream.key_name(epoch)}|{row_id.hex()}"),
        }
        self._connection.execute(_WAIT, row)

    def _key(self, stream: Stream) -> tuple[int, bytes]:
        """The newest key of a stream. Mixing keeps out while this transaction lasts."""
        if stream not in self._keys:
            self._keys[stream] = stream.newest_key(self._ring)
        return self._keys[stream]


_STATE = select(Consultation.state).where(Consultation.id == bindparam("consultation"))
_CONTENT = select(Seen.content).where(
    Seen.consultation_id == bindparam("consultation"), Seen.id_hash == bindparam("hashed")
)
_NOTE = {
    dialect.dialect.name: dialect.insert(Seen)
    .on_conflict_do_nothing()
    .returning(Seen.consultation_id)
    for dialect in (sqlite, postgresql)
}
_WAIT = insert(Pending)
