"""What an answer must keep to because of other answers, or of the day it is given on.

Each kind of answer is read alone (``kinds``). This is judged once all that count are known.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from itertools import groupby

from consult.questionnaire.document import (
    NON_ANSWERS,
    TODAY,
    Answers,
    Expression,
    Question,
    Value,
)
from consult.questionnaire.expressions import evaluate, refers_to, uses
from consult.questionnaire.faults import Fault


def judge(
    question: Question, answers: Answers, today: date | None, unread: Collection[str] = ()
) -> Iterator[tuple[str, Fault]]:
    """Every fault of a question that is asked, by field.

    ``answers`` are those that count, ``unread`` the fields with a fault: what depends on one of
    them is not judged yet. Without ``today`` nothing is judged that depends on the day.
    """
    bench = _Bench({**answers, TODAY: today} if today else answers, today is not None, unread)
    yield from _left_empty(question, bench)
    yield from _gone(question, bench)
    given = [field for field in question.fields if _is_answer(answers.get(field))]
    if given and question.valid and not bench.holds(question.valid, unless=True):
        yield given[0], _refusal(question)


def needed(question: Question) -> Expression | bool:
    """Whether it must be answered: always, never, or where a condition holds.

    A list of which nothing is left for somebody has no answer to choose.
    """
    if question.kind == "note":
        return False
    demand: Expression | bool = question.required or question.required_when or False
    rules = [option.when for option in question.options]
    if demand is False or question.non_answers or not rules or None in rules:
        return demand
    offered: Expression = {"any": [rule for rule, _ in groupby(rules)]}  # neighbours share one
    return offered if demand is True else {"all": [demand, offered]}


def rules_on_answers(question: Question) -> Iterator[Expression]:
    """Every condition that a question is judged by, besides the one on which it is asked."""
    if isinstance(demand := needed(question), Mapping):
        yield demand
    if question.valid:
        yield question.valid
    yield from (option.when for option in question.options if option.when)


class _Bench:
    """The answers that decide, and which of them cannot yet."""

    def __init__(self, answers: Answers, knows_day: bool, unread: Collection[str]) -> None:
        self.answers, self.unread = answers, unread
        self._knows_day = knows_day

    def holds(self, rule: Expression, *, unless: bool) -> bool:
        """Whether a condition holds; ``unless`` where that cannot be said."""
        if not self._knows_day and "today" in uses(rule):
            return unless
        if self.unread and not refers_to(rule).isdisjoint(self.unread):
            return unless
        return evaluate(rule, self.answers)


def _left_empty(question: Question, bench: _Bench) -> Iterator[tuple[str, Fault]]:
    demand = needed(question)
    if demand is True or (demand and bench.holds(demand, unless=False)):
        for field in question.fields:
            if field not in bench.answers and field not in bench.unread:
                yield field, Fault("required")


def _gone(question: Question, bench: _Bench) -> Iterator[tuple[str, Fault]]:
    rules = {option.id: option.when for option in question.options if option.when}
    for field in question.fields if rules else ():
        value = bench.answers.get(field)
        chosen = value if isinstance(value, tuple) else (value,)
        asked_for = [rules[one] for one in chosen if isinstance(one, str) and one in rules]
        if not all(bench.holds(rule, unless=True) for rule in asked_for):
            yield field, Fault("option_gone")


def _is_answer(value: Value | None) -> bool:
    return value is not None and value not in NON_ANSWERS


def _refusal(question: Question) -> Fault:
    text = question.valid_text
    if not text:
        return Fault("not_valid")
    return Fault("not_valid_told", {"said_es": text.get("es"), "said_en": text.get("en")})
