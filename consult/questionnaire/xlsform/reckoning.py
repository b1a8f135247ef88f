"""Numbers within a formula: whole ones, sizes of texts, and what comparing them comes down to."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from operator import add, mul, sub
from typing import Any

from consult.questionnaire.xlsform.nodes import choice, is_condition, number_of, written
from consult.questionnaire.xlsform.xpath import Call, Node

SUMS: Mapping[str, Callable[[Any, Any], Decimal]] = {"+": add, "-": sub, "*": mul}
SOME_SIZE = Call("string-length", (Call("number", ()),))
ONE, NOTHING = Decimal(1), Decimal(0)


def number(node: Node) -> Node:
    return choice(node, ONE, NOTHING) if is_condition(node) else node


def whole(node: Node) -> Node:
    """The number without its decimals."""
    if isinstance(node, Decimal):
        return Decimal(int(node))
    if isinstance(node, Call) and node.name == "if":
        condition, *either = node.arguments
        return choice(condition, *map(whole, either))
    return node if _is_whole(node) else Call("int", (node,))


def _is_whole(node: Node) -> bool:
    if isinstance(node, Call):
        return node.name == "int" or (node.name in SUMS and all(map(_is_whole, node.arguments)))
    return isinstance(node, Decimal) and node == int(node)


def compared_whole(sign: str, left: Node, right: Node) -> Node | None:
    """A number without its decimals against a whole one, as the number itself against a limit.

    XPath's ``int`` leaves out decimals towards zero: above it ``int(x) >= 2`` is ``x >= 2``, and
    below it ``int(x) >= -2`` is ``x > -3``. None for any other comparison.
    """
    limit = number_of(right)
    if not isinstance(left, Call) or left.name != "int" or limit is None or limit != int(limit):
        return None
    least = limit + 1 if sign in (">", "<=") else limit
    at, beyond = (">=", "<") if least > 0 else (">", "<=")
    number_, least = left.arguments[0], least if least > 0 else least - 1
    if sign in (">", ">="):
        return Call(at, (number_, least))
    return Call(beyond, (number_, least)) if sign in ("<", "<=") else None


def reckoned_from(node: Node) -> Node:
    """The part of a calculation on which it hangs whether it can be reckoned at all."""
    match node:
        case Call("int", (Call() as inner,)):
            return reckoned_from(inner)
        case Call("+" | "-" | "*" | "div" | "mod", (Call() as inner, Decimal() as by)) if by:
            return reckoned_from(inner)
    return node


def size(text: Node) -> Node:
    """The length of a text; a number has one, whether it could be reckoned or not."""
    if isinstance(text, str | Decimal):
        return Decimal(len(written(text)))
    if isinstance(text, Call) and text.name == "if":
        condition, *either = text.arguments
        return choice(condition, *map(size, either))
    is_number = isinstance(text, Call) and text.name in (*SUMS, "div", "mod", "int")
    return SOME_SIZE if is_number else Call("string-length", (text,))
