"""What is told of a paper form that is not stored."""

from collections.abc import Mapping
from typing import Literal

from flask_babel import LazyString, lazy_gettext
from flask_babel import gettext as _

from consult.questionnaire.catalogue import sentence
from consult.questionnaire.document import Questionnaire
from consult.questionnaire.faults import Fault
from consult.responses.submit import Case
from consult.web.locale import language

Outcome = Case | Literal["empty"]
_SAID: Mapping[Outcome, LazyString] = {
    "empty": lazy_gettext("Nothing was keyed in, and nothing was stored."),
    "review": lazy_gettext("No fault was found. It is not stored yet."),
    "invalid": lazy_gettext("It is not stored yet. Look at what is marked."),
    "conflict": lazy_gettext(
        "The form before this one stays stored as it was. If this is another paper, store it again."
    ),
    "retry": lazy_gettext(
        "It could not be stored right now. All that was keyed is still here: store it again."
    ),
}


def said(case: Outcome) -> str:
    return str(_SAID[case])


def what_is_wrong(questionnaire: Questionnaire, faults: Mapping[str, Fault]) -> dict[str, str]:
    """A sentence by field, in the order of asking."""
    fields = (field for question in questionnaire.questions for field in question.fields)
    return {field: _sentence(faults[field]) for field in fields if field in faults}


def _sentence(fault: Fault) -> str:
    """As a phone tells it, but for a day, which is keyed in as it stands on paper."""
    if fault.code == "not_a_date":
        return _("There is no such day, or it cannot be read. Key it in like 24/11/2026.")
    return sentence(fault.code, fault.params).get(language())
