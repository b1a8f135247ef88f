"""Which sections and questions nobody can ever be asked, whatever they answer.

It tries all answers that can make a difference: of each field one for every way of deciding what is
named of it. Where those are too many, or not to be listed, it stays silent, so that what it says is
so.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations, product
from math import prod
from typing import cast

from consult.questionnaire.document import (
    Answers,
    Expression,
    Question,
    Questionnaire,
    Value,
)
from consult.questionnaire.expressions import evaluate, refers_to, uses
from consult.questionnaire.grammar import ARITHMETIC, COMPARISONS, ExpressionError, read_number
from consult.questionnaire.kinds import holds

_MOST = 4096  # answers tried for one condition
_MOST_OPTIONS = 8  # of several answers
_OTHER = "*"  # what nobody names
_STEP = Decimal("0.0001")  # as finely as numbers are answered
_DAY = timedelta(days=1)
Rules = tuple[Expression, ...]


class _TooManyError(Exception):
    """More answers than can be tried."""


def never_asked(questionnaire: Questionnaire) -> Iterator[str]:
    """The ids of sections and questions whose condition cannot hold for anybody.

    What only follows from such a one is not told again.
    """
    known = _Known()
    for section in questionnaire.sections:
        of_section = (section.when,) if section.when else ()
        if section.when and known.is_never(of_section):
            yield section.id
            known.hidden |= {question.id for question in section.questions}
        for question in section.questions:
            rules = (*of_section, question.when) if question.when else of_section
            if question.when and question.id not in known.hidden and known.is_never(rules):
                yield question.id
                known.hidden.add(question.id)
            known.rules[question.id] = rules
            known.asked |= dict.fromkeys(question.fields, question)


@dataclass
class _Known:
    """What is asked before: its question by field, the rules of each question, who is hidden."""

    asked: dict[str, Question] = field(default_factory=dict)
    rules: dict[str, Rules] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)

    def is_never(self, rules: Rules) -> bool:
        try:
            fields = self._deciding(rules)
            values = self._tried(fields, rules)
        except _TooManyError:
            return False
        return not any(
            all(evaluate(rule, counted) for rule in rules)
            for given in product(*values)
            if (counted := self._counted(fields, given)) is not None
        )

    def _deciding(self, rules: Rules) -> list[str]:
        """The fields that decide, in the order of asking, with those that decide about them."""
        found: set[str] = set()
        waiting = _fields(rules)
        while waiting:
            name = waiting.pop()
            if name not in self.asked or self.asked[name].id in self.hidden:
                raise _TooManyError  # it is told elsewhere
            found.add(name)
            waiting |= _fields(self.rules[self.asked[name].id]) - found
        return [name for name in self.asked if name in found]

    def _tried(self, fields: Sequence[str], rules: Rules) -> list[list[Value | None]]:
        of_fields = (self.rules[self.asked[name].id] for name in fields)
        said = [leaf for own in (rules, *of_fields) for rule in own for leaf in _leaves(rule)]
        if any(len(refers_to(leaf)) > 1 for leaf in said):
            raise _TooManyError
        values = [
            _telling(name, self.asked[name], [leaf for leaf in said if name in refers_to(leaf)])
            for name in fields
        ]
        if prod(map(len, values)) > _MOST:
            raise _TooManyError
        return values

    def _counted(self, fields: Sequence[str], given: Sequence[Value | None]) -> Answers | None:
        """The answers that count; None where one is required and missing."""
        counted: dict[str, Value] = {}
        for name, value in zip(fields, given, strict=True):
            question = self.asked[name]
            if all(evaluate(rule, counted) for rule in self.rules[question.id]):
                if value is not None:
                    counted[name] = value
                elif question.required:
                    return None
        return counted


def _fields(rules: Iterable[Expression]) -> set[str]:
    return set[str]().union(*map(refers_to, rules))


def _leaves(tree: Expression) -> Iterator[Expression]:
    [(name, argument)] = tree.items()
    if name in ("all", "any"):
        for part in cast(list[Expression], argument):
            yield from _leaves(part)
    elif name == "not":
        yield from _leaves(cast(Expression, argument))
    else:
        yield tree


def _telling(name: str, question: Question, leaves: list[Expression]) -> list[Value | None]:
    """One answer for each way in which the leaves can turn out."""
    told: dict[tuple[bool, ...], Value | None] = {}
    for value in (None, *question.non_answers, *_possible(question, leaves)):
        answers: Mapping[str, Value] = {} if value is None else {name: value}
        outcome = tuple(evaluate(leaf, answers) for leaf in leaves)
        # A required question that is left empty ends there: it is told from every other answer.
        told.setdefault((value is None, *outcome), value)
    return [*told.values()]


def _possible(question: Question, leaves: list[Expression]) -> Iterable[Value]:
    ids = [option.id for option in question.options]
    match question.kind:
        case "single" | "scale" | "grid":
            return ids
        case "place":
            return ids or [*_written(leaves), _OTHER]
        case "multiple" | "ranking":
            return _sets(question, ids, leaves)
    named = set[str]().union(*map(uses, leaves))
    if named & {*ARITHMETIC, "matches"} or (question.kind == "text" and named & _IN_ORDER):
        raise _TooManyError
    written = _written(leaves)
    if question.kind == "number":
        return _numbers(question, written)
    return _days(question, written) if question.kind == "date" else [*written, _OTHER]


_IN_ORDER = {*COMPARISONS} - {"eq", "ne"}


def _written(tree: object) -> list[str]:
    """Every text and number that is written in the leaves."""
    if isinstance(tree, Mapping):
        [(name, argument)] = tree.items()
        if name in ("answer", "count", "answered"):
            return []
        return _written(argument[1:] if name == "selected" else argument)
    if isinstance(tree, list):
        return [text for part in tree for text in _written(part)]
    return [str(tree)]


def _sets(question: Question, ids: list[str], leaves: list[Expression]) -> Iterator[Value]:
    if len(ids) > _MOST_OPTIONS:
        ids = _named_and_another(ids, leaves)
    alone = {option.id for option in question.options if option.exclusive}
    for size in range(1, min(question.max_choices or len(ids), len(ids)) + 1):
        yield from (few for few in combinations(ids, size) if size == 1 or not alone & {*few})


def _named_and_another(ids: list[str], leaves: list[Expression]) -> list[str]:
    """The options that are named and one that is not, where they are not counted."""
    named = set(_written(leaves))
    few = [id_ for id_ in ids if id_ in named] + [id_ for id_ in ids if id_ not in named][:1]
    if len(few) > _MOST_OPTIONS or any("count" in uses(leaf) for leaf in leaves):
        raise _TooManyError
    return few


def _numbers(question: Question, written: list[str]) -> Iterator[Value]:
    limits = [question.minimum, question.maximum]
    limits += [edge for band in question.bands for edge in (band.minimum, band.maximum)]
    edges = {edge for edge in limits if edge is not None} | {*map(_number, written)}
    for number in sorted({edge + step for edge in edges or {Decimal(0)} for step in _ABOUT}):
        low = question.minimum is None or number >= question.minimum
        high = question.maximum is None or number <= question.maximum
        banded = not question.bands or any(holds(band, number) for band in question.bands)
        if low and high and banded:
            yield number


_ABOUT = (-_STEP, Decimal(0), _STEP)


def _number(text: str) -> Decimal:
    try:
        return read_number(Decimal(text))
    except (ValueError, ArithmeticError, ExpressionError):
        return Decimal(0)


def _days(question: Question, written: list[str]) -> Iterator[Value]:
    first = date.fromisoformat(question.earliest or "1900-01-01")
    last = date.fromisoformat(question.latest or "2100-12-31")
    try:
        edges = {first, last, *map(date.fromisoformat, written)}
        days = sorted({edge + step for edge in edges for step in (-_DAY, 0 * _DAY, _DAY)})
    except (ValueError, OverflowError):
        raise _TooManyError from None
    yield from (day for day in days if first <= day <= last)
