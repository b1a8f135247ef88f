"""How many answers there are, and all of them as blocks."""

from collections.abc import Iterator
from itertools import groupby

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.consultations.models import Version
from consult.consultations.published import questionnaire_of
from consult.responses.models import Pending, StoredBlock
from consult.tables.blocks import Block, join, unpack
from consult.tables.columns import layout


def answers_mixed(session: Session, consultation_id: int) -> int:
    """How many rest in blocks. It grows by whole batches, so that watching it shows no arrival."""
    mixed = select(func.coalesce(func.sum(StoredBlock.size), 0))
    return session.scalar(mixed.filter_by(consultation_id=consultation_id)) or 0


def answers_stored(session: Session, consultation_id: int) -> int:
    """The exact number, waiting ones included: for operators, never on a page."""
    waiting = select(func.count()).select_from(Pending).filter_by(consultation_id=consultation_id)
    return answers_mixed(session, consultation_id) + (session.scalar(waiting) or 0)


def blocks_of(session: Session, consultation_id: int) -> Iterator[tuple[Version, Block]]:
    """Each version that has mixed answers, with all of them in one block."""
    rows = session.execute(
        select(Version, StoredBlock.body)
        .join(
            StoredBlock,
            (StoredBlock.consultation_id == Version.consultation_id)
            & (StoredBlock.version == Version.number),
        )
        .where(Version.consultation_id == consultation_id)
        .order_by(Version.number, StoredBlock.id)
    )
    for version, group in groupby(rows, key=lambda row: row.Version):
        columns = layout(questionnaire_of(version))
        yield version, join([unpack(columns, row.body) for row in group])


def channels_of(session: Session, consultation_id: int) -> list[str]:
    """The mediums by which mixed answers came, by name."""
    channels = select(StoredBlock.channel).filter_by(consultation_id=consultation_id).distinct()
    return sorted(session.scalars(channels))
