"""Skip logic: whether a condition holds for the answers given so far.

Trees are those of ``grammar``. The browser follows the same rules (``expression_cases.json``):

- an answer that is missing, or is a non-answer, makes every comparison with it false, ``ne`` too;
- a number and a string that is written as one compare as numbers, two strings as strings;
- only numbers and ISO dates come one before the other;
- several answers compare with nothing: ``selected`` and ``count`` are for them;
- ``selected`` also finds a non-answer; ``answered`` and ``count`` do not count one;
- arithmetic is rounded to six decimal places; a division by zero, or a result of 1,000,000,000 or
  more, is missing;
- arithmetic reckons an ISO date as the days since 1970-01-01;
- a pattern is tried on a number as it is written: without needless zeros;
- "today" is the answer of ``TODAY``, put among the answers by whoever asks.
"""

import operator
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from decimal import Context, Decimal
from typing import Any, cast

from consult.questionnaire.document import NON_ANSWERS, TODAY, Answers, Expression, Value
from consult.questionnaire.patterns import matches
from consult.questionnaire.wording import in_words

__all__ = ["evaluate", "in_words", "references", "refers_to"]

Operand = str | Decimal | None
Condition = Callable[[object, Answers], bool]
Compare = Callable[[Any, Any], bool]

_ARITHMETIC = Context(prec=40)
_LARGEST = Decimal(1_000_000_000)
_FIRST_DAY = date(1970, 1, 1)
_NUMBER = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,4})?", re.ASCII)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


def evaluate(expression: Expression, answers: Answers) -> bool:
    """Whether the condition holds. ``answers`` are keyed by field."""
    [(name, argument)] = expression.items()
    return _CONDITIONS[name](argument, answers)


def refers_to(expression: Expression) -> set[str]:
    """The fields whose answers decide the condition."""
    return {field for field, _ in references(expression)}


def uses(tree: object) -> set[str]:
    """The names of all nodes of a condition."""
    if isinstance(tree, Mapping):
        [(name, argument)] = tree.items()
        return {name} | uses(argument)
    return set[str]().union(*map(uses, tree)) if isinstance(tree, list) else set()


def references(tree: object) -> Iterator[tuple[str, str | None]]:
    """Every field referred to, with the option asked for where it is one."""
    if isinstance(tree, Mapping):
        [(name, argument)] = tree.items()
        if name == "selected":
            yield argument[0], argument[1]
        elif name in ("answered", "answer", "count"):
            yield argument, None
        else:
            yield from references(argument)
    elif isinstance(tree, list):
        for part in tree:
            yield from references(part)


def _all(parts: object, answers: Answers) -> bool:
    return all(evaluate(part, answers) for part in cast(list[Expression], parts))


def _any(parts: object, answers: Answers) -> bool:
    return any(evaluate(part, answers) for part in cast(list[Expression], parts))


def _not(part: object, answers: Answers) -> bool:
    return not evaluate(cast(Expression, part), answers)


def _selected(argument: object, answers: Answers) -> bool:
    field, option = cast(list[str], argument)
    given = answers.get(field)
    return option in given if isinstance(given, tuple) else option == given


def _answered(field: object, answers: Answers) -> bool:
    given = answers.get(cast(str, field))
    return given is not None and given not in NON_ANSWERS


def _matches(argument: object, answers: Answers) -> bool:
    operand, pattern = cast(list[object], argument)
    value = _operand(operand, answers)
    return value is not None and matches(cast(str, pattern), _written(value))


def _comparison(compare: Compare, comparable: Callable[[Operand], bool]) -> Condition:
    def holds(argument: object, answers: Answers) -> bool:
        left, right = _alike(argument, answers)
        return comparable(left) and comparable(right) and compare(left, right)

    return holds


def _alike(argument: object, answers: Answers) -> tuple[Operand, Operand]:
    left, right = (_operand(part, answers) for part in cast(list[object], argument))
    if isinstance(left, Decimal) or isinstance(right, Decimal):
        return _number(left), _number(right)
    return left, right


def _is_there(value: Operand) -> bool:
    return value is not None


def _has_order(value: Operand) -> bool:
    return isinstance(value, Decimal) or (value is not None and bool(_DAY.fullmatch(value)))


def _operand(tree: object, answers: Answers) -> Operand:
    if isinstance(tree, str | Decimal):
        return tree
    [(name, argument)] = cast(Mapping[str, object], tree).items()
    if name == "answer":
        return _one(answers.get(cast(str, argument)))
    if name == "count":
        return Decimal(_how_many(answers.get(cast(str, argument))))
    if name == "today":
        return _one(answers.get(TODAY))
    if name == "if":
        condition, *either = cast(list[Any], argument)
        return _operand(either[0 if evaluate(condition, answers) else 1], answers)
    return _calculated(name, cast(list[object], argument), answers)


def _one(given: Value | None) -> Operand:
    if given is None or given in NON_ANSWERS or isinstance(given, tuple):
        return None
    return given.isoformat() if isinstance(given, date) else given


def _how_many(given: Value | None) -> int:
    if isinstance(given, tuple):
        return len(given)
    return 0 if given is None or given in NON_ANSWERS else 1


def _calculated(name: str, operands: list[object], answers: Answers) -> Decimal | None:
    left, right = (_reckoned(_operand(operand, answers)) for operand in operands)
    if left is None or right is None or (name in ("div", "mod") and right == 0):
        return None
    result = _CALCULATIONS[name](left, right)
    return None if abs(result) >= _LARGEST else round(result, 6)


def _reckoned(value: Operand) -> Decimal | None:
    if isinstance(value, str) and _DAY.fullmatch(value):
        with suppress(ValueError):
            return Decimal((date.fromisoformat(value) - _FIRST_DAY).days)
    return _number(value)


def _written(value: str | Decimal) -> str:
    return value if isinstance(value, str) else f"{value.normalize() + 0:f}"


def _number(value: Operand) -> Decimal | None:
    if isinstance(value, str):
        return Decimal(value) if _NUMBER.fullmatch(value) else None
    return value


_CALCULATIONS: Mapping[str, Callable[[Decimal, Decimal], Decimal]] = {
    "add": _ARITHMETIC.add,
    "sub": _ARITHMETIC.subtract,
    "mul": _ARITHMETIC.multiply,
    "div": _ARITHMETIC.divide,
    "mod": _ARITHMETIC.remainder,
}
_CONDITIONS: Mapping[str, Condition] = {
    "all": _all,
    "any": _any,
    "not": _not,
    "eq": _comparison(operator.eq, _is_there),
    "ne": _comparison(operator.ne, _is_there),
    "lt": _comparison(operator.lt, _has_order),
    "le": _comparison(operator.le, _has_order),
    "gt": _comparison(operator.gt, _has_order),
    "ge": _comparison(operator.ge, _has_order),
    "selected": _selected,
    "answered": _answered,
    "matches": _matches,
}
