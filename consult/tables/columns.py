"""Answers as columns: every closed answer is one small integer, in a place of its own.

A row has the same number of values whatever was answered. Codes 0 to 3 are the reasons for having
no answer (``STATUSES``), and option ``i`` is ``FIRST + i``. A question with several answers is a
set of bits by the same numbers, of which exactly one is set where there is no answer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Literal

import numpy as np

from consult.questionnaire.document import (
    DONT_KNOW,
    EMPTY,
    NOT_ASKED,
    REFUSED,
    Band,
    Question,
    Questionnaire,
)

Value = str | tuple[str, ...] | Decimal | date
Shape = Literal["one", "several", "band", "month", "position"]

STATUSES = (EMPTY, NOT_ASKED, DONT_KNOW, REFUSED)
FIRST = len(STATUSES)
MOST_CHOICES = 60  # with the four reasons they fill 64 bits
FIRST_YEAR = 1900  # months are counted from here, so that they fit 16 bits until the year 7361

_CODE = {status: code for code, status in enumerate(STATUSES)}


class TooManyOptions(ValueError):
    """A question with several answers has more options than one set of bits can hold."""


@dataclass(frozen=True)
class Column:
    """Where one closed answer rests: ``field`` is the answer's name in a form."""

    id: str
    question: str
    field: str
    shape: Shape
    options: tuple[str, ...] = ()
    position: int = 0  # ranking: 0 is the first choice
    floors: tuple[Decimal, ...] = ()  # bands: where each begins, ascending

    @cached_property
    def index(self) -> Mapping[str, int]:
        """The code of each option."""
        return {option: FIRST + place for place, option in enumerate(self.options)}

    @cached_property
    def dtype(self) -> np.dtype[np.unsignedinteger]:
        """The narrowest type that holds every code, little-endian."""
        if self.shape == "several":
            return np.dtype("<u8")
        wide = self.shape == "month" or FIRST + len(self.options) > 256
        return np.dtype("<u2" if wide else "<u1")


def layout(questionnaire: Questionnaire) -> tuple[Column, ...]:
    """The columns of a published version, in the order of asking.

    Free text, notes and numbers without bands have none: what no table prints is not kept.
    Raises TooManyOptions.
    """
    return tuple(column for question in questionnaire.questions for column in _columns(question))


def encode(
    columns: Sequence[Column], answers: Mapping[str, Value], asked: frozenset[str]
) -> tuple[int, ...]:
    """One answer as one code for each column; ``answers`` and ``asked`` go by field."""
    return tuple(
        code(column, answers.get(column.field) if column.field in asked else NOT_ASKED)
        for column in columns
    )


def code(column: Column, value: Value | None) -> int:
    """The code of one value, None being "left empty". Raises KeyError for an unknown option."""
    if value is None or (isinstance(value, str) and value in _CODE):
        status = _CODE[value] if isinstance(value, str) else 0
        return 1 << status if column.shape == "several" else status
    return _CODERS[column.shape](column, value)


def code_of_option(column: Column, option: str) -> int | None:
    """The code of an option (of a month as ``2026-11``), None where the column has none such."""
    if column.shape != "month":
        return column.index.get(option)
    year, month = option.split("-")
    return _month(column, date(int(year), int(month), 1))


def _one(column: Column, value: Value) -> int:
    return column.index[str(value)]


def _several(column: Column, value: Value) -> int:
    chosen = (value,) if isinstance(value, str) else value
    assert isinstance(chosen, tuple)
    bits = sum(1 << column.index[option] for option in set(chosen))
    return bits or 1 << _CODE[EMPTY]


def _position(column: Column, value: Value) -> int:
    ranked = (value,) if isinstance(value, str) else value
    assert isinstance(ranked, tuple)
    return column.index[ranked[column.position]] if column.position < len(ranked) else _CODE[EMPTY]


def _band(column: Column, value: Value) -> int:
    # A band reaches up to the next one's beginning, so that 17.5 years still count as 17.
    assert isinstance(value, Decimal)
    below = sum(floor <= value for floor in column.floors)
    return FIRST + below - 1 if below else _CODE[EMPTY]


def _month(_: Column, value: Value) -> int:
    assert isinstance(value, date)
    return FIRST + (value.year - FIRST_YEAR) * 12 + value.month - 1


_CODERS = {
    "one": _one, "several": _several, "position": _position, "band": _band, "month": _month
}  # fmt: skip


def _columns(question: Question) -> tuple[Column, ...]:
    options = tuple(option.id for option in question.options)
    match question.kind:
        case "single" | "scale" | "place":
            return (Column(question.id, question.id, question.id, "one", options),)
        case "grid":
            return tuple(Column(f, question.id, f, "one", options) for f in question.fields)
        case "multiple":
            if len(options) > MOST_CHOICES:
                raise TooManyOptions(question.id)
            return (Column(question.id, question.id, question.id, "several", options),)
        case "ranking":
            places = range(question.max_choices or len(options))
            return tuple(_ranked(question, options, place) for place in places)
        case "number" if question.bands:
            return (_banded(question),)
        case "date":
            return (Column(question.id, question.id, question.id, "month"),)
    return ()


def _ranked(question: Question, options: tuple[str, ...], place: int) -> Column:
    name = f"{question.id}.{place + 1}"
    return Column(name, question.id, question.id, "position", options, position=place)


def _banded(question: Question) -> Column:
    bands = in_order(question.bands)
    ids = tuple(band.id for band in bands)
    floors = tuple(_floor(band) for band in bands)
    return Column(question.id, question.id, question.id, "band", ids, floors=floors)


def in_order(bands: Sequence[Band]) -> list[Band]:
    """Bands from the lowest to the highest."""
    return sorted(bands, key=_floor)


def _floor(band: Band) -> Decimal:
    return Decimal("-Infinity") if band.minimum is None else band.minimum
