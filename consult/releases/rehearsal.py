"""What results made now would show and hide; nothing is written."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from consult.consultations.models import Consultation
from consult.keys import KeyRing
from consult.releases.freeze import refuse_unknown, snapshot
from consult.releases.models import StoredRelease
from consult.tables.rehearse import Rehearsal, rehearse
from consult.tables.request import Refused


def rehearse_release(
    ring: KeyRing,
    session: Session,
    consultation: Consultation,
    by: Sequence[str] | None,
    now: datetime,
) -> Rehearsal | Refused:
    """Foretell results no. 1 by these breakdowns (None: the usual ones). Raises Refusal."""
    refuse_unknown(consultation, by)
    imagined = StoredRelease(
        consultation_id=consultation.id, number=1, by=list(by) if by else None, requested_at=now
    )
    return rehearse(snapshot(ring, session, consultation, imagined))
