"""The open question that an address names."""

from flask import abort
from flask_security import current_user

from consult.accounts.may import guard
from consult.consultations.by_slug import the
from consult.consultations.models import Consultation
from consult.questionnaire.document import Question
from consult.releases.coding.texts import open_questions


def the_open(slug: str, name: str) -> tuple[Consultation, Question]:
    """A consultation and an open question of it, for whoever may read its answers; else 404."""
    consultation = the(slug)
    guard(current_user, "code", consultation)
    question = open_questions(consultation).get(name)
    if question is None:
        abort(404)
    return consultation, question
