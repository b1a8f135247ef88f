"""Take in one paper form. No row tells who keyed it in, or when."""

from collections.abc import Mapping

from flask import current_app

from consult.accounts import audit
from consult.consultations.models import Version
from consult.consultations.published import questionnaire_of
from consult.db import writing
from consult.questionnaire.codes import keyed
from consult.questionnaire.document import Questionnaire
from consult.questionnaire.faults import Fault
from consult.responses.body import Body, Pairs
from consult.responses.keying.forms import KeyedPaper
from consult.responses.keying.lines import PREFIX
from consult.responses.keying.outcomes import Outcome


def entries(questionnaire: Questionnaire, form: Mapping[str, str]) -> dict[str, str]:
    """What was keyed for each field, as it was keyed."""
    fields = (field for question in questionnaire.questions for field in question.fields)
    return {field: form.get(f"{PREFIX}{field}", "") for field in fields}


def key_in(
    actor: str, slug: str, version: Version, form: KeyedPaper, typed: Mapping[str, str]
) -> tuple[Outcome, Mapping[str, Fault]]:
    """Judge what was keyed as if a phone had sent it, and store it where that is asked for.

    It is durable when this returns "stored". An empty form is none, and goes nowhere.
    """
    answers = _pairs(questionnaire_of(version), typed)
    if not answers:
        return "empty", {}
    goes_in = form.store.data and not form.look.data
    if goes_in and form.sitting.data == 0:
        _record_sitting(actor, slug)
    body = Body(answers, version.number, None, form.id.data if goes_in else None)
    result = current_app.extensions["desk"].submit_paper(slug, body)
    return result.case, result.read.faults if result.read else {}


def _pairs(questionnaire: Questionnaire, typed: Mapping[str, str]) -> Pairs:
    return tuple(
        (field, value)
        for question in questionnaire.questions
        for field in question.fields
        for value in keyed(question, typed[field])
    )


def _record_sitting(actor: str, slug: str) -> None:
    """Before its first form. A record of each would tell when it was keyed in, and by whom."""
    with writing() as session:
        audit.record(session, actor, "answers.key", slug, {})
