"""How mixed answers rest: shuffled into a few rows, and free texts apart from them.

A stream's answers rest in full blocks and an open one, with which the next ones are shuffled. Once
its consultation is closed they are one block, and who came early is no longer told from who came
late.
"""

import itertools
import random
import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import cast

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from consult.consultations.models import Consultation, Version
from consult.consultations.published import questionnaire_of
from consult.db import db, writing
from consult.keys import KeyMissing, KeyRing
from consult.responses.models import OpenText, StoredBlock
from consult.responses.retention import date_rows
from consult.responses.stream import Channel, Stream, lock, seal
from consult.tables.blocks import Block, join, pack, shuffled, unpack
from consult.tables.columns import Column, layout

OPEN_BLOCK = 4_096  # answers; the block that the next ones are mixed with holds fewer
FULL_BLOCK = 65_536  # answers
_TEXT = 2 * 500  # bytes of the longest text that our own questionnaires take, all accents


def add_to_blocks(
    ring: KeyRing, session: Session, stream: Stream, new: Block, texts: list[tuple[str, str]]
) -> None:
    """Shuffle new answers with those of the open block, and put their free texts away from them.

    ``texts`` are pairs of question and text. The caller holds the consultation's lock.
    """
    columns = columns_of(session, stream)
    stored = _blocks(stream)
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


def gather_closed() -> bool:
    """Make the blocks of each closed stream one. Whether there was anything to do."""
    scattered = (
        select(StoredBlock.consultation_id, StoredBlock.version, StoredBlock.channel)
        .join(Consultation, Consultation.id == StoredBlock.consultation_id)
        .where(Consultation.state == "closed")
        .group_by(StoredBlock.consultation_id, StoredBlock.version, StoredBlock.channel)
        .having(func.count() > 1)
    )
    with db.session() as session:
        rows = session.execute(scattered).all()
    for consultation_id, version, channel in rows:
        _gather(Stream(consultation_id, version, cast(Channel, channel)))
    return bool(rows)


def _gather(stream: Stream) -> None:
    with writing() as session:
        lock(session.connection(), stream.consultation_id, exclusive=True)
        columns = columns_of(session, stream)
        rows = session.scalars(_blocks(stream)).all()
        together = shuffled(join([unpack(columns, row.body) for row in rows]))
        _replace(session, stream, columns, rows, [together])
        date_rows(session, stream.consultation_id)


def _blocks(stream: Stream) -> Select[StoredBlock]:
    return select(StoredBlock).filter_by(
        consultation_id=stream.consultation_id, version=stream.version, channel=stream.channel
    )


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
                sealed=seal(key, text.encode(), f"{name}|{question}|{row_id.hex()}", _TEXT),
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
