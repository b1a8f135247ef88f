"""Mixing: what waits is shuffled into blocks, and the key it was sealed under is destroyed.

Safe against a kill at any point. A new epoch begins before anything else; block and deletions are
one commit; keys go last, and only those that nothing waits under. Two at once are one: the second
finds nothing left to take.
"""

import itertools
import random
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import cast

import msgpack
from cryptography.exceptions import InvalidTag
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from consult.consultations.models import Consultation, Version
from consult.consultations.published import questionnaire_of
from consult.db import db, empty_log, writing
from consult.keys import KeyMissing, KeyRing
from consult.responses.models import OpenText, Pending, StoredBlock
from consult.responses.retention import date_rows
from consult.responses.stream import Channel, Stream, lock, seal, unseal
from consult.tables.blocks import Block, from_rows, join, pack, shuffled, unpack
from consult.tables.columns import Column, layout

OPEN_BLOCK = 4_096  # answers; the block that the next ones are mixed with holds fewer
FULL_BLOCK = 65_536  # answers


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer between its envelope and its block."""

    codes: Sequence[int]
    texts: Mapping[str, str]


def mix_what_is_due(ring: KeyRing, minimum: int) -> int:
    """Mix every stream in which enough answers wait; all that wait once a consultation is closed.

    Returns how many were mixed.
    """
    for stream in Stream.all_with_keys(ring):  # a kill may have left keys behind
        _destroy_spent(ring, stream)
    with db.session() as session:
        streams = dict(_waiting(session))
    return sum(mix(ring, stream, 1 if closed else minimum) for stream, closed in streams.items())


def mix_all(ring: KeyRing, consultation_id: int) -> int:
    """Mix whatever waits of a closed consultation, however little it is."""
    with db.session() as session:
        streams = [
            stream for stream, _ in _waiting(session) if stream.consultation_id == consultation_id
        ]
    return sum(mix(ring, stream, 1) for stream in streams)


def mix(ring: KeyRing, stream: Stream, minimum: int) -> int:
    """Mix one stream if at least ``minimum`` answers wait in it. Returns how many were mixed.

    What cannot be opened holds nobody else back: where the key is missing it goes on waiting for
    it, and where it is damaged it is set aside.
    """
    with db.session() as session:
        if _count(session, stream, stream.epochs(ring)) < minimum:
            return 0
    stream.begin_epoch(ring)
    with writing() as session:
        lock(session.connection(), stream.consultation_id, exclusive=True)
        keys = stream.past_keys(ring)
        rows = session.scalars(select(Pending).where(stream.waiting(keys))).all()
        answers = [answer for row in rows if (answer := _open(keys, stream, row))]
        if len(answers) < minimum:
            return 0
        block = from_rows(columns_of(session, stream), [answer.codes for answer in answers])
        texts = [pair for answer in answers for pair in answer.texts.items()]
        add_to_blocks(ring, session, stream, block, texts)
        session.execute(delete(Pending).where(stream.waiting(keys)))
    _destroy_spent(ring, stream)
    empty_log()
    return len(answers)


def _destroy_spent(ring: KeyRing, stream: Stream) -> None:
    """Under the lock: an answer that is sealed but not committed yet is seen by nobody else."""
    if len(stream.epochs(ring)) < 2:
        return
    with writing() as session:
        lock(session.connection(), stream.consultation_id, exclusive=True)
        stream.destroy_spent(ring, session)


def add_to_blocks(
    ring: KeyRing, session: Session, stream: Stream, new: Block, texts: list[tuple[str, str]]
) -> None:
    """Shuffle new answers with those of the open block, and put their free texts away from them.

    ``texts`` are pairs of question and text. The caller holds the consultation's lock.
    """
    columns = columns_of(session, stream)
    stored = select(StoredBlock).filter_by(
        consultation_id=stream.consultation_id, version=stream.version, channel=stream.channel
    )
    partial = session.scalars(stored.where(StoredBlock.size < OPEN_BLOCK)).all()
    loose = [unpack(columns, row.body) for row in partial] + [new]
    _replace(session, stream, columns, partial, _cut(shuffled(join(loose)), OPEN_BLOCK))
    full = session.scalars(stored.where(StoredBlock.size == OPEN_BLOCK)).all()
    for rows in _batches(full, FULL_BLOCK // OPEN_BLOCK):
        joined = shuffled(join([unpack(columns, row.body) for row in rows]))
        _replace(session, stream, columns, rows, [joined])
    _put_texts_away(ring, session, stream, texts)
    date_rows(session, stream.consultation_id)


def columns_of(session: Session, stream: Stream) -> tuple[Column, ...]:
    """How the answers of a stream are laid out."""
    version = session.scalars(
        select(Version).filter_by(consultation_id=stream.consultation_id, number=stream.version)
    ).one()
    return layout(questionnaire_of(version))


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


def _open(keys: Mapping[int, bytes], stream: Stream, row: Pending) -> Answered | None:
    """The answer of a row; None for a damaged one, which from now on waits under no key."""
    name = stream.key_name(row.epoch)
    try:
        plain = unseal(keys[row.epoch], row.sealed, f"{name}|{row.id.hex()}")
        return Answered(*msgpack.unpackb(plain))
    except InvalidTag:
        row.epoch = -row.epoch
        return None


def _cut(block: Block, size: int) -> Iterator[Block]:
    for start in range(0, block.size, size):
        part = {name: codes[start : start + size] for name, codes in block.arrays.items()}
        yield Block(min(size, block.size - start), part)


def _batches(rows: Sequence[StoredBlock], count: int) -> Iterator[Sequence[StoredBlock]]:
    for start in range(0, len(rows) - count + 1, count):
        yield rows[start : start + count]


def _replace(
    session: Session,
    stream: Stream,
    columns: Sequence[Column],
    old: Iterable[StoredBlock],
    new: Iterable[Block],
) -> None:
    for row in old:
        session.delete(row)
    for block in new:
        session.add(
            StoredBlock(
                consultation_id=stream.consultation_id,
                version=stream.version,
                channel=stream.channel,
                size=block.size,
                body=pack(columns, block),
            )
        )
    session.flush()


def _put_texts_away(
    ring: KeyRing, session: Session, stream: Stream, texts: list[tuple[str, str]]
) -> None:
    if not texts:
        return
    name, key = _text_key(ring, session, stream.consultation_id)
    for question, text in random.SystemRandom().sample(texts, len(texts)):
        row_id = secrets.token_bytes(16)
        session.add(
            OpenText(
                id=row_id,
                consultation_id=stream.consultation_id,
                question=question,
                key=name,
                sealed=seal(key, text.encode(), f"{name}|{question}|{row_id.hex()}"),
            )
        )
    session.flush()


def _text_key(ring: KeyRing, session: Session, consultation_id: int) -> tuple[str, bytes]:
    """The key for free texts. One that was lost is never made again under the same name."""
    used = set(session.scalars(select(OpenText.key).distinct()))
    for number in itertools.count(1):
        name = f"text-{consultation_id}-{number}"
        if name not in used:
            return name, ring.ensure(name)
        with suppress(KeyMissing):
            return name, ring.get(name)
    raise AssertionError
