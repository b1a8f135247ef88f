"""What is published, as every other room reads it."""

import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.consultations.models import Consultation, Version
from consult.questionnaire.document import Questionnaire
from consult.questionnaire.reading import read_document

_READ: dict[str, Questionnaire] = {}  # by content hash


SLUG = re.compile(r"[a-z0-9]([a-z0-9_-]{0,62}[a-z0-9])?")


def find(session: Session, slug: str) -> Consultation | None:
    """The consultation at an address; None where there is none, or where it cannot be one."""
    if not SLUG.fullmatch(slug):
        return None
    return session.scalar(select(Consultation).filter_by(slug=slug))


def find_to_change(session: Session, slug: str) -> Consultation | None:
    """The same as it is now, for a transaction that changes it: one such after the other.

    Its key stays free, so that answers of residents, which refer to it, wait for nobody.
    """
    asked = select(Consultation).filter_by(slug=slug).with_for_update(key_share=True)
    return session.scalar(asked.execution_options(populate_existing=True))


def questionnaire_of(version: Version) -> Questionnaire:
    """The questionnaire of a version, read once: a version never changes."""
    if version.hash not in _READ:
        questionnaire, faults = read_document(version.document)
        assert questionnaire is not None, faults
        _READ[version.hash] = questionnaire
    return _READ[version.hash]
