"""A formula that was rewritten, as a condition of ours with what XLSForm means by it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from consult.questionnaire.document import Expression
from consult.questionnaire.grammar import MOST_PARTS
from consult.questionnaire.xlsform.logic import Decided, given, joined, opposite
from consult.questionnaire.xlsform.nodes import MIRRORED, holds_of, number_of, parts_of
from consult.questionnaire.xlsform.scope import Asked
from consult.questionnaire.xlsform.xpath import Call, Node, NotUnderstoodError, Reference

_NAMES = {"=": "eq", "!=": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge"}
_ARITHMETIC = {"+": "add", "-": "sub", "*": "mul", "div": "div", "mod": "mod"}
_SEVERAL = ("multiple", "ranking")
_LONGEST = 999  # characters that a pattern can ask for


@dataclass(frozen=True, slots=True)
class Translator:
    """``unknown`` gathers options that are asked for and not there: nobody can have chosen them."""

    asked: Mapping[str, Asked]
    unknown: list[tuple[str, str]] = field(default_factory=list)  # option and field

    def condition(self, node: Node) -> Decided:
        if not isinstance(node, Call):
            return self._truth(node)
        if node.name in ("true", "false") and not node.arguments:
            return node.name == "true"
        if node.name in ("and", "or"):
            parts = [self.condition(part) for part in parts_of(node, node.name)]
            return joined("all" if node.name == "and" else "any", parts)
        if node.name in _NAMES:
            return self._comparison(node.name, *node.arguments)
        if node.name == "not" and len(node.arguments) == 1:
            return opposite(self.condition(node.arguments[0]))
        if node.name == "if" and len(node.arguments) == 3:
            return self._either(*map(self.condition, node.arguments))
        if node.name in ("selected", "regex") and len(node.arguments) == 2:
            return self._called(node.name, *node.arguments)
        raise NotUnderstoodError

    def _truth(self, node: Node) -> Decided:
        if isinstance(node, Reference):
            return given(self._find(node))
        if isinstance(node, str | Decimal):
            return bool(node)
        raise NotUnderstoodError

    def _either(self, condition: Decided, then: Decided, otherwise: Decided) -> Decided:
        first = joined("all", [condition, then])
        second = joined("all", [opposite(condition), otherwise])
        return joined("any", [first, second])

    def _called(self, name: str, left: Node, right: Node) -> Decided:
        literal = _literal(right)
        if name == "selected" and isinstance(left, Reference) and literal is not None:
            return self._chosen(self._find(left), literal)
        if name == "regex" and isinstance(right, str):
            return {"matches": [self._operand(left), right]}
        raise NotUnderstoodError

    def _chosen(self, asked: Asked, literal: str) -> Decided:
        if asked.kind in ("number", "date") and literal not in asked.non_answers:
            return {"eq": [{"answer": asked.field}, literal]}
        if asked.kind == "text" and literal not in asked.non_answers:  # a word among others
            raise NotUnderstoodError
        return self._selected(asked, literal)

    def _comparison(self, sign: str, left: Node, right: Node) -> Decided:
        if _literal(left) is not None and _literal(right) is None:
            left, right, sign = right, left, MIRRORED[sign]
        if isinstance(left, Call) and left.name == "string-length" and len(left.arguments) == 1:
            return self._length(sign, left.arguments[0], right)
        if sign not in ("=", "!="):
            return self._ordered(sign, left, right)
        # An answer that is missing differs from everything there, and compares with nothing here.
        equal = self._equal(left, right)
        return equal if sign == "=" else opposite(equal)

    def _equal(self, left: Node, right: Node) -> Decided:
        literal = _literal(right)
        if literal is None:
            return self._same(left, right)
        if not isinstance(left, Reference):
            pair = self._pair(left, right)
            if literal == "NaN":  # what could not be reckoned: here that is not even itself
                return {"not": {"eq": [pair[0], pair[0]]}}
            return {"eq": pair}
        asked = self._find(left)
        if not literal:
            return opposite(given(asked))
        if asked.kind in _SEVERAL and literal not in asked.non_answers:
            alone: Expression = {"eq": [{"count": asked.field}, 1]}
            return joined("all", [self._selected(asked, literal), alone])
        if asked.options or literal in asked.non_answers:
            return self._selected(asked, literal)
        return {"eq": [{"answer": asked.field}, self._operand(right)]}

    def _same(self, left: Node, right: Node) -> Decided:
        """Two answers that are equal: two empty ones are, there."""
        if not (isinstance(left, Reference) and isinstance(right, Reference)):
            return {"eq": self._pair(left, right)}
        both = self._find(left), self._find(right)
        equal = self._same_name(*both) if any(map(_is_renamed, both)) else None
        equal = {"eq": self._pair(left, right)} if equal is None else equal
        if not (left.name and right.name):  # what is judged itself is never empty
            return equal
        empty = joined("all", [opposite(given(asked)) for asked in both])
        return joined("any", [equal, empty])

    def _same_name(self, one: Asked, other: Asked) -> Decided:
        """That two questions got options of one name in the form, which have other ids here."""
        names = [name for name in one.options if name in other.options]
        if {one.kind, other.kind} & {*_SEVERAL}:
            raise NotUnderstoodError
        if _have_the_same_ids(one.options, other.options):
            return {"eq": [{"answer": one.field}, {"answer": other.field}]}
        if len(names) > MOST_PARTS:
            raise NotUnderstoodError
        alike = [[self._selected(asked, name) for asked in (one, other)] for name in names]
        return joined("any", [joined("all", pair) for pair in alike])

    def _selected(self, asked: Asked, literal: str) -> Decided:
        option = literal if literal in asked.non_answers else asked.options.get(literal)
        if option is not None:
            return {"selected": [asked.field, option]}
        self.unknown.append((literal, asked.field))
        return False

    def _ordered(self, sign: str, left: Node, right: Node) -> Decided:
        limit = number_of(right)
        if isinstance(left, Reference) and limit is not None:
            asked = self._find(left)
            if asked.kind not in _SEVERAL and _is_renamed(asked):
                return self._by_name(sign, asked, limit)
        pair = [_as_number(part) for part in self._pair(left, right)]
        if self._is_word(left) and self._is_word(right):  # two words have no order here
            pair[0] = {"add": [pair[0], Decimal(0)]}
        return {_NAMES[sign]: pair}

    def _by_name(self, sign: str, asked: Asked, limit: Decimal) -> Decided:
        """Options whose names are numbers that our ids cannot be, such as -1."""
        parts: list[Decided] = []
        for name, id_ in asked.options.items():
            number = number_of(name)
            if number is not None and holds_of(sign, (number > limit) - (number < limit)):
                parts.append({"selected": [asked.field, id_]})
        return joined("any", parts)

    def _length(self, sign: str, text: Node, limit: Node) -> Decided:
        size = number_of(limit)
        if not isinstance(text, Reference) or size is None or size != int(size):
            raise NotUnderstoodError
        least = int(size) + (1 if sign in (">", "<=") else 0)
        asked = self._find(text)
        if least > _LONGEST:
            raise NotUnderstoodError
        if size < 0:
            return sign in ("!=", ">", ">=")
        if least <= 0:  # nothing is shorter than nothing
            return _empty(sign, given(asked))
        if sign in ("=", "!="):
            exact: Expression = {"matches": [{"answer": asked.field}, f".{{{least}}}"]}
            return exact if sign == "=" else opposite(exact)
        if sign in ("<", "<=") and not text.name:
            return {"matches": [{"answer": asked.field}, f".{{0,{least - 1}}}"]}
        long = given(asked) if least == 1 else self._longer(asked, least)
        return long if sign in (">", ">=") else opposite(long)

    def _longer(self, asked: Asked, least: int) -> Expression:
        return {"matches": [{"answer": asked.field}, f".{{{least},}}"]}

    def _pair(self, left: Node, right: Node) -> list[object]:
        """Both sides; a date beside a number of days is one too."""
        pair = [self._operand(left), self._operand(right)]
        reckoned = [isinstance(part, Mapping) and _is_reckoned(part) for part in pair]
        days = [self._is_day(left), self._is_day(right)]
        if any(reckoned) and not all(reckoned):
            return [{"add": [p, Decimal(0)]} if d else p for p, d in zip(pair, days, strict=True)]
        return pair

    def _is_word(self, node: Node) -> bool:
        return isinstance(node, Reference) and self._find(node).kind not in ("number", "date")

    def _is_day(self, node: Node) -> bool:
        if isinstance(node, Reference):
            return self._find(node).kind == "date"
        return node == Call("today", ())

    def _operand(self, node: Node) -> object:
        if isinstance(node, str | Decimal):
            return node
        if isinstance(node, Reference):
            return self._answer(self._find(node))
        if isinstance(node, Call):
            return self._calculated(node)
        raise NotUnderstoodError

    def _answer(self, asked: Asked) -> object:
        if asked.kind in _SEVERAL or _is_renamed(asked):
            raise NotUnderstoodError
        return {"answer": asked.field}

    def _calculated(self, call: Call) -> object:
        literal = _literal(call)
        if literal is not None:
            return literal
        if call.name == "+":
            return _sum([self._operand(part) for part in parts_of(call, "+")])
        if call.name in _ARITHMETIC and len(call.arguments) == 2:
            return {_ARITHMETIC[call.name]: [self._operand(part) for part in call.arguments]}
        if call.name == "int" and len(call.arguments) == 1:
            several = self._operand(call.arguments[0])
            return {"sub": [several, {"mod": [several, Decimal(1)]}]}
        if call.name == "today" and not call.arguments:
            return {"today": []}
        if call.name == "if" and len(call.arguments) == 3:
            return self._if(*call.arguments)
        if call.name == "count-selected" and len(call.arguments) == 1:
            inner = call.arguments[0]
            if isinstance(inner, Reference):
                return {"count": self._find(inner).field}
        raise NotUnderstoodError

    def _if(self, condition: Node, then: Node, otherwise: Node) -> object:
        holds = self.condition(condition)
        if isinstance(holds, bool):
            return self._operand(then if holds else otherwise)
        return {"if": [holds, self._operand(then), self._operand(otherwise)]}

    def _find(self, reference: Reference) -> Asked:
        if reference.name not in self.asked:
            raise NotUnderstoodError("xls_rule_reference", question=reference.name or ".")
        return self.asked[reference.name]


def _sum(parts: list[object]) -> object:
    """Many numbers added up in halves, so that the tree is not as deep as they are many."""
    middle = len(parts) // 2
    return {"add": [_sum(parts[:middle]), _sum(parts[middle:])]} if middle else parts[0]


def _empty(sign: str, is_given: Expression) -> Decided:
    """How the length of a text compares with zero."""
    return {"=": opposite(is_given), "!=": is_given, "<": False}.get(sign, True)


def _is_renamed(asked: Asked) -> bool:
    return any(name != id_ for name, id_ in asked.options.items())


def _have_the_same_ids(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """Whether two lists call alike what has one name in both, and only that."""
    alike = {name for name in one if one[name] == other.get(name)}
    shared = {*one.values()} & {*other.values()}
    return one.keys() & other.keys() <= alike and len(shared) == len(alike)


def _is_reckoned(operand: Mapping[str, object]) -> bool:
    return any(name in operand for name in _ARITHMETIC.values())


def _as_number(operand: object) -> object:
    number = number_of(operand) if isinstance(operand, str) else None
    return operand if number is None else number


def _literal(node: Node) -> str | None:
    """The text of a literal, or of a concatenation of them; None for anything else."""
    if isinstance(node, str):
        return node
    if isinstance(node, Decimal):
        return f"{node:f}"
    if isinstance(node, Call) and node.name == "concat":
        parts = [_literal(part) for part in node.arguments]
        return None if None in parts else "".join(part or "" for part in parts)
    return None
