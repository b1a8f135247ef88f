"""Reading JSON of any shape: typed values out, a fault with its path for whatever is not one."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from consult.questionnaire.document import Expression
from consult.questionnaire.faults import Fault, Severity
from consult.questionnaire.grammar import ExpressionError, read_expression, read_number
from consult.questionnaire.text import LANGUAGES, Text, UnreadableText, clean

LONGEST_ID = 48
MOST_COLUMNS, LONGEST_CELL = 60, 2000
IDENTIFIER = re.compile(r"[a-z0-9][a-z0-9_]*", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Shape:
    """One JSON object and its path, such as ``sections[0].questions[3]``."""

    data: Mapping[str, object]
    where: str
    faults: list[Fault]

    def expect(self, keys: frozenset[str]) -> None:
        """Warn about every key that is not one of ``keys``; it is dropped."""
        for key in self.data:
            if key not in keys:
                self.fault("unknown_key", key, severity="warning", key=_shown(key))

    def fault(
        self, code: str, at: str = "", *, severity: Severity = "error", **params: str | int
    ) -> None:
        where = ".".join(part for part in (self.where, _shown(at)) if part)
        self.faults.append(Fault(code, params, where=where, severity=severity))

    def identifier(self, key: str = "id") -> str:
        value = self.data.get(key)
        if isinstance(value, str) and len(value) <= LONGEST_ID and IDENTIFIER.fullmatch(value):
            return value
        self.fault("bad_id", key, most=LONGEST_ID)
        return ""

    def text(self, key: str, limit: int) -> Text:
        """A text in both languages; empty where it is absent or null."""
        data = self.data.get(key)
        if data is None:
            return Text("")
        if not isinstance(data, Mapping):
            self.fault("not_a_text", key)
            return Text("")
        shape = Shape(data, f"{self.where}.{key}" if self.where else key, self.faults)
        shape.expect(frozenset(LANGUAGES))
        return Text(shape.line("es", limit), shape.line("en", limit))

    def line(self, key: str, limit: int) -> str:
        value = self.data.get(key)
        if value is None:
            return ""
        if not isinstance(value, str):
            self.fault("not_a_string", key)
            return ""
        if len(value) > 4 * limit:
            self.fault("too_long", key, most=limit)
            return ""
        try:
            cleaned = clean(value)
        except UnreadableText:
            self.fault("unreadable_text", key)
            return ""
        if len(cleaned) > limit:
            self.fault("too_long", key, most=limit)
        return cleaned

    def flag(self, key: str) -> bool:
        value = self.data.get(key)
        if value is not None and not isinstance(value, bool):
            self.fault("not_a_flag", key)
        return value is True

    def one_of(self, key: str, choices: tuple[str, ...]) -> str | None:
        value = self.data.get(key)
        if value is None or (isinstance(value, str) and value in choices):
            return value
        self.fault("not_one_of", key, choices=", ".join(choices))
        return None

    def some_of(self, key: str, choices: tuple[str, ...]) -> tuple[str, ...]:
        """The listed choices in their own order, each once."""
        values = self._list(key)
        if any(value not in choices for value in values):
            self.fault("not_one_of", key, choices=", ".join(choices))
        return tuple(choice for choice in choices if choice in values)

    def number(self, key: str) -> Decimal | None:
        value = self.data.get(key)
        if value is None:
            return None
        try:
            return read_number(value)
        except (ValueError, ArithmeticError):
            self.fault("not_a_number", key)
            return None

    def whole(self, key: str, most: int) -> int | None:
        number = self.number(key)
        if number is None:
            return None
        if number != int(number) or not 1 <= number <= most:
            self.fault("not_a_count", key, most=most)
            return None
        return int(number)

    def day(self, key: str) -> str | None:
        value = self.data.get(key)
        if value is None:
            return None
        if isinstance(value, str) and _DAY.fullmatch(value):
            try:
                return date.fromisoformat(value).isoformat()
            except ValueError:
                pass
        self.fault("not_a_day", key)
        return None

    def columns(self, key: str) -> Mapping[str, str] | None:
        """Cells of a spreadsheet by the header of their column; None where there are none."""
        data = self.data.get(key)
        if data is None:
            return None
        if not isinstance(data, Mapping) or len(data) > MOST_COLUMNS:
            self.fault("not_columns", key, most=MOST_COLUMNS)
            return None
        shape = Shape(data, f"{self.where}.{key}" if self.where else key, self.faults)
        return {str(header): shape.line(header, LONGEST_CELL) for header in data} or None

    def expression(self, key: str) -> Expression | None:
        data = self.data.get(key)
        if data is None:
            return None
        try:
            return read_expression(data)
        except ExpressionError as malformed:
            self.fault(malformed.code, key)
            return None

    def objects(self, key: str, most: int) -> Iterator["Shape"]:
        values = self._list(key)
        if len(values) > most:
            self.fault("too_many", key, most=most)
        for index, value in enumerate(values[:most]):
            where = f"{self.where}.{key}[{index}]" if self.where else f"{key}[{index}]"
            if isinstance(value, Mapping):
                yield Shape(value, where, self.faults)
            else:
                self.faults.append(Fault("not_an_object", where=where))

    def _list(self, key: str) -> list[object]:
        value = self.data.get(key)
        if value is None:
            return []
        if not isinstance(value, list):
            self.fault("not_a_list", key)
            return []
        return value


def _shown(key: object) -> str:
    """A key that may be anything, fit to be printed."""
    return str(key).encode("ascii", "replace").decode()[:60]
