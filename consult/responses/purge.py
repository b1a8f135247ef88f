"""Delete what has been kept long enough."""

from datetime import date

from sqlalchemy import delete, select

from consult.db import writing
from consult.keys import KeyRing
from consult.responses.models import OpenText, Pending, Seen, StoredBlock


def purge(ring: KeyRing, today: date) -> None:
    """Delete every row about residents whose date has passed, and the keys that only those had."""
    with writing() as session:
        gone = set(session.scalars(select(OpenText.key).where(OpenText.delete_after < today).distinct()))
        for table in (Seen, Pending, StoredBlock, OpenText):
            session.execute(delete(table).where(table.delete_after < today))
        kept = set(session.scalars(select(OpenText.key).where(OpenText.key.in_(gone)).distinct()))
    for key in gone - kept:
        ring.destroy(key)
