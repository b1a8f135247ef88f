"""``constraint`` as the limits of a question, and as a rule where it is more than that."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import reduce

from consult.questionnaire.document import Expression
from consult.questionnaire.xlsform.conditions import read_valid
from consult.questionnaire.xlsform.rewriting import MIRRORED, joined, parts_of
from consult.questionnaire.xlsform.scope import Asked, Scope
from consult.questionnaire.xlsform.xpath import Call, Node, NotUnderstoodError, Reference, parse

_OWN = Reference("")


@dataclass(slots=True)
class Constraint:
    """Limits by the names of a question document, our ids of options that stand alone, a rule."""

    limits: dict[str, object] = field(default_factory=dict)
    exclusive: set[str] = field(default_factory=set)
    valid: Expression | None = None


def read_constraint(
    formula: str, own: Asked, name: str, scope: Scope, *, whole: bool = False
) -> Constraint:
    """What an answer has to keep to. ``name`` is what the form calls the question itself.

    ``whole`` says that only whole numbers are asked for. Raises NotUnderstoodError.
    """
    found = Constraint()
    rest = [
        part
        for part in parts_of(_own(parse(formula), name), "and")
        if not (_take_alone(part, own, found) or _take_limit(part, own, whole, found))
    ]
    if rest:
        whole_rest = reduce(lambda left, right: joined("and", left, right), rest)
        rule = read_valid(whole_rest, own, name, scope)
        if rule is False:
            raise NotUnderstoodError("xls_rule_never")
        found.valid = None if rule is True else rule
    return found


def _own(node: Node, name: str) -> Node:
    """The formula with ``.`` wherever it calls the question itself by its name."""
    if isinstance(node, Reference):
        return _OWN if node.name == name else node
    if not isinstance(node, Call):
        return node
    return Call(node.name, tuple(_own(part, name) for part in node.arguments))


def _take_limit(part: Node, own: Asked, whole: bool, found: Constraint) -> bool:
    """Whether a part is a limit of its kind of question that was not there yet."""
    limit = _limit(part, own, whole)
    if limit is None or limit[0] in found.limits:
        return False
    found.limits[limit[0]] = limit[1]
    return True


def _limit(part: Node, own: Asked, whole: bool) -> tuple[str, object] | None:
    if not isinstance(part, Call) or len(part.arguments) != 2:
        return None
    (left, right), sign = part.arguments, part.name
    if right == _OWN or isinstance(left, Decimal):
        left, right, sign = right, left, MIRRORED.get(sign, "")
    if left == _OWN:
        return _day(sign, right) if own.kind == "date" else _number(sign, right, own, whole)
    for function, name, kinds in _COUNTED:
        if left == Call(function, (_OWN,)) and own.kind in kinds and isinstance(right, Decimal):
            most = right - 1 if sign == "<" else right
            return (name, most) if sign in ("<", "<=") and most >= 1 else None
    return None


def _day(sign: str, limit: Node) -> tuple[str, object] | None:
    if isinstance(limit, Call) and limit.name == "date" and sign in ("<=", ">="):
        [day] = limit.arguments if len(limit.arguments) == 1 else (None,)
        return (_ENDS[sign], day) if isinstance(day, str) else None
    return None


def _number(sign: str, limit: Node, own: Asked, whole: bool) -> tuple[str, object] | None:
    if own.kind != "number" or not isinstance(limit, Decimal):
        return None
    if sign in ("<=", ">="):
        return ("minimum" if sign == ">=" else "maximum"), limit
    if sign in ("<", ">") and whole and limit == int(limit):
        return ("minimum", limit + 1) if sign == ">" else ("maximum", limit - 1)
    return None


def _take_alone(part: Node, own: Asked, found: Constraint) -> bool:
    """Whether a part says that some options are chosen alone, or not at all."""
    names = _alone(part) if own.kind == "multiple" else None
    if not names:
        return False
    found.exclusive.update(own.options[name] for name in names if name in own.options)
    return True


def _alone(part: Node) -> list[str] | None:
    """The options in ``not(selected(., 'x') and count-selected(.) > 1)``, or its other shape."""
    if not isinstance(part, Call):
        return None
    if part.name == "not" and len(part.arguments) == 1:
        halves = parts_of(part.arguments[0], "and")
        others = [half for half in halves if half not in _MORE_THAN_ONE]
        return _chosen(parts_of(others[0], "or")) if len(halves) == 2 == len(others) + 1 else None
    if part.name == "or" and len(part.arguments) == 2:
        others = [half for half in part.arguments if half != _JUST_ONE]
        denied = [_denied(half) for half in parts_of(others[0], "and")] if others else []
        return _chosen(denied) if len(others) == 1 else None
    return None


def _denied(part: Node) -> Node:
    is_not = isinstance(part, Call) and part.name == "not" and len(part.arguments) == 1
    return part.arguments[0] if is_not and isinstance(part, Call) else ""


def _chosen(parts: Iterable[Node]) -> list[str] | None:
    """The options of which each part says that it is selected; None where one says else."""
    names = list(_names(parts))
    return None if None in names else [name for name in names if name]


def _names(parts: Iterable[Node]) -> Iterator[str | None]:
    for part in parts:
        option: Node = ""
        if isinstance(part, Call) and part.name == "selected" and len(part.arguments) == 2:
            own, option = part.arguments
            option = option if own == _OWN else ""
        written = f"{option:f}" if isinstance(option, Decimal) else option
        yield written if isinstance(written, str) and written else None


_HOW_MANY = Call("count-selected", (_OWN,))
_MORE_THAN_ONE = (
    Call(">", (_HOW_MANY, Decimal(1))),
    Call(">=", (_HOW_MANY, Decimal(2))),
    Call("!=", (_HOW_MANY, Decimal(1))),
    Call("<", (Decimal(1), _HOW_MANY)),
)
_JUST_ONE = Call("=", (_HOW_MANY, Decimal(1)))
_ENDS = {">=": "earliest", "<=": "latest"}
_COUNTED = (
    ("count-selected", "max_choices", ("multiple", "ranking")),
    ("string-length", "max_length", ("text",)),
)
