"""Freeze a draft as a version. A published version is never changed again."""

from collections.abc import Iterator
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from consult.accounts import audit
from consult.consultations.models import Consultation, Version
from consult.questionnaire.catalogue import sentence
from consult.questionnaire.check import check
from consult.questionnaire.districts import as_options
from consult.questionnaire.document import Option, Questionnaire
from consult.questionnaire.faults import Fault
from consult.questionnaire.reading import content_hash, read_document, with_places, write_document
from consult.questionnaire.text import Text
from consult.web.locale import language
from consult.web.refusal import Refusal

ELSEWHERE = Option("elsewhere", Text("Otro lugar", "Somewhere else"))


def publish(
    session: Session, actor: str, consultation: Consultation, now: datetime
) -> Version | None:
    """Publish the draft where there is one and it differs from the latest version.

    Raises Refusal with a line for each fault that must be mended first.
    """
    if consultation.draft is None:
        return None
    questionnaire = with_places(_draft(consultation), places(consultation))
    version = Version(
        consultation_id=consultation.id,
        number=(consultation.version or 0) + 1,
        document=write_document(questionnaire),
        hash=content_hash(questionnaire),
        published_at=now,
    )
    consultation.draft = None
    if consultation.versions and consultation.versions[-1].hash == version.hash:
        return None
    consultation.versions.append(version)
    audit.record(
        session,
        actor,
        "version.publish",
        consultation.slug,
        {"version": version.number, "hash": version.hash},
    )
    return version


def places(consultation: Consultation) -> list[Option]:
    """What a question about the place offers: the districts of the consultation, and elsewhere."""
    return [*as_options(consultation.districts), ELSEWHERE]


def in_words(fault: Fault) -> str:
    """A fault as a sentence in the reader's language, with the place where it is."""
    said = sentence(fault.code, fault.params).get(language())
    place = ", ".join(_place(fault))
    return f"{place}: {said}" if place else said


def _place(fault: Fault) -> Iterator[str]:
    if fault.sheet:
        yield _("sheet %(name)s", name=fault.sheet)
    if fault.row:
        yield _("row %(number)s", number=fault.row)
    if fault.column:
        yield _("column %(name)s", name=fault.column)
    elif fault.where:
        yield fault.where


def _draft(consultation: Consultation) -> Questionnaire:
    questionnaire, faults = read_document(consultation.draft)
    faults += check(questionnaire) if questionnaire else []
    errors = tuple(in_words(fault) for fault in faults if fault.severity == "error")
    if questionnaire is None or errors:
        raise Refusal(_("The questionnaire cannot be published yet."), errors)
    return questionnaire
