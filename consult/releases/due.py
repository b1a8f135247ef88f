"""What the next results are, and what they wait for."""

from sqlalchemy.orm import Session

from consult.consultations.models import Consultation
from consult.keys import KeyRing
from consult.questionnaire.text import Text
from consult.releases.freeze import newest, released
from consult.releases.ledger import rounding_key, withheld
from consult.responses.stored import answers_mixed
from consult.tables.succession import not_due


def next_number(session: Session, consultation: Consultation) -> int:
    """The number of the results after those that are made."""
    last = newest(session, consultation, "ready")
    return last.number + 1 if last else 1


def held_back(ring: KeyRing, session: Session, consultation: Consultation) -> Text | None:
    """Why the next results cannot be made yet, or at all; None where they may be asked for.

    It tells of answers what ``not_due`` tells, and no more. Nothing is written.
    """
    if why := withheld(ring, session, consultation):
        return why
    previous = released(session, consultation, next_number(session, consultation) - 1)
    if previous is None:
        return None
    key = rounding_key(ring, consultation)
    assert key is not None  # else it were withheld
    refused = not_due(previous, answers_mixed(session, consultation.id), key)
    return refused.sentence if refused else None
