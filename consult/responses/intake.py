"""The one way in: a submission is one durable commit before the reply, or nothing."""

import hashlib
import hmac
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

import msgpack
from sqlalchemy import insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from consult.consultations.models import Consultation
from consult.db import writing
from consult.keys import KeyRing
from consult.responses.models import Pending, Seen
from consult.responses.stream import Stream, lock, seal

Refusal = Literal["not_open", "closed"]
Outcome = Literal["stored", "conflict", "not_open", "closed"]


@dataclass(frozen=True, slots=True)
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


class Admission(Protocol):
    """What lets a submission in, asked inside its transaction."""

    def refusal(self, session: Session, consultation_id: int) -> Refusal | None:
        """Why it may not come in now, or None."""


class OpenLink:
    """Whoever has the link may answer while the consultation is open."""

    def refusal(self, session: Session, consultation_id: int) -> Refusal | None:
        state = session.scalar(select(Consultation.state).filter_by(id=consultation_id))
        return None if state == "open" else "closed" if state == "closed" else "not_open"


class Intake:
    """Takes submissions in, sealed with the keys of one ring."""

    def __init__(self, ring: KeyRing) -> None:
        self.ring = ring

    def accept(self, submission: Submission, admission: Admission) -> Outcome:
        """Store a submission once; it is durable when this returns "stored".

        A submission that was stored before is "stored" again, even after closing, so that a phone
        whose reply was lost learns the truth. Raises sqlalchemy.exc.OperationalError and OSError
        where nothing could be written.
        """
        with writing() as session:
            lock(session, submission.stream.consultation_id, exclusive=False)
            if refusal := admission.refusal(session, submission.stream.consultation_id):
                return _outcome_before(session, submission) or refusal
            if _first_seen(session, submission):
                self._wait(session, submission)
                return "stored"
            return _outcome_before(session, submission) or "conflict"

    def _wait(self, session: Session, submission: Submission) -> None:
        stream, row_id = submission.stream, secrets.token_bytes(16)
        epoch = stream.epoch(self.ring)
        key = self.ring.get(stream.key_name(epoch))
        plain = msgpack.packb((list(submission.codes), dict(submission.texts)))
        session.execute(
            insert(Pending).values(
                id=row_id,
                consultation_id=stream.consultation_id,
                version=stream.version,
                channel=stream.channel,
                epoch=epoch,
                sealed=seal(key, plain, f"{stream.key_name(epoch)}|{row_id.hex()}"),
            )
        )


def _first_seen(session: Session, submission: Submission) -> bool:
    """Note the submission; False where its id was noted before. Two at once wait for each other."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    noted = (
        dialect.insert(Seen)
        .values(
            consultation_id=submission.stream.consultation_id,
            id_hash=_id_hash(submission),
            content=_content_mac(submission),
        )
        .on_conflict_do_nothing()
        .returning(Seen.consultation_id)
    )
    return session.scalar(noted) is not None


def _outcome_before(session: Session, submission: Submission) -> Outcome | None:
    """What was answered when this id was noted before; None where it never was."""
    content = session.scalar(
        select(Seen.content).filter_by(
            consultation_id=submission.stream.consultation_id, id_hash=_id_hash(submission)
        )
    )
    if content is None:
        return None
    return "stored" if hmac.compare_digest(content, _content_mac(submission)) else "conflict"


def _id_hash(submission: Submission) -> bytes:
    return hashlib.sha256(submission.id.encode()).digest()


def _content_mac(submission: Submission) -> bytes:
    content = b"%d|%s" % (submission.stream.version, submission.content)
    return hmac.digest(submission.id.encode(), content, "sha256")
