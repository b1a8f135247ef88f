"""Mixing: what waits is shuffled into blocks, and the key it was sealed under is destroyed.

Safe against a kill at any point. A new epoch begins before anything else; block and deletions are
one commit; keys go last, and only those that nothing waits under. Two at once are one: the second
finds nothing left to take.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import cast

import msgpack
from cryptography.exceptions import InvalidTag
from sqlalchemy import Row, delete, func, select, update
from sqlalchemy.orm import Session

from consult.consultations.models import Consultation, Version
from consult.db import db, forget, writing
from consult.keys import KeyMissing, KeyRing
from consult.responses.custody import refuse_behind
from consult.responses.intake_key import key_name
from consult.responses.models import Pending
from consult.responses.resting import add_to_blocks, columns_of, gather_closed
from consult.responses.stream import ONE_BY_ONE, Channel, Stream, lock, unseal
from consult.tables.blocks import from_rows

AT_ONCE = 4_096  # answers


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer between its envelope and its block."""

    codes: Sequence[int]
    texts: Mapping[str, str]


def mix_what_is_due(ring: KeyRing, minimum: int) -> int:
    """Mix every stream in which enough answers wait; all that wait once a consultation is closed.

    Returns how many were mixed. Raises RingBehind, and has begun no key then.
    """
    keep_keys_ready(ring)
    for stream in Stream.all_with_keys(ring):  # a kill may have left keys behind
        _destroy_spent(ring, stream)
    with db.session() as session:
        streams = dict(_waiting(session))
    return _mixed(ring, {s: 1 if closed else minimum for s, closed in streams.items()})


def mix_all(ring: KeyRing, consultation_id: int) -> int:
    """Mix whatever waits of a closed consultation, however little it is."""
    with db.session() as session:
        streams = dict(_waiting(session))
    return _mixed(ring, {s: 1 for s in streams if s.consultation_id == consultation_id})


def _mixed(ring: KeyRing, minimums: Mapping[Stream, int]) -> int:
    mixed = sum(mix(ring, stream, minimum) for stream, minimum in minimums.items())
    if gather_closed() or mixed:
        forget("block", "pending")
    return mixed


def mix(ring: KeyRing, stream: Stream, minimum: int) -> int:
    """Mix one stream if at least ``minimum`` answers wait in it. Returns how many were mixed.

    What cannot be opened holds nobody else back: where the key is missing it goes on waiting for
    it, and where it is damaged it is set aside.
    """
    with db.session() as session:
        if _count(session, stream, stream.epochs(ring)) < minimum:
            return 0
        stream.begin_epoch(ring, session.connection())
    mixed = 0
    while some := _mix_some(ring, stream, minimum):
        mixed += some
    _destroy_spent(ring, stream)
    return mixed


def _mix_some(ring: KeyRing, stream: Stream, minimum: int) -> int:
    """One commit of AT_ONCE answers of past epochs: residents' own wait no longer for it.

    Which ones is chance: their ids are random. So few are never left over that they would keep the
    key of all the others: the last slice takes them along.
    """
    with writing() as session:
        lock(session.connection(), stream.consultation_id, exclusive=True)
        keys = stream.past_keys(ring)
        left = _count(session, stream, keys) - AT_ONCE
        most = AT_ONCE + (left if left < minimum else 0)
        some = select(Pending.id, Pending.epoch, Pending.sealed).where(stream.waiting(keys))
        rows = session.execute(some.order_by(Pending.id).limit(most)).all()
        opened = {row.id: _open(keys[row.epoch], stream.key_name(row.epoch), row) for row in rows}
        answers = {row_id: answer for row_id, answer in opened.items() if answer}
        _set_aside(session, opened.keys() - answers.keys())
        if len(answers) < minimum:
            return 0
        codes = [answer.codes for answer in answers.values()]
        block = from_rows(columns_of(session, stream), codes)
        texts = [pair for answer in answers.values() for pair in answer.texts.items()]
        add_to_blocks(ring, session, stream, block, texts)
        session.connection().execute(delete(Pending).where(Pending.id.in_(answers)))
    return len(answers)


def keep_keys_ready(ring: KeyRing) -> None:
    """A key that the first answer made would tell by its file when that answer came.

    Phones seal what they keep under one of them.
    """
    newest = (
        select(Consultation.id, func.max(Version.number))
        .join(Version, Version.consultation_id == Consultation.id)
        .where(Consultation.state == "open")
        .group_by(Consultation.id)
    )
    with db.session() as session:
        connection = session.connection()
        refuse_behind(ring, connection)
        for consultation_id, version in session.execute(newest):
            for channel in ONE_BY_ONE:
                Stream(consultation_id, version, channel).newest_key(ring, connection)
            with suppress(KeyMissing):  # a broken one keeps nobody from being mixed
                ring.ensure(key_name(consultation_id))


def make_first_keys(ring: KeyRing) -> None:
    """As a consultation opens. It is open whatever happens here: the runner tries each minute."""
    with suppress(KeyMissing, OSError):
        keep_keys_ready(ring)


def _destroy_spent(ring: KeyRing, stream: Stream) -> None:
    """Under the lock: an answer that is sealed but not committed yet is seen by nobody else."""
    if len(stream.epochs(ring)) < 2:
        return
    with writing() as session:
        lock(session.connection(), stream.consultation_id, exclusive=True)
        stream.destroy_spent(ring, session)


def _waiting(session: Session) -> Iterator[tuple[Stream, bool]]:
    waiting = (
        select(Pending.consultation_id, Pending.version, Pending.channel, Consultation.state)
        .join(Consultation, Consultation.id == Pending.consultation_id)
        .distinct()
    )
    for consultation_id, version, channel, state in session.execute(waiting):
        yield Stream(consultation_id, version, cast(Channel, channel)), state == "closed"


def _count(session: Session, stream: Stream, epochs: Iterable[int]) -> int:
    waiting = select(func.count()).select_from(Pending).where(stream.waiting(epochs))
    return session.scalar(waiting) or 0


def _open(key: bytes, name: str, row: Row[bytes, int, bytes]) -> Answered | None:
    """The answer of a row; None where it is damaged."""
    try:
        return Answered(*msgpack.unpackb(unseal(key, row.sealed, f"{name}|{row.id.hex()}")))
    except (InvalidTag, ValueError):  # altered, or cut short
        return None


def _set_aside(session: Session, damaged: Collection[bytes]) -> None:
    """From now on these wait under no key, and hold none back."""
    if damaged:
        rows = update(Pending).where(Pending.id.in_(damaged))
        session.connection().execute(rows.values(epoch=-Pending.epoch))
