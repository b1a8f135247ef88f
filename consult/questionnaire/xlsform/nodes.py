"""Formulas put together, compared and taken apart; what is certain already is decided."""

from decimal import Decimal

from consult.questionnaire.xlsform.xpath import FALSE, TRUE, Call, Node

COMPARED = ("=", "!=", "<", "<=", ">", ">=")
_CONDITIONS = ("and", "or", "not", "selected", "regex", "true", "false", *COMPARED)
MIRRORED = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


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


def is_condition(node: Node) -> bool:
    return isinstance(node, Call) and node.name in _CONDITIONS


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


def holds(sign: str, left: str | Decimal, right: str | Decimal) -> bool:
    as_words = isinstance(left, str) and isinstance(right, str) and sign in ("=", "!=")
    if as_words:
        return (left == right) == (sign == "=")
    one, other = number_of(left), number_of(right)
    if one is None or other is None:
        return sign == "!="
    return holds_of(sign, (one > other) - (one < other))
