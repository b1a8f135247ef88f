"""A formula with all that stands for something else put in its place, and what is certain decided.

Calculations, columns of a choice and rows without an answer are replaced by what they hold; a
comparison with an ``if`` becomes a choice between two comparisons. What is left are operators,
``if`` within arithmetic, and the functions that our conditions know.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial, reduce
from operator import add, mul, sub
from typing import Any

from consult.questionnaire.xlsform.scope import Calculated, Scope
from consult.questionnaire.xlsform.xpath import (
    FALSE,
    TRUE,
    Call,
    Column,
    Node,
    NotUnderstoodError,
    Reference,
    parse,
)

MOST_NODES = 4000  # in all that one formula comes to
DEEPEST = 12  # calculations within calculations
COMPARED = ("=", "!=", "<", "<=", ">", ">=")
MIRRORED = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_UNCHANGED = ("string", "date", "date-time", "decimal-date-time", "boolean")
_CONDITIONS = ("and", "or", "not", "selected", "regex", "true", "false", *COMPARED)
_ONE = Decimal(1)
_SOME_SIZE = Call("string-length", (Call("number", ()),))
_SUMS: Mapping[str, Callable[[Any, Any], Decimal]] = {"+": add, "-": sub, "*": mul}


@dataclass(slots=True)
class Rewriter:
    """Rewrites one formula. ``cells`` are those of a row of the choices sheet, by column."""

    scope: Scope
    cells: Mapping[str, str] | None = None
    left: int = field(default=MOST_NODES)

    def rewritten(self, node: Node, depth: int = 0) -> Node:
        """Raises NotUnderstoodError."""
        self._spend(1)
        if depth > DEEPEST:
            raise NotUnderstoodError
        if isinstance(node, Reference):
            return self._referred(node, depth)
        if isinstance(node, Column):
            return self._cell(node)
        if isinstance(node, Call):
            return self._called(node, depth)
        return node

    def _spend(self, nodes: int) -> None:
        self.left -= nodes
        self.scope.patience.left -= nodes
        if self.left < 0 or self.scope.patience.left < 0:
            raise NotUnderstoodError

    def _referred(self, node: Reference, depth: int) -> Node:
        scope, name = self.scope, node.name
        if name in scope.asked:
            return node
        if name in scope.calculated:
            return self.rewritten(_calculation(scope.calculated[name]), depth + 1)
        if name in scope.days:
            return Call("today", ())
        return "" if name in scope.empty else node

    def _cell(self, column: Column) -> str:
        name = column.name.lower()
        if self.cells and name in self.cells:
            return self.cells[name]
        if name == "null":  # what forms call a value that is not there
            return ""
        raise NotUnderstoodError

    def _called(self, call: Call, depth: int) -> Node:
        if call.name in ("and", "or"):
            parts = [self.rewritten(part, depth) for part in parts_of(call, call.name)]
            return reduce(partial(joined, call.name), parts)
        arguments = tuple(self.rewritten(part, depth) for part in call.arguments)
        rule = _RULES.get((call.name, len(arguments)))
        if rule:
            return self._again(rule(*arguments), depth)
        if call.name in COMPARED and len(arguments) == 2:
            return self._compared(call.name, *arguments)
        if call.name == "selected" and len(arguments) == 2:
            return self._selected(*arguments)
        if call.name == "string-length" and len(arguments) == 1:
            return _size(arguments[0])
        if call.name in _SUMS and all(isinstance(part, Decimal) for part in arguments):
            return _SUMS[call.name](*arguments)
        return Call(call.name, arguments)

    def _again(self, node: Node, depth: int) -> Node:
        """What a rule made, whose parts are rewritten already."""
        self._spend(4)
        if isinstance(node, Call) and node.name in COMPARED:
            return self._compared(node.name, *node.arguments)
        if isinstance(node, Call) and node.name == "if":
            condition, then, otherwise = node.arguments
            return choice(self._again(condition, depth), then, otherwise)
        return node

    def _compared(self, sign: str, left: Node, right: Node) -> Node:
        self._spend(1)
        if _is("if", left):
            assert isinstance(left, Call)
            condition, *either = left.arguments
            return either_of(condition, *(self._compared(sign, one, right) for one in either))
        if _is("if", right):
            return self._compared(MIRRORED[sign], right, left)
        if _is_condition(left) or _is_condition(right):
            return self._of_conditions(sign, left, right)
        if left == _SOME_SIZE and right in (Decimal(0), "0"):
            return TRUE if sign in ("!=", ">", ">=") else FALSE
        if isinstance(left, str | Decimal) and isinstance(right, str | Decimal):
            return TRUE if _holds(sign, left, right) else FALSE
        return _by_the_day(sign, left, right)

    def _of_conditions(self, sign: str, left: Node, right: Node) -> Node:
        """A condition against a value: a form keeps it as a word, and reckons it as a number."""
        if not _is_condition(left):
            return self._of_conditions(MIRRORED[sign], right, left)
        if right in (TRUE, FALSE) and sign in ("=", "!="):
            return left if (right == TRUE) == (sign == "=") else negated(left)
        words: tuple[Node, Node] = (_ONE, Decimal(0))
        if isinstance(right, str) and right.lower() in ("true", "false"):
            words = ("true", "false")
        return self._compared(sign, choice(left, *words), right)

    def _selected(self, several: Node, one: Node) -> Node:
        if _is("if", several):
            assert isinstance(several, Call)
            condition, *either = several.arguments
            return either_of(condition, *(self._selected(part, one) for part in either))
        if isinstance(several, str | Decimal) and isinstance(one, str | Decimal):
            return TRUE if written(one) in written(several).split() else FALSE
        if isinstance(several, str | Decimal) and isinstance(one, Reference):
            return self._among(written(several).split(), one)
        return Call("selected", (several, one))

    def _among(self, words: list[str], one: Reference) -> Node:
        found: Node = FALSE
        for word in words:
            found = either_of(Call("=", (one, word)), TRUE, found)
        return found


def parts_of(node: Node, name: str) -> list[Node]:
    """What a chain of one operator joins: ``a and b and c`` is three parts."""
    parts: list[Node] = []
    waiting = [node]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Call) and part.name == name and len(part.arguments) == 2:
            waiting += part.arguments[::-1]
        else:
            parts.append(part)
    return parts


def negated(condition: Node) -> Node:
    if condition in (TRUE, FALSE):
        return FALSE if condition == TRUE else TRUE
    if isinstance(condition, Call) and condition.name == "not":
        return condition.arguments[0]
    return Call("not", (condition,))


def joined(name: str, left: Node, right: Node) -> Node:
    """Two conditions by "and" or "or", without what is certain."""
    decided, idle = (FALSE, TRUE) if name == "and" else (TRUE, FALSE)
    if decided in (left, right):
        return decided
    if idle in (left, right):
        return right if left == idle else left
    return Call(name, (left, right))


def either_of(condition: Node, then: Node, otherwise: Node) -> Node:
    """The condition that is ``then`` where the first holds and ``otherwise`` where it does not."""
    if then == otherwise:
        return then
    return joined(
        "or",
        joined("and", condition, then),
        otherwise if then == TRUE else joined("and", negated(condition), otherwise),
    )


def choice(condition: Node, then: Node, otherwise: Node) -> Node:
    """The value of an "if"."""
    if condition in (TRUE, FALSE):
        return then if condition == TRUE else otherwise
    return then if then == otherwise else Call("if", (condition, then, otherwise))


def written(literal: str | Decimal) -> str:
    return literal if isinstance(literal, str) else f"{literal:f}"


def number_of(literal: Node) -> Decimal | None:
    """What a literal reckons as; None for what is none."""
    if isinstance(literal, Decimal):
        return literal
    plain = literal.removeprefix("-") if isinstance(literal, str) else ""
    is_number = plain.replace(".", "", 1).isdecimal() and plain.isascii()
    return Decimal(str(literal)) if is_number else None


def holds_of(sign: str, order: int) -> bool:
    """Whether a comparison holds between two things of this order: -1, 0 or 1."""
    return {"=": order == 0, "!=": order != 0, "<": order < 0, "<=": order <= 0}.get(
        sign, order > 0 or (sign == ">=" and order == 0)
    )


def _holds(sign: str, left: str | Decimal, right: str | Decimal) -> bool:
    as_words = isinstance(left, str) and isinstance(right, str) and sign in ("=", "!=")
    if as_words:
        return (left == right) == (sign == "=")
    one, other = number_of(left), number_of(right)
    if one is None or other is None:
        return sign == "!="
    return holds_of(sign, (one > other) - (one < other))


def _calculation(calculated: Calculated) -> Node:
    node = parse(calculated.formula)
    for condition in calculated.conditions:
        node = Call("if", (parse(condition), node, ""))
    return node


def _is(name: str, node: Node) -> bool:
    return isinstance(node, Call) and node.name == name


def _is_condition(node: Node) -> bool:
    return isinstance(node, Call) and node.name in _CONDITIONS


def _by_the_day(sign: str, left: Node, right: Node) -> Node:
    """A date is before now exactly if it is today or earlier."""
    now, today = Call("now", ()), Call("today", ())
    if left == now:
        return _by_the_day(MIRRORED[sign], right, left)
    if right == now:
        return Call({"<": "<=", ">=": ">"}.get(sign, sign), (left, today))
    return Call(sign, (left, right))


def _number(node: Node) -> Node:
    return choice(node, _ONE, Decimal(0)) if _is_condition(node) else node


def _whole(node: Node) -> Node:
    """The number without its decimals."""
    if isinstance(node, Decimal):
        return Decimal(int(node))
    return Call("-", (node, Call("mod", (node, _ONE))))


def _size(text: Node) -> Node:
    """The length of a text; a number has one, whether it could be reckoned or not."""
    if isinstance(text, str | Decimal):
        return Decimal(len(written(text)))
    if isinstance(text, Call) and text.name == "if":
        condition, *either = text.arguments
        return choice(condition, *map(_size, either))
    is_number = isinstance(text, Call) and text.name in (*_SUMS, "div", "mod")
    return _SOME_SIZE if is_number else Call("string-length", (text,))


def _first_given(one: Node, other: Node) -> Node:
    return Call("if", (Call("!=", (one, "")), one, other))


_RULES: Mapping[tuple[str, int], Callable[..., Node]] = {
    ("not", 1): negated,
    ("if", 3): choice,
    ("coalesce", 2): _first_given,
    ("number", 1): _number,
    ("int", 1): _whole,
    **{(name, 1): (lambda node: node) for name in _UNCHANGED},
}
