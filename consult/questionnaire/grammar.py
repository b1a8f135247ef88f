"""The shape of an expression: which trees are one, and the trees as they are kept.

A tree of single-key nodes, at most DEEPEST levels. A *condition* is true or false, an *operand* is
a number or a string:

    condition   {"all": [condition, …]}  {"any": [condition, …]}  {"not": condition}
                {"eq": [operand, operand]}  ne  lt  le  gt  ge
                {"selected": [field, option]}  {"answered": field}  {"matches": [operand, pattern]}
    operand     {"answer": field}  {"count": field}  {"add": [operand, operand]}  sub  mul  div  mod
                {"if": [condition, operand, operand]}  {"today": []}  a string, a number
"""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal

from consult.questionnaire.document import Expression
from consult.questionnaire.patterns import PatternError, compiled
from consult.questionnaire.text import UnreadableText, clean

DEEPEST = 20  # scores and ages that forms calculate come to 16 levels
MOST_PARTS = 60
COMPARISONS = ("eq", "ne", "lt", "le", "gt", "ge")
ARITHMETIC = ("add", "sub", "mul", "div", "mod")
_FIELD = re.compile(r"[a-z0-9][a-z0-9_]{0,47}(\.[a-z0-9][a-z0-9_]{0,47})?", re.ASCII)
_OPTION = re.compile(r"_dk|_refused|[a-z0-9][a-z0-9_]{0,47}", re.ASCII)
_LARGEST = 1_000_000_000
_LONGEST_LITERAL = 200


class ExpressionError(ValueError):
    """Not an expression; ``code`` names the sentence that says why."""

    def __init__(self, code: str = "expression_shape") -> None:
        super().__init__(code)
        self.code = code


def read_expression(data: object) -> Expression:
    """Return the condition as it is kept: strings cleaned, numbers as Decimal.

    Raises ExpressionError.
    """
    return _condition(data, 1)


def read_number(data: object) -> Decimal:
    """A number of a document: at most nine digits before the point and four after it.

    Raises ValueError.
    """
    if isinstance(data, bool) or not isinstance(data, int | float | Decimal):
        raise ValueError  # noqa: TRY004 - whatever is no number is one fault
    number = Decimal(str(data))
    if not number.is_finite() or abs(number) >= _LARGEST or number != round(number, 4):
        raise ValueError
    return number


def _condition(data: object, depth: int) -> Expression:
    name, argument = _node(data, depth)
    return {name: _shape_of(_CONDITIONS, name)(argument, depth)}


def _operand(data: object, depth: int) -> object:
    if isinstance(data, str):
        return _literal(data)
    if not isinstance(data, Mapping):
        return _number(data)
    name, argument = _node(data, depth)
    return {name: _shape_of(_OPERANDS, name)(argument, depth)}


def _node(data: object, depth: int) -> tuple[str, object]:
    if depth > DEEPEST:
        raise ExpressionError("expression_deep")
    if not isinstance(data, Mapping) or len(data) != 1:
        raise ExpressionError
    [(name, argument)] = data.items()
    return str(name), argument


Shape = Callable[[object, int], object]


def _shape_of(shapes: Mapping[str, Shape], name: str) -> Shape:
    if name not in shapes:
        raise ExpressionError
    return shapes[name]


def _parts(data: object, depth: int) -> object:
    if not isinstance(data, list) or not 1 <= len(data) <= MOST_PARTS:
        raise ExpressionError
    return [_condition(part, depth + 1) for part in data]


def _inverted(data: object, depth: int) -> object:
    return _condition(data, depth + 1)


def _two_operands(data: object, depth: int) -> object:
    return [_operand(part, depth + 1) for part in _pair(data)]


def _either(data: object, depth: int) -> object:
    if not isinstance(data, list) or len(data) != 3:
        raise ExpressionError
    condition, *operands = data
    return [_condition(condition, depth + 1), *(_operand(part, depth + 1) for part in operands)]


def _nothing(data: object, depth: int) -> object:  # noqa: ARG001 - one signature for every shape
    if data != []:
        raise ExpressionError
    return []


def _selected(data: object, depth: int) -> object:
    field, option = _pair(data)
    if not isinstance(option, str) or not _OPTION.fullmatch(option):
        raise ExpressionError
    return [_field(field, depth), option]


def _matches(data: object, depth: int) -> object:
    operand, pattern = _pair(data)
    if not isinstance(pattern, str):
        raise ExpressionError
    try:
        compiled(_literal(pattern))
    except PatternError:
        raise ExpressionError("pattern_unsafe") from None
    return [_operand(operand, depth + 1), _literal(pattern)]


def _field(data: object, depth: int) -> str:  # noqa: ARG001 - one signature for every shape
    if not isinstance(data, str) or not _FIELD.fullmatch(data):
        raise ExpressionError
    return data


def _pair(data: object) -> tuple[object, object]:
    if not isinstance(data, list) or len(data) != 2:
        raise ExpressionError
    return data[0], data[1]


def _literal(data: str) -> str:
    if len(data) > _LONGEST_LITERAL:
        raise ExpressionError
    try:
        return clean(data)
    except UnreadableText:
        raise ExpressionError from None


def _number(data: object) -> Decimal:
    try:
        return read_number(data)
    except (ValueError, ArithmeticError):
        raise ExpressionError from None


_CONDITIONS: Mapping[str, Shape] = {
    "all": _parts,
    "any": _parts,
    "not": _inverted,
    **dict.fromkeys(COMPARISONS, _two_operands),
    "selected": _selected,
    "answered": _field,
    "matches": _matches,
}
_OPERANDS: Mapping[str, Shape] = {
    "answer": _field,
    "count": _field,
    "if": _either,
    "today": _nothing,
    **dict.fromkeys(ARITHMETIC, _two_operands),
}
