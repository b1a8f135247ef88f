"""Keep the census of a consultation. Each release that is made keeps its own."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from consult.accounts import audit
from consult.accounts.models import User
from consult.consultations.models import Consultation
from consult.releases.census.models import StoredCensus
from consult.tables.census import Census


def census_of(session: Session, consultation: Consultation) -> Census | None:
    """What the next release of a consultation is weighted by, if anything."""
    stored = session.get(StoredCensus, consultation.id)
    return stored.census if stored else None


def keep(
    session: Session, actor: User | str, consultation: Consultation, census: Census | None
) -> None:
    """Set the census of a consultation, or take it away, and record what was and what is."""
    stored = session.get(StoredCensus, consultation.id)
    before = stored.census if stored else None
    if census == before:
        return
    if stored:
        session.delete(stored)
        session.flush()
    if census:
        session.add(
            StoredCensus(
                consultation_id=consultation.id,
                source_es=census.source.es,
                source_en=census.source.en,
                year=census.year,
                margins={role: dict(margin) for role, margin in census.margins.items()},
            )
        )
    changed = {"old": _plain(before), "new": _plain(census)}
    audit.record(session, actor, "census.keep", consultation.slug, changed)


def _plain(census: Census | None) -> Mapping[str, object] | None:
    if census is None:
        return None
    return {
        "source": census.source.es,
        "year": census.year,
        "margins": {role: dict(margin) for role, margin in census.margins.items()},
    }
