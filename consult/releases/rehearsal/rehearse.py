"""What results would show, made now or with as many answers as are hoped for. It writes nothing."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from consult.config import LIMA
from consult.consultations.builder.drafting import draft_of
from consult.consultations.models import Consultation
from consult.consultations.publish import places
from consult.consultations.published import questionnaire_of
from consult.keys import KeyRing
from consult.questionnaire.document import Questionnaire
from consult.questionnaire.editing import tidy
from consult.questionnaire.reading import with_places
from consult.releases.due import next_number
from consult.releases.freeze import refuse_unknown, snapshot
from consult.releases.ledger import withheld
from consult.releases.models import StoredRelease
from consult.releases.rehearsal.merging import merged_of
from consult.tables.rehearse import Rehearsal, rehearse
from consult.tables.request import Published, Refused, Request
from consult.tables.simulated import simulated
from consult.web.locale import said
from consult.web.refusal import Refusal

_NO_SECRET = b"simulated"  # stands where the rounding key would: made-up answers need none
USUAL = 300  # answers, where no targets say how many are hoped for


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
        raise Refusal(said(why))
    imagined = StoredRelease(
        consultation_id=consultation.id,
        number=next_number(session, consultation),
        by=list(by) if by else None,
        requested_at=now,
    )
    return rehearse(snapshot(ring, session, consultation, imagined))


def rehearse_simulated(
    session: Session, consultation: Consultation, expected: int, now: datetime
) -> Rehearsal | Refused:
    """Foretell results with so many made-up answers, spread over districts like the targets."""
    asked = _questionnaire(consultation)
    block = simulated(asked, expected, consultation.targets)
    return rehearse(
        Request(
            consultation=consultation.slug,
            title=consultation.title,
            number=1,
            date=now.astimezone(LIMA).date(),
            versions=(Published(1, "", asked, block),),
            key=_NO_SECRET,
            merged=merged_of(session, consultation.id),
        )
    )


def hoped_for(consultation: Consultation) -> int:
    """How many answers to expect unless somebody says otherwise."""
    return sum(consultation.targets.values()) or USUAL


def _questionnaire(consultation: Consultation) -> Questionnaire:
    """The latest version, else the draft as it would be published."""
    if consultation.versions:
        return questionnaire_of(consultation.versions[-1])
    return with_places(tidy(draft_of(consultation)), places(consultation))
