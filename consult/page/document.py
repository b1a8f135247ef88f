"""The questionnaire as one form: the same document before and after a fault is found in it."""

from collections.abc import Mapping, Sequence
from itertools import count

from consult.page.following import followers
from consult.page.published import Published
from consult.page.script import is_shuffled, may_fault, script_of, stays_last
from consult.page.words import say
from consult.questionnaire.catalogue import sentence
from consult.questionnaire.document import Questionnaire
from consult.questionnaire.expressions import in_words
from consult.questionnaire.faults import Fault
from consult.questionnaire.judging import needed
from consult.questionnaire.text import Language

Given = Mapping[str, Sequence[str]]


def render(
    published: Published,
    language: Language,
    *,
    given: Given | None = None,
    faults: Mapping[str, Fault] | None = None,
) -> str:
    """The whole document as HTML.

    ``given`` holds the values typed so far by field, shown again as they were; ``faults`` what is
    wrong with them by field, each told beside its question and in the summary on top.
    """
    values = in_parts(published, language, given, faults)
    return say(language, "document", script=script_of(published.questionnaire), **values)


def in_parts(
    published: Published,
    language: Language,
    given: Given | None = None,
    faults: Mapping[str, Fault] | None = None,
) -> dict[str, object]:
    """What the template asks for, besides its script."""
    questionnaire = published.questionnaire
    numbers, following = numbered(questionnaire), followers(questionnaire)
    return {
        "published": published,
        "questionnaire": questionnaire,
        "numbers": numbers,
        "followers": following,
        "following": {question.id for group in following.values() for question in group},
        "needed": needed,
        "is_shuffled": is_shuffled,
        "stays_last": stays_last,
        "may_fault": may_fault(questionnaire),
        "given": given or {},
        "faults": _told(questionnaire, faults or {}, language),
        "owners": {field: numbers[q.id] for q in questionnaire.questions for field in q.fields},
        "only_if": lambda rule: in_words(rule, questionnaire, language),
        "needed_if": lambda rule: in_words(rule, questionnaire, language, "needed"),
    }


def numbered(questionnaire: Questionnaire) -> dict[str, int]:
    """The number that each question shows, by its id. A note has none."""
    counter = count(1)
    return {q.id: next(counter) for q in questionnaire.questions if q.kind != "note"}


def _told(
    questionnaire: Questionnaire, faults: Mapping[str, Fault], language: Language
) -> dict[str, str]:
    """The sentences by field, in the order of asking; what belongs to no question comes last."""
    asking = [field for question in questionnaire.questions for field in question.fields]
    order = sorted(faults, key=lambda name: asking.index(name) if name in asking else len(asking))
    return {name: sentence(faults[name].code, faults[name].params).get(language) for name in order}
