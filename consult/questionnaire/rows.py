"""A condition as the builder shows it: all or any of a few rows, each on one question.

«Mostrar si se cumplen [todas | alguna]: [pregunta] [es | no es | incluye …] [respuestas].» A row
with several values asks for any of them, or for none. What rows cannot say stays a tree, and the
builder then shows it in words.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from consult.questionnaire.document import NON_ANSWERS, Expression, Kind, Question, Questionnaire
from consult.questionnaire.grammar import ExpressionError, read_expression, read_number

Test = Literal[
    "is", "is_not", "includes", "excludes", "at_least", "at_most", "answered", "not_answered"
]
Join = Literal["all", "any"]


@dataclass(frozen=True, slots=True)
class Row:
    """What one question is held against: option ids, non-answers, a number or an ISO date."""

    field: str
    test: Test
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a condition. No rows are no condition."""

    join: Join
    rows: tuple[Row, ...]


GIVEN: tuple[Test, ...] = ("answered", "not_answered")
_ONE: tuple[Test, ...] = ("is", "is_not", *GIVEN)
_SEVERAL: tuple[Test, ...] = ("includes", "excludes", *GIVEN)
_ORDERED: tuple[Test, ...] = ("at_least", "at_most", "is", "is_not", *GIVEN)
TESTS: Mapping[Kind, tuple[Test, ...]] = {
    "single": _ONE,
    "scale": _ONE,
    "place": _ONE,
    "grid": _ONE,
    "multiple": _SEVERAL,
    "ranking": _SEVERAL,
    "number": _ORDERED,
    "date": _ORDERED,
    "text": (*GIVEN, "is", "is_not"),
    "note": (),
}
_UNREADABLE: Mapping[Kind, str] = {"number": "not_a_number", "date": "not_a_day"}
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


def tests_for(question: Question) -> tuple[Test, ...]:
    """The tests that make sense for its kind of answer, the most usual one first."""
    return TESTS[question.kind]


def expression_of(rows: Rows, questionnaire: Questionnaire) -> Expression | None:
    """The condition that the rows say, in its canonical shape; None for no rows.

    Raises ExpressionError: ``rule_row_empty`` for a row that lacks its value, ``not_a_number`` and
    ``not_a_day`` for a value that is none, and whatever ``read_expression`` refuses.
    """
    parts = [_tree(row, asked_in(row.field, questionnaire)) for row in rows.rows]
    if not parts:
        return None
    return read_expression({rows.join: parts} if len(parts) > 1 else parts[0])


def _tree(row: Row, asked: Question | None) -> Expression:
    if row.test in GIVEN:
        given: Expression = {"answered": row.field}
        return given if row.test == "answered" else {"not": given}
    if not row.values:
        raise ExpressionError("rule_row_empty")
    if row.test in ("at_least", "at_most"):
        return {"ge" if row.test == "at_least" else "le": _pair(row.field, row.values[0], asked)}
    said = [_said(row.field, value, asked) for value in row.values]
    one: Expression = {"any": said} if len(said) > 1 else said[0]
    if row.test in ("is", "includes"):
        return one
    if row.test in ("is_not", "excludes"):
        return {"not": one}
    raise ExpressionError


def _said(field: str, value: str, asked: Question | None) -> Expression:
    if value in NON_ANSWERS or asked is None or asked.kind not in ("number", "date", "text"):
        return {"selected": [field, value]}
    return {"eq": _pair(field, value, asked)}


def _pair(field: str, value: str, asked: Question | None) -> list[object]:
    return [{"answer": field}, _literal(value, asked.kind if asked else "number")]


def _literal(value: str, kind: Kind) -> str | Decimal:
    """A value as an expression holds it. Raises ExpressionError."""
    try:
        if kind == "number":
            return read_number(Decimal(value.strip().replace(",", ".")))
        if kind == "date":
            return day_of(value)
    except (ValueError, ArithmeticError):
        raise ExpressionError(_UNREADABLE[kind]) from None
    return value


def day_of(value: str) -> str:
    """An ISO date as it is. Raises ValueError for any other string."""
    if not _DAY.fullmatch(value):
        raise ValueError
    return date.fromisoformat(value).isoformat()


def asked_in(field: str, questionnaire: Questionnaire) -> Question | None:
    """The question of a field; None where it is not there, or no longer."""
    question = questionnaire.by_id.get(field.partition(".")[0])
    return question if question and field in question.fields else None
