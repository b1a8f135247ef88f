"""Regular expressions on a safe subset, which Python and JavaScript read alike.

Literals, ``.``, classes, ``\\d``, ``\\w``, groups, alternatives and quantifiers; no lookaround, no
backreference, no lazy or possessive quantifier. A pattern always matches the whole value.
"""

import re
from functools import lru_cache

MOST_CHARACTERS = 100
MOST_MATCHED = 1000
# Ways in which a pattern can be tried against a value. Bounding their number bounds backtracking,
# whatever the value: two open quantifiers in a row pass, nested ones cannot.
_MOST_WAYS = 1_010_000
_OPEN = 1000
_SYNTAX = frozenset("^$\\.*+?()[]{}|/")
_QUANTIFIER = re.compile(r"[*+?]|\{(\d{1,3})(,(\d{1,3})?)?\}", re.ASCII)


class PatternError(ValueError):
    """A pattern outside the safe subset, or one that could take too long."""


@lru_cache(maxsize=256)
def compiled(pattern: str) -> re.Pattern[str]:
    """The pattern ready to use. Raises PatternError."""
    if len(pattern) > MOST_CHARACTERS:
        raise PatternError
    inner = _without_anchors(pattern)
    reader = _Reader(inner)
    ways = reader.alternatives()
    if not reader.finished or ways > _MOST_WAYS:
        raise PatternError
    return re.compile(inner, re.ASCII | re.DOTALL)


def matches(pattern: str, value: str) -> bool:
    """Whether the whole value fits the pattern. Longer than MOST_MATCHED characters never fits."""
    return len(value) <= MOST_MATCHED and compiled(pattern).fullmatch(value) is not None


def _without_anchors(pattern: str) -> str:
    start = pattern.removeprefix("^")
    backslashes = len(start[:-1]) - len(start[:-1].rstrip("\\"))
    return start[:-1] if start.endswith("$") and backslashes % 2 == 0 else start


class _Reader:
    """Walks a pattern once and counts the ways it can be tried."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.at = 0

    @property
    def finished(self) -> bool:
        return self.at == len(self.pattern)

    def alternatives(self, depth: int = 0) -> int:
        ways = self._sequence(depth)
        while self._peek() == "|":
            self.at += 1
            ways += self._sequence(depth)
        return ways

    def _sequence(self, depth: int) -> int:
        ways = 1
        while not self.finished and self._peek() not in "|)":
            ways = min(ways * self._repeated(self._piece(depth)), _MOST_WAYS + 1)
        return ways

    def _repeated(self, ways: int) -> int:
        quantifier = _QUANTIFIER.match(self.pattern, self.at)
        if not quantifier:
            return ways
        self.at = quantifier.end()
        if not self.finished and self._peek() in "*+?{":
            raise PatternError
        least, most = _bounds(quantifier)
        if most < least or (ways > 1 and most > 20):
            raise PatternError
        return sum(ways**times for times in range(least, most + 1))

    def _piece(self, depth: int) -> int:
        character = self._take()
        if character == "(":
            return self._group(depth + 1)
        if character == "[":
            self._class()
        elif character == "\\":
            self._escape("")
        elif character in _SYNTAX - {".", "/"}:
            raise PatternError
        return 1

    def _group(self, depth: int) -> int:
        if depth > 10:
            raise PatternError
        if self.pattern.startswith("?:", self.at):
            self.at += 2
        ways = self.alternatives(depth)
        if self._take() != ")":
            raise PatternError
        return ways

    def _class(self) -> None:
        if self._peek() == "^":
            self.at += 1
        if self._peek() == "]":
            raise PatternError
        while self._peek() != "]":
            start = self._member()
            if self._peek() == "-" and self.pattern[self.at + 1 : self.at + 2] != "]":
                self.at += 1
                end = self._member()
                if not start or not end or end < start:
                    raise PatternError
        self.at += 1

    def _member(self) -> str:
        """One character of a class; empty for a set such as ``\\d``, which no range may bound."""
        character = self._take()
        if character == "\\":
            return self._escape("-")
        if character in "[&~|" or (character == "-" and self._peek() == "-"):
            raise PatternError
        return character

    def _escape(self, also: str) -> str:
        character = self._take()
        if character in "dw":
            return ""
        if character not in _SYNTAX and character not in also:
            raise PatternError
        return character

    def _peek(self) -> str:
        return self.pattern[self.at : self.at + 1]

    def _take(self) -> str:
        if self.finished:
            raise PatternError
        self.at += 1
        return self.pattern[self.at - 1]


def _bounds(quantifier: re.Match[str]) -> tuple[int, int]:
    symbol = quantifier[0]
    if symbol in "*+?":
        return {"*": (0, _OPEN), "+": (1, _OPEN), "?": (0, 1)}[symbol]
    least = int(quantifier[1])
    if quantifier[2] is None:
        return least, least
    return least, int(quantifier[3]) if quantifier[3] else least + _OPEN
