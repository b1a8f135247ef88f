"""Questions that stay on the screen of the one before: short ones that follow up on its answer."""

from collections.abc import Mapping

from consult.questionnaire.document import Question, Questionnaire
from consult.questionnaire.expressions import refers_to

_MOST = 8  # cards: about what a small phone shows without scrolling
_LISTED = ("single", "scale", "multiple")


def followers(questionnaire: Questionnaire) -> Mapping[str, list[Question]]:
    """By the id of a question, those right after it that are asked only for an answer to it."""
    found: dict[str, list[Question]] = {}
    for section in questionnaire.sections:
        first: Question | None = None
        for question in section.questions:
            if first and _follows(question, [first, *found.get(first.id, [])]):
                found.setdefault(first.id, []).append(question)
            else:
                first = question
    return found


def _follows(question: Question, screen: list[Question]) -> bool:
    together = [*screen, question]
    return (
        question.when is not None
        and refers_to(question.when) <= {shown.id for shown in screen}
        and all(shown.kind in _LISTED for shown in together)
        and sum(len(shown.options) for shown in together) <= _MOST
    )
