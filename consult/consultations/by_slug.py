"""The consultation that an address names."""

from flask import abort
from flask_security import current_user
from sqlalchemy.orm import Session

from consult.accounts.may import guard
from consult.consultations.models import Consultation
from consult.consultations.published import find, find_to_change
from consult.db import db


def the(slug: str) -> Consultation:
    """The consultation of this name, for somebody who may see it; else 404."""
    consultation = find(db.session(), slug)
    if consultation is None:
        abort(404)
    guard(current_user, "see", consultation)
    return consultation


def the_same(session: Session, slug: str) -> Consultation:
    """What ``the`` has let pass, as it is now that the transaction may change it."""
    found = find_to_change(session, slug)
    assert found is not None  # none is ever deleted
    return found
