"""Stored releases, opened. A release never changes, so what was read once is kept by its bytes."""

from collections.abc import Sequence
from functools import lru_cache

from flask import abort
from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.consultations.models import Consultation
from consult.releases.models import StoredRelease
from consult.tables.release import Release
from consult.tables.stored import from_bytes

_KEPT = 8  # releases
opened = lru_cache(maxsize=_KEPT)(from_bytes)


def released(session: Session, consultation: Consultation, number: int) -> Release | None:
    """A release that is ready, or None."""
    body = session.scalar(
        select(StoredRelease.body).filter_by(
            consultation_id=consultation.id, number=number, state="ready"
        )
    )
    return opened(body) if body else None


def ready(session: Session, consultation: Consultation, number: int) -> Release:
    """The same for a page: 404 where there is none."""
    release = released(session, consultation, number)
    if release is None:
        abort(404)
    return release


def editions(session: Session, consultation: Consultation) -> Sequence[StoredRelease]:
    """Every release that is ready, the latest first; their tables stay closed."""
    same = select(StoredRelease).filter_by(consultation_id=consultation.id, state="ready")
    return session.scalars(same.order_by(StoredRelease.number.desc())).all()
