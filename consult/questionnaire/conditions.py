"""A condition read as the rows of the builder, and rows written as a condition."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import cast

from consult.questionnaire.document import NON_ANSWERS, Expression, Kind, Question, Questionnaire
from consult.questionnaire.expressions import evaluate, refers_to, uses
from consult.questionnaire.grammar import COMPARISONS
from consult.questionnaire.rows import (
    TESTS,
    Join,
    Row,
    Rows,
    Test,
    asked_in,
    day_of,
    expression_of,
    tests_for,
)
from consult.questionnaire.wording import flat

__all__ = ["Join", "Row", "Rows", "Test", "expression_of", "rows_of", "tests_for"]

_DENIED: tuple[tuple[Test, Test], ...] = (
    ("is", "is_not"),
    ("includes", "excludes"),
    ("answered", "not_answered"),
)
_OPPOSITE = {**dict(_DENIED), **{no: yes for yes, no in _DENIED}}
_OTHER_JOIN: Mapping[str, Join] = {"all": "any", "any": "all"}
_ONE_OPTION = ("single", "scale", "place", "grid")
_SIGNS: Mapping[str, Test] = {"eq": "is", "ge": "at_least", "le": "at_most"}
_MIRRORED = {"eq": "eq", "ge": "le", "le": "ge"}
# What two rows on one question say together, one row says too.
_ADDS_UP: Mapping[Join, tuple[Test, ...]] = {
    "any": ("is", "includes"),
    "all": ("is_not", "excludes"),
}
_NUMBER = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,4})?", re.ASCII)
_OPTION = re.compile(r"_dk|_refused|[a-z0-9][a-z0-9_]{0,47}", re.ASCII)
_ELSEWHERE = "*"  # an option that nobody can name: no id is written so


class _NoRowError(Exception):
    """No row says this."""


def rows_of(rule: Expression | None, questionnaire: Questionnaire) -> Rows | None:
    """The rows that say just what the condition says; None where no rows can.

    A question or an option that is not there any more is kept, for the builder to point at.
    """
    if rule is None:
        return Rows("all", ())
    try:
        return _rows(flat(_without_ne(rule, questionnaire)), questionnaire)
    except _NoRowError:
        return None


def _rows(tree: Expression, questionnaire: Questionnaire) -> Rows:
    [(name, argument)] = tree.items()
    join: Join = "any" if name == "any" else "all"
    parts = cast(list[Expression], argument) if name in _OTHER_JOIN else [tree]
    rows = _together([_row(part, questionnaire) for part in parts], join, questionnaire)
    return Rows(join if len(rows) > 1 else "all", tuple(rows))


def _together(rows: Iterable[Row], join: Join, questionnaire: Questionnaire) -> list[Row]:
    """The rows, neighbours on one question as one where that says the same."""
    joined: list[Row] = []
    for row in rows:
        before = joined[-1] if joined else None
        if (
            before
            and (before.field, before.test) == (row.field, row.test)
            and (row.test in _ADDS_UP[join])
        ):
            joined[-1] = replace(row, values=before.values + row.values)
        else:
            joined.append(row)
    return [replace(row, values=_ordered(row, questionnaire)) for row in joined]


def _ordered(row: Row, questionnaire: Questionnaire) -> tuple[str, ...]:
    """Its values, each once and in the order of the options; non-answers come last."""
    asked = asked_in(row.field, questionnaire)
    values = dict.fromkeys(row.values)
    known = [value for value in _offered(asked) if value in values]
    said = [value for value in known if value not in NON_ANSWERS]
    said += [value for value in values if value not in (*known, *NON_ANSWERS)]
    return (*said, *(value for value in NON_ANSWERS if value in values))


def _row(tree: Expression, questionnaire: Questionnaire) -> Row:
    [(name, argument)] = tree.items()
    fields = refers_to(tree)
    if len(fields) != 1 or "today" in uses(tree):
        raise _NoRowError
    if name == "answered":
        return Row(fields.pop(), "answered")
    if name == "not":
        return _opposite(_row(cast(Expression, argument), questionnaire))
    field = fields.pop()
    asked = asked_in(field, questionnaire)
    if asked is None or asked.kind in _ONE_OPTION:
        return _tried(tree, field, asked)
    if name in _OTHER_JOIN:
        return _only(_rows(tree, questionnaire).rows)
    return _leaf(name, argument, asked, questionnaire)


def _opposite(row: Row) -> Row:
    if row.test not in _OPPOSITE:
        raise _NoRowError
    return replace(row, test=_OPPOSITE[row.test])


def _only(rows: tuple[Row, ...]) -> Row:
    if len(rows) != 1:
        raise _NoRowError
    return rows[0]


def _tried(tree: Expression, field: str, asked: Question | None) -> Row:
    """The answers, of the few that there can be, for which it is otherwise than without one."""
    unanswered = evaluate(tree, {})
    options = dict.fromkeys((*_offered(asked), *_named(tree)))
    values = tuple(o for o in options if evaluate(tree, {field: o}) != unanswered)
    is_open = asked is None or not asked.options
    if not values or (is_open and evaluate(tree, {field: _ELSEWHERE}) != unanswered):
        raise _NoRowError
    return Row(field, "is_not" if unanswered else "is", values)


def _offered(asked: Question | None) -> tuple[str, ...]:
    return (*(option.id for option in asked.options), *asked.non_answers) if asked else ()


def _named(tree: object) -> Iterator[str]:
    """Every option that the condition names, there or not."""
    if isinstance(tree, list):
        for part in tree:
            yield from _named(part)
    elif isinstance(tree, Mapping):
        [(name, argument)] = tree.items()
        if name in ("selected", *COMPARISONS):
            yield from (
                part for part in argument if isinstance(part, str) and _OPTION.fullmatch(part)
            )
        else:
            yield from _named(argument)


def _leaf(name: str, argument: object, asked: Question, questionnaire: Questionnaire) -> Row:
    if name in _SIGNS and (compared := _compared(name, argument, questionnaire)):
        return compared
    if name != "selected":
        raise _NoRowError
    field, option = cast(list[str], argument)
    if "includes" in TESTS[asked.kind]:
        return Row(field, "includes", (option,))
    if option not in NON_ANSWERS:  # a number or a text is never one
        raise _NoRowError
    return Row(field, "is", (option,))


def _without_ne(tree: Expression, questionnaire: Questionnaire) -> Expression:
    """The same with "answered, and not equal" for "ne", where it means that."""
    [(name, argument)] = tree.items()
    if name == "not":
        return {"not": _without_ne(cast(Expression, argument), questionnaire)}
    if name in ("all", "any"):
        parts = cast(list[Expression], argument)
        return {name: [_without_ne(part, questionnaire) for part in parts]}
    if name == "ne" and (compared := _compared("eq", argument, questionnaire)):
        return {"all": [{"answered": compared.field}, {"not": {"eq": argument}}]}
    return tree


def _compared(name: str, argument: object, questionnaire: Questionnaire) -> Row | None:
    """The row of a comparison between one answer and something written, of a kind with it."""
    left, right = cast(list[object], argument)
    if isinstance(left, str | Decimal):
        left, right, name = right, left, _MIRRORED[name]
    if not isinstance(left, Mapping) or "answer" not in left or isinstance(right, Mapping):
        return None
    asked = asked_in(left["answer"], questionnaire)
    test, value = _SIGNS[name], _value(right, asked.kind) if asked else None
    fits = asked is not None and value is not None and test in TESTS[asked.kind]
    return Row(left["answer"], test, (value,)) if fits and value else None


def _value(literal: object, kind: Kind) -> str | None:
    """What is written, as a row holds it; None where no answer of the kind is like it."""
    if isinstance(literal, Decimal):
        return f"{literal.normalize():f}" if kind == "number" else None
    value = cast(str, literal)
    if kind == "number":
        written = re.fullmatch(r"-?[0-9]{1,9}(\.[0-9]{1,4})?", value, re.ASCII)
        return f"{Decimal(value).normalize():f}" if written else None
    if kind == "date":
        return value if _is_day(value) else None
    return None if value in NON_ANSWERS else value


def _is_day(value: str) -> bool:
    try:
        return day_of(value) == value
    except ValueError:
        return False
