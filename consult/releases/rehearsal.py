"""What results made now would show and hide; nothing is written."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from consult.consultations.models import Consultation
from consult.keys import KeyRing
from consult.releases.due import next_number
from consult.releases.freeze import refuse_unknown, snapshot
from consult.releases.ledger import withheld
from consult.releases.models import StoredRelease
from consult.tables.rehearse import Rehearsal, rehearse
from consult.tables.request import Refused
from consult.web.locale import language
from consult.web.refusal import Refusal


def rehearse_release(
    ring: KeyRing,
    session: Session,
    consultation: Consultation,
    by: Sequence[str] | None,
    now: datetime,
) -> Rehearsal | Refused:
    """Foretell the next results by these breakdowns (None: the usual ones). Raises Refusal."""
    refuse_unknown(consultation, by)
    if why := withheld(ring, session, consultation):
        raise Refusal(why.get(language()))
    imagined = StoredRelease(
        consultation_id=consultation.id,
        number=next_number(session, consultation),
        by=list(by) if by else None,
        requested_at=now,
    )
    return rehearse(snapshot(ring, session, consultation, imagined))
