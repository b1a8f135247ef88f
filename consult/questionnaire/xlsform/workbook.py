"""An .xlsx as rows of text, however hostile the file is."""

import io
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

import openpyxl

from consult.questionnaire.faults import Fault
from consult.questionnaire.xlsform.container import WorkbookError, read_over, require_workbook

MOST_ROWS, MOST_COLUMNS = 20_000, 200
# Formatting often runs down to the last row a sheet can have, long after the last question.
_BLANK_ROWS_AT_THE_END = 150
_ERRORS = ("#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its 1-based number and its filled cells by header."""

    number: int
    cells: dict[str, str]

    def get(self, header: str) -> str:
        return self.cells.get(header, "")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name as written, its headers as written, and the rows under them."""

    name: str
    headers: tuple[str, ...] = ()
    rows: list[Row] = field(default_factory=list)


def read_workbook(content: bytes, wanted: Iterable[str]) -> tuple[dict[str, Sheet], list[Fault]]:
    """The wanted sheets that are there, by lower-case name. Raises WorkbookError.

    The faults are about cells of which nothing could be read: formulas without a value, and those
    that merging hides.
    """
    require_workbook(content)
    try:
        with warnings.catch_warnings(action="ignore"):  # openpyxl warns of styles it leaves out
            return _read(content, frozenset(wanted))
    except WorkbookError:
        raise
    except Exception as broken:  # a broken file breaks openpyxl in any of a dozen ways
        raise WorkbookError("xls_not_a_workbook") from broken


def _read(content: bytes, wanted: frozenset[str]) -> tuple[dict[str, Sheet], list[Fault]]:
    sheets: dict[str, Sheet] = {}
    faults: list[Fault] = []
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    try:
        for worksheet in book.worksheets:
            title = str(worksheet.title)
            name = title.strip().lower()
            if name not in wanted or name in sheets:
                continue
            worksheet.reset_dimensions()  # some programs write dimensions that are not so
            rows = worksheet.iter_rows(max_col=MOST_COLUMNS, values_only=True)
            sheets[name] = _sheet(title, rows)
            formulas, merged = read_over(content, worksheet._worksheet_path)
            faults += _merged(title, merged)
            if formulas:
                faults += _without_value(content, sheets[name])
    finally:
        book.close()
    return sheets, faults


def _sheet(name: str, raw: Iterable[tuple[object, ...]]) -> Sheet:
    rows = _filled(raw)
    _, titles = next(rows, (0, []))
    headers = {index: title for index, title in enumerate(titles) if title}
    sheet = Sheet(name, tuple(dict.fromkeys(headers.values())))
    for number, texts in rows:
        cells: dict[str, str] = {}
        for index, text in enumerate(texts):
            if text and index in headers:
                cells.setdefault(headers[index], text)
        if cells:
            sheet.rows.append(Row(number, cells))
    return sheet


def _without_value(content: bytes, sheet: Sheet) -> Iterator[Fault]:
    """A fault for each formula whose result the file does not hold; an error is no result."""
    filled = {row.number: row.cells for row in sheet.rows}
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    try:
        worksheet = book[sheet.name]
        worksheet.reset_dimensions()
        last = max(filled, default=1)
        headers: list[str] = []
        for number, cells in enumerate(worksheet.iter_rows(1, last, 1, MOST_COLUMNS), start=1):
            headers = headers or [_text(cell.value) for cell in cells]
            for header, cell in zip(headers, cells, strict=False):
                result = filled.get(number, {}).get(header, "")
                if header and _is_formula(cell) and (not result or result in _ERRORS):
                    filled.get(number, {}).pop(header, None)
                    yield _fault("xls_formula", sheet.name, number, header)
    finally:
        book.close()


def _is_formula(cell: Any) -> bool:
    return bool(getattr(cell, "data_type", "") == "f")


def _merged(sheet: str, ranges: list[str]) -> list[Fault]:
    if not ranges:
        return []
    shown = ", ".join(ranges[:5]) + (" …" if len(ranges) > 5 else "")
    return [Fault("xls_merged", {"ranges": shown}, sheet=sheet, severity="warning")]


def _fault(code: str, sheet: str, row: int, column: str) -> Fault:
    return Fault(code, sheet=sheet, row=row, column=column, severity="warning")


def _filled(raw: Iterable[tuple[object, ...]]) -> Iterator[tuple[int, list[str]]]:
    blank = 0
    for number, values in enumerate(raw, start=1):
        texts = [_text(value) for value in values]
        blank = 0 if any(texts) else blank + 1
        if blank > _BLANK_ROWS_AT_THE_END:
            return
        if number > MOST_ROWS:
            raise WorkbookError("xls_too_large")
        if not blank:
            yield number, texts


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else str(value).strip()
