"""The part of XPath that XLSForm's conditions are written in, parsed into a small tree."""

import re
from dataclasses import dataclass
from decimal import Decimal

MOST_TOKENS = 600
DEEPEST = 40
_TOKEN = re.compile(
    r"""\s*(?:
        \$\{\s*(?P<reference>[^}]+?)\s*\}
      | '(?P<single>[^']*)' | "(?P<double>[^"]*)"
      | (?P<number>\d{1,12}(?:\.\d{1,12})?)
      | (?P<name>[A-Za-z_][\w:-]*)
      | (?P<sign><=|>=|!=|[-=<>+*(),.])
    )""",
    re.VERBOSE | re.ASCII,
)
# Word processors put these into formulas, and people write "mode" for "mod" between two values; no
# engine reads either as it stands.
_QUOTES = str.maketrans("‘’‚“”„", "'''\"\"\"")
_MODE = re.compile(r"(?<=[})\d])\s+mode\s+(?=[$(\d])")
_WORDS = ("or", "and", "div", "mod")
_LEVELS = (("or",), ("and",), ("=", "!="), ("<", "<=", ">", ">="), ("+", "-"), ("*", "div", "mod"))


class NotUnderstoodError(ValueError):
    """A formula beyond this subset; ``code`` and ``params`` name the sentence that says why."""

    def __init__(self, code: str = "xls_rule_hard", **params: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


@dataclass(frozen=True, slots=True)
class Reference:
    """``${name}``, or the question's own value ``.`` where the name is empty."""

    name: str


@dataclass(frozen=True, slots=True)
class Call:
    """A function or an operator, and what it is applied to."""

    name: str
    arguments: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the choices sheet, by its name."""

    name: str


Node = Reference | Column | Call | str | Decimal
TRUE, FALSE = Call("true", ()), Call("false", ())


def parse(formula: str) -> Node:
    """The formula as a tree; what only a slip keeps from being read is read as it is meant.

    Raises NotUnderstoodError.
    """
    try:
        return _parsed(formula)
    except NotUnderstoodError:
        if not is_repaired(formula):
            raise
        return _parsed(_repaired(formula))


def is_repaired(formula: str) -> bool:
    """Whether a formula is only read with a slip put right."""
    if _repaired(formula) == formula:
        return False
    try:
        _parsed(formula)
    except NotUnderstoodError:
        return True
    return False


def _repaired(formula: str) -> str:
    return _MODE.sub(" mod ", formula.translate(_QUOTES))


def _parsed(formula: str) -> Node:
    parser = _Parser(_tokens(formula))
    node = parser.operation(0)
    if parser.tokens:
        raise NotUnderstoodError
    return node


def _tokens(formula: str) -> list[tuple[str, str]]:
    tokens: list[tuple[str, str]] = []
    at, text = 0, formula.strip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if not match or not match.lastgroup or len(tokens) >= MOST_TOKENS:
            raise NotUnderstoodError
        kind = "string" if match.lastgroup in ("single", "double") else match.lastgroup
        tokens.append((kind, match[match.lastgroup]))
        at = match.end()
    return tokens[::-1]


class _Parser:
    """Operators by precedence; ``tokens`` are in reverse, the next one last."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self.tokens = tokens
        self.depth = 0

    def operation(self, level: int) -> Node:
        if level == len(_LEVELS):
            return self._single()
        node = self.operation(level + 1)
        while self._next_is(_LEVELS[level]):
            name = self.tokens.pop()[1]
            node = Call(name, (node, self.operation(level + 1)))
        return node

    def _next_is(self, operators: tuple[str, ...]) -> bool:
        if not self.tokens:
            return False
        kind, text = self.tokens[-1]
        return text in operators and kind == ("name" if text in _WORDS else "sign")

    def _single(self) -> Node:
        kind, text = self._take()
        if kind == "reference":
            return Reference(text)
        if kind == "string":
            return text
        if kind == "number":
            return Decimal(text)
        if kind == "name" and text not in _WORDS:
            return Call(text, self._arguments()) if self._next_is(("(",)) else Column(text)
        return self._signed(text)

    def _signed(self, sign: str) -> Node:
        if sign == ".":
            return Reference("")
        if sign == "-":
            node = self._deeper(len(_LEVELS))
            return -node if isinstance(node, Decimal) else Call("-", (Decimal(0), node))
        if sign == "(":
            node = self._deeper(0)
            self._expect(")")
            return node
        raise NotUnderstoodError

    def _arguments(self) -> tuple[Node, ...]:
        self._expect("(")
        if self._next_is((")",)):
            self.tokens.pop()
            return ()
        arguments = [self._deeper(0)]
        while self._next_is((",",)):
            self.tokens.pop()
            arguments.append(self._deeper(0))
        self._expect(")")
        return tuple(arguments)

    def _deeper(self, level: int) -> Node:
        self.depth += 1
        if self.depth > DEEPEST:
            raise NotUnderstoodError
        node = self.operation(level)
        self.depth -= 1
        return node

    def _expect(self, sign: str) -> None:
        if self._take() != ("sign", sign):
            raise NotUnderstoodError

    def _take(self) -> tuple[str, str]:
        if not self.tokens:
            raise NotUnderstoodError
        return self.tokens.pop()
