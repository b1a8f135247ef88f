"""``constraint`` as the limits of a question."""

from collections.abc import Iterator
from decimal import Decimal

from consult.questionnaire.xlsform.conditions import parts_of
from consult.questionnaire.xlsform.xpath import Call, Node, NotUnderstoodError, Reference, parse

_OWN = Reference("")
_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


def read_constraint(formula: str, *, whole: bool) -> tuple[dict[str, object], set[str]]:
    """The limits by the names of a question document, and the options that stand alone.

    ``whole`` says that only whole numbers are asked for. Raises NotUnderstoodError.
    """
    limits: dict[str, object] = {}
    exclusive: set[str] = set()
    for part in parts_of(parse(formula), "and"):
        alone = _stands_alone(part)
        if alone is None:
            name, limit = _limit(part, whole)
            limits[name] = limit
        else:
            exclusive.add(alone)
    return limits, exclusive


def _limit(part: Node, whole: bool) -> tuple[str, object]:
    if not isinstance(part, Call) or len(part.arguments) != 2:
        raise NotUnderstoodError
    (left, right), sign = part.arguments, part.name
    if isinstance(left, Decimal):
        left, right, sign = right, left, _MIRRORED.get(sign, "")
    if left == _OWN:
        return _value_limit(sign, right, whole)
    for function, name in (("count-selected", "max_choices"), ("string-length", "max_length")):
        if left == Call(function, (_OWN,)) and isinstance(right, Decimal) and sign in ("<", "<="):
            return name, right if sign == "<=" else right - 1
    raise NotUnderstoodError


def _value_limit(sign: str, limit: Node, whole: bool) -> tuple[str, object]:
    if isinstance(limit, Call) and limit.name == "date" and sign in ("<=", ">="):
        [day] = limit.arguments or (None,)
        return ("earliest" if sign == ">=" else "latest"), day
    if not isinstance(limit, Decimal) or (sign in ("<", ">") and not whole):
        raise NotUnderstoodError
    if sign in (">", ">="):
        return "minimum", limit if sign == ">=" else limit + 1
    if sign in ("<", "<="):
        return "maximum", limit if sign == "<=" else limit - 1
    raise NotUnderstoodError


def _stands_alone(part: Node) -> str | None:
    """The option in ``not(selected(., 'x') and count-selected(.) > 1)``."""
    if not isinstance(part, Call) or part.name != "not" or len(part.arguments) != 1:
        return None
    halves = list(parts_of(part.arguments[0], "and"))
    counted = [half for half in halves if half in _MORE_THAN_ONE]
    options = list(_selected(halves))
    return options[0] if len(halves) == 2 and len(counted) == 1 == len(options) else None


def _selected(halves: list[Node]) -> Iterator[str]:
    for half in halves:
        if isinstance(half, Call) and half.name == "selected" and len(half.arguments) == 2:
            own, option = half.arguments
            if own == _OWN and isinstance(option, str):
                yield option


_HOW_MANY = Call("count-selected", (_OWN,))
_MORE_THAN_ONE = (
    Call(">", (_HOW_MANY, Decimal(1))),
    Call(">=", (_HOW_MANY, Decimal(2))),
    Call("!=", (_HOW_MANY, Decimal(1))),
)
