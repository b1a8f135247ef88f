"""When a text is deleted, nothing tells any more what it was about: only numbers stay."""

from collections import Counter
from collections.abc import Sequence
from itertools import groupby

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from consult.db import forget, writing
from consult.releases.coding.models import Coding, DeletedTexts, Quote, Theme
from consult.responses.models import OpenText


def forget_deleted_texts() -> None:
    """Add up what was noted of texts that are gone, and delete it, with quotes nobody approved."""
    with writing() as session:
        gone = select(Coding).where(~exists().where(OpenText.id == Coding.text_id))
        rows = session.scalars(gone.order_by(Coding.consultation_id, Coding.question)).all()
        for (consultation_id, question), group in groupby(rows, key=_place):
            _add_up(session, consultation_id, question, list(group))
        orphans = Quote.text_id.is_not(None) & ~exists().where(OpenText.id == Quote.text_id)
        quotes = session.execute(delete(Quote).where(orphans).returning(Quote.id)).all()
    if rows or quotes:
        forget("coding", "quote")


def _place(coding: Coding) -> tuple[int, str]:
    return coding.consultation_id, coding.question


def _add_up(session: Session, consultation_id: int, question: str, gone: Sequence[Coding]) -> None:
    numbers = Counter(code for coding in gone for code in set(coding.themes))
    themes = select(Theme).filter_by(consultation_id=consultation_id, question=question)
    for theme in session.scalars(themes):
        theme.deleted += numbers[theme.code]
    sums = session.get(DeletedTexts, (consultation_id, question)) or DeletedTexts(
        consultation_id=consultation_id, question=question, read=0, without=0
    )
    sums.read += len(gone)
    sums.without += sum(not coding.themes for coding in gone)
    session.add(sums)
    for coding in gone:
        session.delete(coding)
