"""``relevant`` as a condition of ours, with what XLSForm means by it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import cast

from consult.questionnaire.document import NON_ANSWERS, Expression, Kind
from consult.questionnaire.grammar import ExpressionError, read_expression
from consult.questionnaire.xlsform.xpath import Call, Node, NotUnderstoodError, Reference, parse

_NAMES = {"=": "eq", "!=": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge"}
_MIRRORED = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_ARITHMETIC = {"+": "add", "-": "sub", "*": "mul", "div": "div", "mod": "mod"}
_SEVERAL = ("multiple", "ranking")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a formula may refer to: our field for a name of the form, and our ids of its options."""

    field: str
    kind: Kind
    options: Mapping[str, str]
    non_answers: tuple[str, ...] = ()


def read_relevant(formula: str, asked: Mapping[str, Asked]) -> Expression | None:
    """The condition; None where it always holds. Raises NotUnderstoodError.

    ``asked`` holds what comes before, by its name in the form.
    """
    node = parse(formula)
    if node == Call("true", ()):
        return None
    try:
        return read_expression(_Translator(asked).condition(node))
    except ExpressionError:
        raise NotUnderstoodError from None


@dataclass(frozen=True, slots=True)
class _Translator:
    asked: Mapping[str, Asked]

    def condition(self, node: Node) -> Expression:
        if not isinstance(node, Call):
            raise NotUnderstoodError
        if node.name in ("and", "or"):
            parts = [self.condition(part) for part in parts_of(node, node.name)]
            return _all(parts) if node.name == "and" else {"any": parts}
        if node.name in _NAMES:
            return self._comparison(node.name, *node.arguments)
        if node.name == "not" and len(node.arguments) == 1:
            return {"not": self.condition(node.arguments[0])}
        if node.name in ("selected", "regex") and len(node.arguments) == 2:
            return self._called(node.name, *node.arguments)
        raise NotUnderstoodError

    def _called(self, name: str, left: Node, right: Node) -> Expression:
        literal = _literal(right)
        if name == "selected" and isinstance(left, Reference) and literal is not None:
            return self._selected(self._find(left), literal)
        if name == "regex" and isinstance(right, str):
            return {"matches": [self._operand(left), right]}
        raise NotUnderstoodError

    def _comparison(self, sign: str, left: Node, right: Node) -> Expression:
        if _literal(left) is not None and _literal(right) is None:
            left, right, sign = right, left, _MIRRORED[sign]
        literal = _literal(right)
        if sign not in ("=", "!="):
            return {_NAMES[sign]: [self._ordered(left), self._ordered(right)]}
        if literal is None:  # two empty answers are equal there and nothing here
            raise NotUnderstoodError
        # An answer that is missing differs from everything there, and compares with nothing here.
        equal = self._equal(left, right, literal)
        return equal if sign == "=" else _opposite(equal)

    def _equal(self, left: Node, right: Node, literal: str) -> Expression:
        if not isinstance(left, Reference):
            return {"eq": [self._operand(left), self._operand(right)]}
        asked = self._find(left)
        if not literal:
            return {"not": _given(asked)}
        if asked.kind in _SEVERAL and literal not in asked.non_answers:
            alone: Expression = {"eq": [{"count": asked.field}, 1]}
            return {"all": [self._selected(asked, literal), alone]}
        if asked.options or literal in asked.non_answers:
            return self._selected(asked, literal)
        return {"eq": [{"answer": asked.field}, self._operand(right)]}

    def _selected(self, asked: Asked, literal: str) -> Expression:
        option = literal if literal in asked.non_answers else asked.options.get(literal)
        if option is None:
            raise NotUnderstoodError("xls_rule_option", option=literal, question=asked.field)
        return {"selected": [asked.field, option]}

    def _ordered(self, node: Node) -> object:
        operand = self._operand(node)
        if isinstance(node, str) and node.replace(".", "", 1).isdecimal():
            return Decimal(node)
        return operand

    def _operand(self, node: Node) -> object:
        if isinstance(node, str | Decimal):
            return node
        if isinstance(node, Reference):
            return self._answer(self._find(node))
        return self._calculated(node)

    def _answer(self, asked: Asked) -> object:
        renamed = any(name != id_ for name, id_ in asked.options.items())
        if asked.kind in _SEVERAL or renamed:
            raise NotUnderstoodError
        return {"answer": asked.field}

    def _calculated(self, call: Call) -> object:
        literal = _literal(call)
        if literal is not None:
            return literal
        if call.name in _ARITHMETIC and len(call.arguments) == 2:
            return {_ARITHMETIC[call.name]: [self._operand(part) for part in call.arguments]}
        if len(call.arguments) == 1 and call.name in ("count-selected", "number"):
            inner = call.arguments[0]
            if call.name == "number":
                return self._operand(inner)
            if isinstance(inner, Reference):
                return {"count": self._find(inner).field}
        raise NotUnderstoodError

    def _find(self, reference: Reference) -> Asked:
        if reference.name not in self.asked:
            raise NotUnderstoodError("xls_rule_reference", question=reference.name or ".")
        return self.asked[reference.name]


def _all(parts: list[Expression]) -> Expression:
    """All of the parts; "given, and not a non-answer" is what we call answered."""
    for part in parts:
        first, *others = cast(list[Expression], part.get("any", [{}]))
        field = first.get("answered")
        refused: list[Expression] = [{"selected": [field, id_]} for id_ in NON_ANSWERS]
        denied = [{"not": other} for other in others]
        if field and all(other in refused for other in others) and all(d in parts for d in denied):
            return _all([first if p is part else p for p in parts if p not in denied])
    return {"all": parts} if len(parts) > 1 else parts[0]


def _opposite(rule: Expression) -> Expression:
    return cast(Expression, rule["not"]) if "not" in rule else {"not": rule}


def parts_of(node: Node, name: str) -> Iterator[Node]:
    """What a chain of one operator joins: ``a and b and c`` is three parts."""
    if isinstance(node, Call) and node.name == name and len(node.arguments) == 2:
        for argument in node.arguments:
            yield from parts_of(argument, name)
    else:
        yield node


def _given(asked: Asked) -> Expression:
    answered: Expression = {"answered": asked.field}
    if not asked.non_answers:
        return answered
    return {"any": [answered, *({"selected": [asked.field, id_]} for id_ in asked.non_answers)]}


def _literal(node: Node) -> str | None:
    """The text of a literal, a date or a concatenation of them; None for anything else."""
    if isinstance(node, str):
        return node
    if isinstance(node, Decimal):
        return f"{node:f}"
    if isinstance(node, Call) and node.name in ("date", "concat"):
        parts = [_literal(part) for part in node.arguments]
        return None if None in parts else "".join(part or "" for part in parts)
    return None
