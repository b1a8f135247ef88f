"""Who works on a consultation."""

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from consult.accounts.models import Membership, User
from consult.consultations.models import Consultation


def who_works_on(session: Session, consultation: Consultation) -> Sequence[Membership]:
    """The memberships of active staff that reach it, those in this one alone last."""
    reaches = or_(
        Membership.consultation_id == consultation.id,
        Membership.consultation_id.is_(None)
        & (Membership.programme_id == consultation.programme_id),
    )
    found = select(Membership).join(User).where(reaches, User.active)
    rows = session.scalars(found.order_by(User.email, Membership.role)).all()
    return sorted(rows, key=lambda row: row.consultation_id is not None)
