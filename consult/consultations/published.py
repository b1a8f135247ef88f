"""What is published, as every other room reads it."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.consultations.models import Consultation, Version
from consult.questionnaire.document import Questionnaire
from consult.questionnaire.reading import read_document

_READ: dict[str, Questionnaire] = {}  # by content hash


def find(session: Session, slug: str) -> Consultation | None:
    return session.scalar(select(Consultation).filter_by(slug=slug))


def questionnaire_of(version: Version) -> Questionnaire:
    """The questionnaire of a version, read once: a version never changes."""
    if version.hash not in _READ:
        questionnaire, faults = read_document(version.document)
        assert questionnaire is not None, faults
        _READ[version.hash] = questionnaire
    return _READ[version.hash]
