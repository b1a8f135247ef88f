"""How long what residents said is kept: the consent text promises these figures."""

from datetime import date, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from consult.config import LIMA
from consult.consultations.models import Consultation
from consult.db import writing
from consult.keys import KeyRing
from consult.responses.models import OpenText, Pending, Seen, StoredBlock

# Counted from the day of closing, in Lima.
KEPT_FOR: dict[type[Seen | Pending | StoredBlock | OpenText], timedelta] = {
    Seen: timedelta(days=7),
    Pending: timedelta(days=2 * 365),
    StoredBlock: timedelta(days=2 * 365),
    OpenText: timedelta(days=365),
}


def date_rows(session: Session, consultation_id: int) -> None:
    """Give every row of a closed consultation the day after which it is deleted."""
    closed = session.scalar(select(Consultation.closed_at).filter_by(id=consultation_id))
    if closed is None:
        return
    for table, kept in KEPT_FOR.items():
        session.execute(
            update(table)
            .filter_by(consultation_id=consultation_id, delete_after=None)
            .values(delete_after=closed.astimezone(LIMA).date() + kept)
        )


def purge(ring: KeyRing, today: date) -> None:
    """Delete every row whose day has passed, and the keys that only such rows needed."""
    with writing() as session:
        keys = select(OpenText.key).distinct()
        spent = set(session.scalars(keys.where(OpenText.delete_after < today)))
        for table in KEPT_FOR:
            session.execute(delete(table).where(table.delete_after < today))
        spent -= set(session.scalars(keys))
    for key in spent:
        ring.destroy(key)
