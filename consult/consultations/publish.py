"""Freeze a draft as a version. A published version is never changed again."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import delete
from sqlalchemy.orm import Session

from consult.accounts import audit
from consult.consultations.models import Consultation, DraftStep, Version
from consult.consultations.published import questionnaire_of
from consult.questionnaire.advice import advise
from consult.questionnaire.catalogue import sentence
from consult.questionnaire.check import check
from consult.questionnaire.districts import as_options
from consult.questionnaire.document import Option, Questionnaire
from consult.questionnaire.editing import tidy
from consult.questionnaire.faults import Fault
from consult.questionnaire.joining import check_against
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
    _require_joining(consultation, questionnaire)
    version = Version(
        consultation_id=consultation.id,
        number=(consultation.version or 0) + 1,
        document=write_document(questionnaire),
        hash=content_hash(questionnaire),
        published_at=now,
    )
    consultation.draft = None
    session.execute(delete(DraftStep).filter_by(consultation_id=consultation.id))
    if consultation.versions and consultation.versions[-1].hash == version.hash:
        return None
    consultation.versions.append(version)
    consultation.title_es, consultation.title_en = (
        questionnaire.title.get("es"),
        questionnaire.title.get("en"),
    )
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
    place = ", ".join(_place(fault))
    return f"{place}: {told(fault)}" if place else told(fault)


def told(fault: Fault) -> str:
    """A fault as a sentence in the reader's language, for where its place is plain to see."""
    return sentence(fault.code, fault.params).get(language())


def _place(fault: Fault) -> Iterator[str]:
    if fault.sheet:
        yield _("sheet %(name)s", name=fault.sheet)
    if fault.row:
        yield _("row %(number)s", number=fault.row)
    if fault.column:
        yield _("column %(name)s", name=fault.column)
    elif fault.where:
        yield fault.where


def found_in(consultation: Consultation, draft: Questionnaire) -> list[Fault]:
    """Every fault and remark on a draft, also beside the versions that its tables would join."""
    questionnaire = with_places(tidy(draft), places(consultation))
    beside = (
        fault
        for version in reversed(consultation.versions)
        for fault in check_against(questionnaire_of(version), questionnaire)
    )
    return [*check(tidy(draft)), *_each_once(beside), *advise(tidy(draft))]


def _each_once(faults: Iterable[Fault]) -> list[Fault]:
    return list({(fault.code, fault.where): fault for fault in faults}.values())


def _draft(consultation: Consultation) -> Questionnaire:
    questionnaire, faults = read_document(consultation.draft)
    questionnaire = questionnaire and tidy(questionnaire)
    faults += check(questionnaire) if questionnaire else []
    _refuse_errors(faults)
    assert questionnaire is not None  # it has no errors
    return questionnaire


def _require_joining(consultation: Consultation, questionnaire: Questionnaire) -> None:
    """Tables join all versions by ids: none of them may mean something else now."""
    _refuse_errors(
        fault
        for version in reversed(consultation.versions)
        for fault in check_against(questionnaire_of(version), questionnaire)
    )


def _refuse_errors(faults: Iterable[Fault]) -> None:
    errors = dict.fromkeys(in_words(fault) for fault in faults if fault.severity == "error")
    if errors:
        raise Refusal(_("The questionnaire cannot be published yet."), tuple(errors))
