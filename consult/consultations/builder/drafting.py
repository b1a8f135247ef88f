"""The draft of a consultation: every change is kept, can be undone, and overwrites nobody's."""

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, defer

from consult.consultations.models import Consultation, DraftStep
from consult.consultations.published import questionnaire_of
from consult.questionnaire.document import Question, Questionnaire, Section
from consult.questionnaire.editing import replaced, with_section
from consult.questionnaire.faults import Fault
from consult.questionnaire.reading import read_document, with_places, write_document, write_part

START = "_start"  # title, welcome and thanks: no id of a question begins with "_"
_ONE_GO = timedelta(seconds=20)  # what one person types into one part meanwhile is one step
_MOST_STEPS = 200
Part = Question | Section | Questionnaire


class Collision(Exception):
    """Somebody else has changed (``theirs``) or removed (None) the part meanwhile."""

    def __init__(self, theirs: Part | None, by: str) -> None:
        super().__init__(by)
        self.theirs, self.by = theirs, by


class NotADraftError(Exception):
    """What a change would make of the draft could not be read again: ``faults`` say why."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        super().__init__()
        self.faults = list({(fault.code, str(fault.params)): fault for fault in faults}.values())


def draft_of(consultation: Consultation) -> Questionnaire:
    """What is being written: the draft, else the latest version, from which one begins anew.

    Without the places of the consultation, which publishing freezes: so a part is the same before
    and after, and nobody is told of a change that nobody made.
    """
    if consultation.draft is None:
        return with_places(questionnaire_of(consultation.versions[-1]), ())
    questionnaire, faults = read_document(consultation.draft)
    assert questionnaire is not None, faults
    return with_places(questionnaire, ())


def part_of(questionnaire: Questionnaire, id_: str) -> Part | None:
    """The question or the section of an id, or the start; None where there is none."""
    if id_ == START:
        return questionnaire
    sections = {section.id: section for section in questionnaire.sections}
    return questionnaire.by_id.get(id_) or sections.get(id_)


def mark_of(part: Part) -> str:
    """What a page remembers of a part, to know later whether it is still the same."""
    if isinstance(part, Questionnaire):
        part = replace(part, sections=())
    elif isinstance(part, Section):
        part = replace(part, questions=())
    return sha256(json.dumps(write_part(part), sort_keys=True).encode()).hexdigest()[:16]


def save_part(
    session: Session,
    actor: str,
    consultation: Consultation,
    part: Part,
    mark: str,
    now: datetime,
    *,
    by_typing: bool,
) -> Questionnaire:
    """Put a part in the place of the one of its id, as it was when the page was made.

    Raises Collision where it is not that any more, unless somebody wrote the very same.
    """
    old = draft_of(consultation)
    id_ = START if isinstance(part, Questionnaire) else part.id
    theirs = part_of(old, id_)
    if theirs is None or (mark_of(theirs) != mark and mark_of(theirs) != mark_of(part)):
        raise Collision(theirs, _last_hand(session, consultation, id_))
    new = _with(old, part)
    keep(session, actor, consultation, new, now, id_, by_typing=by_typing)
    return new


def keep(
    session: Session,
    actor: str,
    consultation: Consultation,
    questionnaire: Questionnaire,
    now: datetime,
    part: str = "",
    *,
    by_typing: bool = False,
) -> None:
    """Write the draft, and remember what was there before unless one goes on typing in a part.

    Raises NotADraftError where the whole breaks a limit of the document.
    """
    document = write_document(questionnaire)
    if document == consultation.draft:
        return
    again, faults = read_document(document)
    if again is None:
        raise NotADraftError(fault for fault in faults if fault.severity == "error")
    last = last_change(session, consultation)
    goes_on = last and last.part == part and last.by == actor and now - last.at < _ONE_GO
    if not (by_typing and goes_on):
        before = consultation.draft
        step = DraftStep(
            consultation_id=consultation.id, document=before, part=part, by=actor, at=now
        )
        session.add(step)
        _forget_oldest(session, consultation)
    elif last:
        last.at = now
    consultation.draft = document
    _retitle(consultation, questionnaire)


def undo(session: Session, consultation: Consultation) -> DraftStep | None:
    """Take the last change back. Returns what it was; None where there is none."""
    step = last_change(session, consultation)
    if step:
        consultation.draft = step.document
        session.delete(step)
        _retitle(consultation, draft_of(consultation))
    return step


def last_change(session: Session, consultation: Consultation) -> DraftStep | None:
    """What undoing would take back."""
    steps = select(DraftStep).filter_by(consultation_id=consultation.id)
    latest = steps.order_by(DraftStep.id.desc()).limit(1)
    return session.scalar(latest.options(defer(DraftStep.document)))  # large, and seldom asked for


def _with(old: Questionnaire, part: Part) -> Questionnaire:
    if isinstance(part, Questionnaire):
        return replace(old, title=part.title, intro=part.intro, thanks=part.thanks)
    return replaced(old, part) if isinstance(part, Question) else with_section(old, part)


def _retitle(consultation: Consultation, questionnaire: Questionnaire) -> None:
    """Lists name a consultation by its questionnaire; once published, as residents see it."""
    if not consultation.versions and questionnaire.title:
        consultation.title_es = questionnaire.title.get("es")
        consultation.title_en = questionnaire.title.get("en")


def _last_hand(session: Session, consultation: Consultation, part: str) -> str:
    """Who changed a part last, or the order of things where nobody changed it alone."""
    steps = select(DraftStep.by).where(
        DraftStep.consultation_id == consultation.id, DraftStep.part.in_((part, ""))
    )
    return session.scalar(steps.order_by(DraftStep.id.desc()).limit(1)) or ""


def _forget_oldest(session: Session, consultation: Consultation) -> None:
    steps = select(DraftStep.id).filter_by(consultation_id=consultation.id)
    kept = steps.order_by(DraftStep.id.desc()).limit(_MOST_STEPS)
    oldest = session.scalars(kept).all()[-1:]
    session.execute(
        delete(DraftStep).where(
            DraftStep.consultation_id == consultation.id, DraftStep.id < min(oldest, default=0)
        )
    )
