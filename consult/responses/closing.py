"""Open a consultation to answers, and close it."""

from datetime import date, datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import update
from sqlalchemy.orm import Session

from consult.accounts import audit
from consult.config import LIMA
from consult.consultations.models import Consultation
from consult.consultations.publish import publish
from consult.responses.models import OpenText, Pending, Seen, StoredBlock
from consult.responses.stream import lock
from consult.web.refusal import Refusal

# What the consent text promises, counted from closing.
KEEP_SEEN = timedelta(days=7)
KEEP_TEXTS = timedelta(days=365)
KEEP_ANSWERS = timedelta(days=2 * 365)


def open_to_answers(session: Session, actor: str, consultation: Consultation, now: datetime) -> None:
    """Publish the draft where there is one, and let answers in. Raises Refusal."""
    if consultation.state == "closed":
        raise Refusal(_("This consultation is closed. Closed ones are not opened again."))
    publish(session, actor, consultation, now)
    if consultation.state == "open":
        return
    consultation.state, consultation.opened_at = "open", now
    audit.record(session, actor, "consultation.open", consultation.slug, {})


def close_to_answers(session: Session, actor: str, consultation: Consultation, now: datetime) -> None:
    """Let no more answers in and set the dates on which they are deleted. Raises Refusal.

    What waits is mixed after this is committed, however little it is.
    """
    lock(session, consultation.id, exclusive=True)
    if consultation.state != "open":
        raise Refusal(_("Only an open consultation can be closed."))
    consultation.state, consultation.closed_at = "closed", now
    set_deletion_dates(session, consultation, now.astimezone(LIMA).date())
    audit.record(session, actor, "consultation.close", consultation.slug, {})


def set_deletion_dates(session: Session, consultation: Consultation, closed: date) -> None:
    """Date every row about residents."""
    dates = {
        Seen: closed + KEEP_SEEN,
        Pending: closed + KEEP_ANSWERS,
        StoredBlock: closed + KEEP_ANSWERS,
        OpenText: closed + KEEP_TEXTS,
    }
    for table, delete_after in dates.items():
        session.execute(
            update(table).filter_by(consultation_id=consultation.id).values(delete_after=delete_after)
        )
