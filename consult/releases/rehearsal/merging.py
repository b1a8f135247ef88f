"""Choose which small categories stand together in all results; the first results freeze it."""

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.accounts import audit
from consult.accounts.models import User
from consult.consultations.models import Consultation
from consult.consultations.published import questionnaire_of
from consult.questionnaire.document import Questionnaire
from consult.releases.models import StoredRelease
from consult.releases.rehearsal.models import Tabulation
from consult.tables.catalogue import sentence
from consult.tables.merging import categories, check
from consult.tables.request import Merged
from consult.web.locale import said
from consult.web.refusal import Refusal


def merged_of(session: Session, consultation_id: int) -> Merged:
    """What is chosen for a consultation; nothing where nobody chose."""
    chosen = session.get(Tabulation, consultation_id)
    return chosen.merged if chosen else {}


def frozen(session: Session, consultation: Consultation) -> bool:
    """Whether results were asked for, so that what is merged stays as it is."""
    asked = select(StoredRelease.id).filter_by(consultation_id=consultation.id)
    return session.scalar(asked.where(StoredRelease.state != "refused").limit(1)) is not None


def merge_categories(
    session: Session, actor: User | str, consultation: Consultation, merged: Merged
) -> None:
    """Choose the groups of options for each question. Raises Refusal with a line for each fault."""
    if not consultation.versions:
        raise Refusal(_("Categories are merged once the questionnaire is published."))
    if frozen(session, consultation):
        raise Refusal(frozen_categories())
    questionnaire = questionnaire_of(consultation.versions[-1])
    faults = check(merged, questionnaire)
    if faults:
        lines = tuple(said(sentence(fault.code, fault.params)) for fault in faults)
        raise Refusal(_("Nothing was saved."), lines)
    before, now = dict(merged_of(session, consultation.id)), in_order(merged, questionnaire)
    if now == before:
        return
    session.merge(Tabulation(consultation_id=consultation.id, merged=now))
    detail = {"old": before, "new": now}
    audit.record(session, actor, "release.categories", consultation.slug, detail)


def frozen_categories() -> str:
    """Why they stay as they are once results were asked for."""
    return _(
        "Results were asked for already. All results of a consultation have the same categories: "
        "others would show, beside these, what these hide."
    )


def in_order(merged: Merged, questionnaire: Questionnaire) -> dict[str, list[list[str]]]:
    """One way to write one choice: as the questionnaire has its questions and options."""
    ordered: dict[str, list[list[str]]] = {}
    for question in questionnaire.questions:
        ids = [option.id for option in categories(question)]
        groups = [sorted(group, key=ids.index) for group in merged.get(question.id, ())]
        if groups:
            ordered[question.id] = sorted(groups, key=lambda group: ids.index(group[0]))
    return ordered
