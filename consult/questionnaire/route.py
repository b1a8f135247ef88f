"""The route: which fields a person is asked, given the answers so far."""

from collections.abc import Iterator

from consult.questionnaire.document import Answers, Expression, Questionnaire, Value
from consult.questionnaire.expressions import evaluate, refers_to


def asked(questionnaire: Questionnaire, answers: Answers) -> frozenset[str]:
    """The fields that are asked: one pass, in which only what was itself asked decides.

    An answer on an abandoned branch therefore decides nothing, and neither does a later one.
    """
    fields: set[str] = set()
    counted: dict[str, Value] = {}
    for section in questionnaire.sections:
        if _applies(section.when, counted):
            for question in section.questions:
                if _applies(question.when, counted):
                    fields.update(question.fields)
                    counted |= {name: answers[name] for name in question.fields if name in answers}
    return frozenset(fields)


def deciding(questionnaire: Questionnaire) -> tuple[str, ...]:
    """The fields whose answers decide the route, in the order of asking.

    Two people who answered these alike are asked the same, whatever else they answered.
    """
    named = set[str]().union(*(refers_to(rule) for rule in rules_of(questionnaire)))
    return tuple(
        field for question in questionnaire.questions for field in question.fields if field in named
    )


def rules_of(questionnaire: Questionnaire) -> Iterator[Expression]:
    """Every condition of a section or a question."""
    yield from (section.when for section in questionnaire.sections if section.when)
    yield from (question.when for question in questionnaire.questions if question.when)


def _applies(rule: Expression | None, answers: Answers) -> bool:
    return rule is None or evaluate(rule, answers)
