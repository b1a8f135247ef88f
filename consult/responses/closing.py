"""Open a consultation to answers, and close it."""

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from consult.accounts import audit
from consult.consultations.models import Consultation
from consult.consultations.publish import publish
from consult.responses.retention import date_rows
from consult.responses.stream import lock
from consult.web.refusal import Refusal


def open_to_answers(
    session: Session, actor: str, consultation: Consultation, now: datetime
) -> None:
    """Publish the draft where there is one, and let answers in. Raises Refusal."""
    if consultation.state == "closed":
        raise Refusal(_("This consultation is closed. Closed ones are not opened again."))
    publish(session, actor, consultation, now)
    if consultation.state == "open":
        return
    consultation.state, consultation.opened_at = "open", now
    audit.record(session, actor, "consultation.open", consultation.slug, {})


def close_to_answers(
    session: Session, actor: str, consultation: Consultation, now: datetime
) -> None:
    """Let no more answers in, and date their deletion. Raises Refusal.

    What waits is mixed after this is committed, however little it is.
    """
    lock(session.connection(), consultation.id, exclusive=True)
    if consultation.state != "open":
        raise Refusal(_("Only an open consultation can be closed."))
    consultation.state, consultation.closed_at = "closed", now
    session.flush()
    date_rows(session, consultation.id)
    audit.record(session, actor, "consultation.close", consultation.slug, {})
