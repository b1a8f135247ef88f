"""A formula with all that stands for something else put in its place, and what is certain decided.

Calculations, columns of a choice and rows without an answer are replaced by what they hold; a
comparison with an ``if`` becomes a choice between two comparisons. What is left are operators,
``if`` within arithmetic, and the functions that our conditions know.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial, reduce

from consult.questionnaire.xlsform.nodes import (
    COMPARED,
    MIRRORED,
    choice,
    either_of,
    holds,
    is_condition,
    joined,
    negated,
    parts_of,
    written,
)
from consult.questionnaire.xlsform.reckoning import (
    NOTHING,
    ONE,
    SOME_SIZE,
    SUMS,
    compared_whole,
    number,
    reckoned_from,
    size,
    whole,
)
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
_UNCHANGED = ("string", "date", "date-time", "decimal-date-time", "boolean")


@dataclass(slots=True)
class Rewriter:
    """Rewrites one formula. ``cells`` are those of a row of the choices sheet, by column."""

    scope: Scope
    cells: Mapping[str, str] | None = None
    left: int = field(default=MOST_NODES)
    assumed: frozenset[str] = frozenset()  # conditions that hold where the node stands

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
            return self._calculated(scope.calculated[name], depth + 1)
        if name in scope.days:
            return Call("today", ())
        return "" if name in scope.empty else node

    def _calculated(self, calculated: Calculated, depth: int) -> Node:
        """Its formula under its conditions, but for those that what it is part of is under too."""
        assumed = self.assumed
        more = [one for one in calculated.conditions if one not in assumed]
        conditions = [self.rewritten(parse(one), depth) for one in more]
        self.assumed = assumed.union(more)
        value = self.rewritten(parse(calculated.formula), depth)
        self.assumed = assumed
        return reduce(lambda then, condition: choice(condition, then, ""), conditions, value)

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
            return size(arguments[0])
        if call.name in SUMS and all(isinstance(part, Decimal) for part in arguments):
            return SUMS[call.name](*arguments)
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
        if is_condition(left) or is_condition(right):
            return self._of_conditions(sign, left, right)
        if left == SOME_SIZE and right in (Decimal(0), "0"):
            return TRUE if sign in ("!=", ">", ">=") else FALSE
        if isinstance(left, str | Decimal) and isinstance(right, str | Decimal):
            return TRUE if holds(sign, left, right) else FALSE
        if right == "NaN" and sign in ("=", "!="):
            return Call(sign, (reckoned_from(left), right))
        return compared_whole(sign, left, right) or _by_the_day(sign, left, right)

    def _of_conditions(self, sign: str, left: Node, right: Node) -> Node:
        """A condition against a value: a form keeps it as a word, and reckons it as a number."""
        if not is_condition(left):
            return self._of_conditions(MIRRORED[sign], right, left)
        if right in (TRUE, FALSE) and sign in ("=", "!="):
            return left if (right == TRUE) == (sign == "=") else negated(left)
        if isinstance(right, str) and right.lower() in ("true", "false"):
            return self._compared(sign, choice(left, "true", "false"), right)
        if not is_condition(right) and right not in (ONE, NOTHING):
            raise NotUnderstoodError  # tools differ in what they make of that
        return self._compared(sign, choice(left, ONE, NOTHING), right)

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


def _is(name: str, node: Node) -> bool:
    return isinstance(node, Call) and node.name == name


def _by_the_day(sign: str, left: Node, right: Node) -> Node:
    """A date is before now exactly if it is today or earlier."""
    now, today = Call("now", ()), Call("today", ())
    if left == now:
        return _by_the_day(MIRRORED[sign], right, left)
    if right == now:
        return Call({"<": "<=", ">=": ">"}.get(sign, sign), (left, today))
    return Call(sign, (left, right))


def _first_given(one: Node, other: Node) -> Node:
    return Call("if", (Call("!=", (one, "")), one, other))


_RULES: Mapping[tuple[str, int], Callable[..., Node]] = {
    ("not", 1): negated,
    ("if", 3): choice,
    ("coalesce", 2): _first_given,
    ("number", 1): number,
    ("int", 1): whole,
    **{(name, 1): (lambda node: node) for name in _UNCHANGED},
}
