"""A published questionnaire made ready to be read against many times over.

What can be known beforehand is worked out once, and by the very functions that read one answer: the
value of everything that a closed question offers, and where a condition on one such question holds.
What is usual is then looked up, and all the rest goes the way of ``read_answers``.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache, partial
from typing import cast

from consult.questionnaire.answers import Read, read_answers
from consult.questionnaire.document import (
    Answers,
    Expression,
    Question,
    Questionnaire,
    Section,
    Value,
)
from consult.questionnaire.expressions import evaluate, refers_to
from consult.questionnaire.faults import Fault
from consult.questionnaire.judging import judge, needed, rules_on_answers
from consult.questionnaire.kinds import read_field

Condition = Callable[[Answers], bool]
Part = tuple[Condition | None, tuple[str, ...]]  # a rule, and the fields asked where it holds
Parts = list[tuple[Condition | None, list[Part]]]  # the same of sections

_ONE_OF_ITS_OPTIONS = ("single", "scale", "place", "grid")
_MOST_KEPT = 4096  # choices of several options whose reading is kept


class Reader:
    """Reads submissions to one questionnaire as ``read_answers`` does. Threads may share it."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        self._questionnaire = questionnaire
        self._questions = {name: q for q in questionnaire.questions for name in q.fields}
        self._known = {name: _known(question) for name, question in self._questions.items()}
        self._required = frozenset(n for n, q in self._questions.items() if needed(q) is True)
        self._judged = [q for q in questionnaire.questions if q.fields and any(rules_on_answers(q))]
        self._route = _route(questionnaire.sections, _single_values(self._questions))
        self._several = lru_cache(_MOST_KEPT)(self._read_field)

    def read(self, pairs: Iterable[tuple[str, str]], today: date | None = None) -> Read:
        """What a submission says, equal in everything to ``read_answers``. Never raises."""
        pairs = tuple(pairs)
        typed_in = _grouped(pairs)
        answers = self._answers(typed_in)
        if answers is None:
            return read_answers(self._questionnaire, pairs, today)
        asked, counted = self._followed(answers)
        if not self._required.difference(counted).isdisjoint(asked) or any(
            any(judge(question, counted, today))
            for question in self._judged
            if question.fields[0] in asked
        ):
            return read_answers(self._questionnaire, pairs, today)
        # Nothing was unreadable, so nothing has to be made fit to be shown again.
        given = {name: tuple(raw) for name, raw in typed_in.items()}
        return Read(counted, asked, {}, given)

    def _answers(self, typed_in: Mapping[str, Sequence[str]]) -> dict[str, Value] | None:
        """The value of every field that has one; None where anything is at fault."""
        answers: dict[str, Value] = {}
        for name, raw in typed_in.items():
            known = self._known.get(name)
            if known is None:
                return None
            if len(raw) == 1 and raw[0] in known:
                value: Value | Fault | None = known[raw[0]]
            elif len(raw) <= len(known) and known.keys() >= set(raw):  # no free words are kept
                value = self._several(name, tuple(raw))
            else:
                value = self._read_field(name, raw)
            if isinstance(value, Fault):
                return None
            if value is not None:
                answers[name] = value
        return answers

    def _read_field(self, name: str, raw: Sequence[str]) -> Value | Fault | None:
        return read_field(self._questions[name], raw)

    def _followed(self, answers: Answers) -> tuple[frozenset[str], dict[str, Value]]:
        """The fields asked, and the answers that count, in the order of asking (as ``asked``)."""
        asked: list[str] = []
        counted: dict[str, Value] = {}
        for section_applies, parts in self._route:
            if section_applies is None or section_applies(counted):
                for applies, fields in parts:
                    if applies is None or applies(counted):
                        asked += fields
                        counted |= {name: answers[name] for name in fields if name in answers}
        return frozenset(asked), counted


def condition(tree: Expression, values: Mapping[str, tuple[str, ...]]) -> Condition:
    """The condition as a function, which says what ``evaluate`` says.

    ``values`` gives all that a field can hold, for the fields that hold one of few strings: what
    depends on one such field alone is answered beforehand.
    """
    fields = refers_to(tree)
    if len(fields) == 1 and fields <= values.keys():
        [field] = fields
        return _looked_up(tree, field, values[field])
    [(name, argument)] = tree.items()
    if name in ("all", "any"):
        parts = [condition(part, values) for part in cast(list[Expression], argument)]
        return partial(_every if name == "all" else _some, parts)
    return partial(evaluate, tree)


def _looked_up(tree: Expression, field: str, values: Sequence[str]) -> Condition:
    holds: set[Value | None] = {value for value in values if evaluate(tree, {field: value})}
    if evaluate(tree, {}):
        holds.add(None)
    return lambda answers: answers.get(field) in holds


def _every(parts: Sequence[Condition], answers: Answers) -> bool:
    return all(part(answers) for part in parts)


def _some(parts: Sequence[Condition], answers: Answers) -> bool:
    return any(part(answers) for part in parts)


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        if name in values:
            values[name].append(value)
        else:
            values[name] = [value]
    return values


def _known(question: Question) -> dict[str, Value | None]:
    """What each raw value that can be foreseen is read as, by ``read_field`` itself."""
    foreseen = ("", *question.non_answers, *(option.id for option in question.options))
    read = {raw: read_field(question, [raw]) for raw in foreseen}
    return {raw: value for raw, value in read.items() if not isinstance(value, Fault)}


def _single_values(questions: Mapping[str, Question]) -> dict[str, tuple[str, ...]]:
    """All that a field can hold, for the fields that hold one of their options."""
    return {
        name: (*question.non_answers, *(option.id for option in question.options))
        for name, question in questions.items()
        if question.kind in _ONE_OF_ITS_OPTIONS
    }


def _route(sections: Sequence[Section], values: Mapping[str, tuple[str, ...]]) -> Parts:
    """Sections and their questions, each with its rule; what has no rule is asked in one go."""
    route: Parts = []
    for section in sections:
        applies = _rule(section.when, values)
        if applies is not None or not route or route[-1][0] is not None:
            route.append((applies, []))
        _extend(route[-1][1], section.questions, values)
    return route


def _extend(
    parts: list[Part], questions: Sequence[Question], values: Mapping[str, tuple[str, ...]]
) -> None:
    for question in questions:
        applies = _rule(question.when, values)
        if applies is None and parts and parts[-1][0] is None:
            parts[-1] = (None, parts[-1][1] + question.fields)
        else:
            parts.append((applies, question.fields))


def _rule(tree: Expression | None, values: Mapping[str, tuple[str, ...]]) -> Condition | None:
    return None if tree is None else condition(tree, values)
