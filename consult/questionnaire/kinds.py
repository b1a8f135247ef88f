"""The kinds of answer: what was typed or ticked for one field, read as a value or refused.

To add a kind: name it in ``document.Kind``, write its reader here and enter it in the table below,
and give its page, its column and its sentence in the rooms that follow.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from consult.questionnaire.document import (
    DONT_KNOW,
    EMPTY,
    NOT_ASKED,
    REFUSED,
    Band,
    Kind,
    Question,
    Value,
)
from consult.questionnaire.faults import Fault
from consult.questionnaire.text import UnreadableText, clean

LONGEST_TEXT = 1000
_EARLIEST, _LATEST = "1900-01-01", "2100-12-31"
_RESERVED = (DONT_KNOW, REFUSED, NOT_ASKED, EMPTY)
# Before Decimal sees it: Decimal also reads "1e400", "1_000", "NaN" and digits of other scripts.
_NUMBER = re.compile(r"[+-]?[0-9]{1,9}([.,][0-9]{1,4})?", re.ASCII)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


class _RefusedError(Exception):
    """This answer cannot be taken; code and params name the sentence that says why."""

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


def read_field(question: Question, raw: Sequence[str]) -> Value | Fault | None:
    """Read one field of a question, or one row of a grid, from its values in the order given.

    None where it was left empty. Depends on nothing else, so a caller with many answers may keep
    the result for each distinct ``raw``. The fault's ``where`` is left to the caller. Never raises.
    """
    try:
        values = [value for value in map(clean, raw) if value]
        return _read(question, values) if values else None
    except UnreadableText:
        return Fault("unreadable_answer")
    except _RefusedError as refused:
        return Fault(refused.code, refused.params)


def typed(value: Value) -> tuple[str, ...]:
    """The values that, read again, give this one: its canonical form."""
    if isinstance(value, tuple):
        return value
    if isinstance(value, Decimal):
        return (f"{value:f}",)
    return (value.isoformat() if isinstance(value, date) else value,)


def _read(question: Question, values: list[str]) -> Value:
    if any(value in _RESERVED for value in values):
        return _non_answer(question, values)
    return _READERS[question.kind](question, values)


def _non_answer(question: Question, values: list[str]) -> str:
    if any(value in _RESERVED and value not in question.non_answers for value in values):
        raise _RefusedError("not_an_option")
    if len(values) > 1:
        raise _RefusedError("non_answer_with_others")
    return values[0]


def _single(question: Question, values: list[str]) -> str:
    value = _only(values)
    _require_options(question, values)
    return value


def _multiple(question: Question, values: list[str]) -> tuple[str, ...]:
    _require_options(question, values)
    _require_distinct(values)
    _require_few(question, values)
    exclusive = {option.id for option in question.options if option.exclusive}
    if len(values) > 1 and exclusive.intersection(values):
        raise _RefusedError("exclusive_with_others")
    return tuple(option.id for option in question.options if option.id in values)


def _ranking(question: Question, values: list[str]) -> tuple[str, ...]:
    _require_options(question, values)
    _require_distinct(values)
    _require_few(question, values)
    return tuple(values)


def _number(question: Question, values: list[str]) -> Decimal:
    value = _only(values)
    if not _NUMBER.fullmatch(value):
        raise _RefusedError("not_a_number_answer")
    number = _plain(Decimal(value.replace(",", ".")))
    if question.minimum is not None and number < question.minimum:
        raise _RefusedError("number_low", least=f"{question.minimum:f}")
    if question.maximum is not None and number > question.maximum:
        raise _RefusedError("number_high", most=f"{question.maximum:f}")
    if question.bands and not any(holds(band, number) for band in question.bands):
        raise _RefusedError("number_outside_bands")
    return number


def holds(band: Band, number: Decimal) -> bool:
    """Whether a number lies in the band, both ends included."""
    low = band.minimum is None or number >= band.minimum
    return low and (band.maximum is None or number <= band.maximum)


def _text(question: Question, values: list[str]) -> str:
    value = _only(values)
    longest = question.max_length or LONGEST_TEXT
    if len(value) > longest:
        raise _RefusedError("text_long", most=longest, length=len(value))
    return value


def _date(question: Question, values: list[str]) -> date:
    value = _only(values)
    try:
        day = date.fromisoformat(value) if _DAY.fullmatch(value) else None
    except ValueError:
        day = None
    if day is None:
        raise _RefusedError("not_a_date")
    earliest, latest = question.earliest or _EARLIEST, question.latest or _LATEST
    if not earliest <= day.isoformat() <= latest:
        raise _RefusedError("date_outside", earliest=earliest, latest=latest)
    return day


def _note(question: Question, values: list[str]) -> Value:  # noqa: ARG001 - one signature for all
    raise _RefusedError("note_takes_no_answer")


def _only(values: list[str]) -> str:
    if len(values) > 1:
        raise _RefusedError("one_answer_only")
    return values[0]


def _require_options(question: Question, values: list[str]) -> None:
    known = {option.id for option in question.options}
    if not known.issuperset(values):
        raise _RefusedError("not_an_option")


def _require_distinct(values: list[str]) -> None:
    if len(set(values)) < len(values):
        raise _RefusedError("option_repeated")


def _require_few(question: Question, values: list[str]) -> None:
    if question.max_choices is not None and len(values) > question.max_choices:
        raise _RefusedError("too_many_choices", most=question.max_choices)


def _plain(number: Decimal) -> Decimal:
    """The same number written one way: no exponent, no trailing zeros, no minus zero."""
    return number.quantize(Decimal(1)) + 0 if number == int(number) else number.normalize()


_READERS: Mapping[Kind, Callable[[Question, list[str]], Value]] = {
    "single": _single,
    "multiple": _multiple,
    "scale": _single,
    "number": _number,
    "text": _text,
    "date": _date,
    "ranking": _ranking,
    "grid": _single,
    "place": _single,
    "note": _note,
}
