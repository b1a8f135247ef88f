"""Many answers from a spreadsheet, each judged exactly as one from a phone.

What a cell means depends on its question and its text alone, and the route on the answers to a few
questions alone: so each is worked out once for every different text and every combination.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from consult.questionnaire.document import (
    EMPTY,
    NON_ANSWERS,
    NOT_ASKED,
    Question,
    Questionnaire,
    Value,
)
from consult.questionnaire.expressions import refers_to
from consult.questionnaire.faults import Fault
from consult.questionnaire.judging import judge, needed, rules_on_answers
from consult.questionnaire.kinds import read_field
from consult.questionnaire.route import asked, deciding
from consult.responses.sheet import Sheet, read_sheet
from consult.tables.blocks import Block
from consult.tables.columns import Column, code, layout

Cell = TypeVar("Cell", bound=Hashable)

LEFT_EMPTY = (EMPTY, NOT_ASKED)  # as our own tables call it; nobody types these on a phone
SEVERAL = ("multiple", "ranking")


@dataclass(frozen=True)
class Bulk:
    """The good rows as a block, with their free texts by question, and the faults of the others."""

    block: Block
    texts: list[tuple[str, str]]
    faults: list[Fault]


@dataclass(frozen=True)
class Verdicts:
    """The different verdicts on the cells of one field, and which of them each row has."""

    kinds: Sequence[Value | Fault | None]
    of_row: NDArray[np.intp]

    def where(self, holds: Callable[[Value | Fault | None], bool]) -> NDArray[np.bool_]:
        """For each row, whether its verdict is one of which ``holds`` is true."""
        return np.array([holds(kind) for kind in self.kinds])[self.of_row]


def read_bulk(questionnaire: Questionnaire, content: bytes, today: date | None = None) -> Bulk:
    """Judge every row of a CSV file, as if it came on the day ``today``. Raises Refusal."""
    fields = {field: question for question in questionnaire.questions for field in question.fields}
    sheet = read_sheet(content, fields)
    verdicts = {name: _judge(question, name, sheet) for name, question in fields.items()}
    asks = _asks(questionnaire, verdicts)
    faults = [
        fault
        for name, question in fields.items()
        for fault in _faults(question, name, verdicts[name], asks[name], sheet.numbers)
    ]
    for question in questionnaire.questions:
        if question.fields and any(rules_on_answers(question)):
            faults += _judged(question, verdicts, asks, today, sheet.numbers)
    faulty = {fault.row for fault in faults}
    good = np.array([number not in faulty for number in sheet.numbers])
    arrays = {
        c.id: _codes(c, verdicts[c.field], asks[c.field])[good] for c in layout(questionnaire)
    }
    texts = [
        pair
        for name, question in fields.items()
        if question.kind == "text"
        for pair in _texts(name, verdicts[name], asks[name] & good)
    ]
    return Bulk(Block(int(good.sum()), arrays), texts, sorted(faults, key=lambda f: f.row or 0))


def _judge(question: Question, name: str, sheet: Sheet) -> Verdicts:
    ticks = {
        header.partition("/")[2]: cells
        for header, cells in sheet.columns.items()
        if header.startswith(f"{name}/")
    }
    if ticks:
        rows = list(zip(*ticks.values(), strict=True))
        return _verdicts(rows, lambda row: _ticked(question, tuple(ticks), row))
    cells = [
        "" if cell in LEFT_EMPTY else cell
        for cell in sheet.columns.get(name) or [""] * len(sheet.numbers)
    ]
    if question.kind in SEVERAL:
        return _verdicts(cells, lambda cell: read_field(question, cell.split()))
    return _verdicts(cells, lambda cell: read_field(question, [cell]))


def _verdicts(cells: Sequence[Cell], judge: Callable[[Cell], Value | Fault | None]) -> Verdicts:
    place = {cell: number for number, cell in enumerate(dict.fromkeys(cells))}
    of_row = np.fromiter((place[cell] for cell in cells), np.intp, len(cells))
    return Verdicts([judge(cell) for cell in place], of_row)


def _ticked(question: Question, options: Sequence[str], row: Sequence[str]) -> Value | Fault | None:
    marks = [mark.strip() for mark in row]
    if not {"", "0", "1"}.issuperset(marks):
        return Fault("not_an_option")
    ticked = zip(options, marks, strict=True)
    return read_field(question, [option for option, mark in ticked if mark == "1"])


def _asks(
    questionnaire: Questionnaire, verdicts: Mapping[str, Verdicts]
) -> dict[str, NDArray[np.bool_]]:
    """For each field, whether each row was asked it."""
    names = deciding(questionnaire)
    rows = len(next(iter(verdicts.values())).of_row)
    keys = np.array([verdicts[name].of_row for name in names]).reshape(len(names), rows)
    combinations, of_row = np.unique(keys, axis=1, return_inverse=True)
    routes = [
        asked(
            questionnaire,
            _answers(
                {
                    name: verdicts[name].kinds[kind]
                    for name, kind in zip(names, combination, strict=True)
                }
            ),
        )
        for combination in combinations.T
    ]
    of_row = of_row.reshape(rows)
    return {name: np.array([name in route for route in routes])[of_row] for name in verdicts}


def _judged(
    question: Question,
    verdicts: Mapping[str, Verdicts],
    asks: Mapping[str, NDArray[np.bool_]],
    today: date | None,
    numbers: Sequence[int],
) -> list[Fault]:
    """The faults that depend on other answers: worked out once for every combination of them."""
    rules = rules_on_answers(question)
    names = sorted({*question.fields}.union(*map(refers_to, rules)) & verdicts.keys())
    kinds = [np.where(asks[name], verdicts[name].of_row, -1) for name in names]
    combinations, of_row = np.unique(np.array(kinds), axis=1, return_inverse=True)
    found: list[Fault] = []
    for place, combination in enumerate(combinations.T):
        read = {
            name: None if kind < 0 else verdicts[name].kinds[kind]
            for name, kind in zip(names, combination, strict=True)
        }
        if combination[names.index(question.fields[0])] < 0:  # not asked
            continue
        unread = {name for name, kind in read.items() if isinstance(kind, Fault)}
        for name, fault in judge(question, _answers(read), today, unread):
            if fault.code == "required" and needed(question) is True:  # told with its cell
                continue
            rows = np.flatnonzero(of_row.reshape(-1) == place).tolist()
            found += [replace(fault, where=name, column=name, row=numbers[row]) for row in rows]
    return found


def _answers(kinds: Mapping[str, Value | Fault | None]) -> dict[str, Value]:
    return {
        name: kind
        for name, kind in kinds.items()
        if kind is not None and not isinstance(kind, Fault)
    }


def _faults(
    question: Question,
    name: str,
    verdicts: Verdicts,
    asks: NDArray[np.bool_],
    numbers: Sequence[int],
) -> list[Fault]:
    kinds = [
        Fault("required") if kind is None and needed(question) is True else kind
        for kind in verdicts.kinds
    ]
    faulty = Verdicts(kinds, verdicts.of_row).where(lambda kind: isinstance(kind, Fault)) & asks
    return [
        replace(fault, where=name, column=name, row=numbers[row])
        for row in np.flatnonzero(faulty).tolist()
        if isinstance(fault := kinds[verdicts.of_row[row]], Fault)
    ]


def _codes(
    column: Column, verdicts: Verdicts, asks: NDArray[np.bool_]
) -> NDArray[np.unsignedinteger]:
    of_kind = [0 if isinstance(kind, Fault) else code(column, kind) for kind in verdicts.kinds]
    codes = np.array(of_kind, column.dtype)[verdicts.of_row]
    return np.where(asks, codes, column.dtype.type(code(column, NOT_ASKED)))


def _texts(name: str, verdicts: Verdicts, wanted: NDArray[np.bool_]) -> list[tuple[str, str]]:
    kinds = [verdicts.kinds[kind] for kind in verdicts.of_row[wanted]]
    return [(name, kind) for kind in kinds if isinstance(kind, str) and kind not in NON_ANSWERS]
