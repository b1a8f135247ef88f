"""What becomes of one submission, step by step, before anybody says it over HTTP."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from consult.consultations.models import Consultation, Version
from consult.consultations.published import questionnaire_of
from consult.keys import KeyMissing
from consult.page.messages import Outcome
from consult.page.published import Published, helplines
from consult.questionnaire.answers import Read, canonical_answers, read_answers
from consult.questionnaire.document import NON_ANSWERS, Questionnaire
from consult.responses.body import Body
from consult.responses.intake import Intake, OpenLink, Submission
from consult.responses.stream import Stream
from consult.tables.columns import encode, layout

Case = Outcome | Literal["invalid", "review", "edit"]


@dataclass(frozen=True, slots=True)
class Result:
    """The case, the version that a page would show, and the answers as they were read."""

    case: Case
    published: Published | None = None
    read: Read | None = None


def submit(session: Session, intake: Intake, consultation: Consultation, body: Body) -> Result:
    """Read a submission and store it where it may be stored. Never raises for what was sent."""
    if consultation.state == "draft":
        return Result("not_open")
    version = session.scalar(
        select(Version).filter_by(consultation_id=consultation.id, number=body.version)
    )
    latest = published_version(consultation, consultation.versions[-1])
    if version is None:
        case: Case = "closed" if consultation.state == "closed" else "unknown_version"
        return Result(case, latest, read_answers(latest.questionnaire, body.answers))
    published = published_version(consultation, version)
    read = read_answers(published.questionnaire, body.answers)
    session.commit()  # gives its connection back: the way in takes one of its own
    case = _judged(consultation, body, read) or _accepted(intake, consultation, version, body, read)
    return Result(case, published, read)


def published_version(consultation: Consultation, version: Version) -> Published:
    """A version as the page shows it."""
    return Published(
        slug=consultation.slug,
        number=version.number,
        state=consultation.state,
        questionnaire=questionnaire_of(version),
        helplines=helplines(consultation.helplines),
    )


def _judged(consultation: Consultation, body: Body, read: Read) -> Case | None:
    """What is clear before anything is written; None where it goes to be stored."""
    if consultation.state == "closed":
        return "closed" if read.faults or body.id is None else None
    if body.edit or body.switch:
        return "edit"
    if read.faults:
        return "invalid"
    return "review" if body.id is None else None


def _accepted(
    intake: Intake, consultation: Consultation, version: Version, body: Body, read: Read
) -> Case:
    questionnaire = questionnaire_of(version)
    submission = Submission(
        stream=Stream(consultation.id, version.number, "phone"),
        id=body.id or "",
        content=canonical_answers(read.answers),
        codes=encode(layout(questionnaire), read.answers, read.asked),
        texts=_texts(questionnaire, read),
    )
    try:
        return intake.accept(submission, OpenLink())
    except (OperationalError, OSError, KeyMissing):  # disk, database or key ring: nothing is stored
        return "retry"


def _texts(questionnaire: Questionnaire, read: Read) -> Mapping[str, str]:
    answers = {
        question.id: read.answers.get(question.id)
        for question in questionnaire.questions
        if question.kind == "text"
    }
    return {
        name: text
        for name, text in answers.items()
        if isinstance(text, str) and text not in NON_ANSWERS
    }
