"""An .xlsx as rows of text, however hostile the file is."""

import io
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time

import openpyxl

MOST_BYTES = 5_000_000
MOST_UNPACKED = 20_000_000
MOST_ROWS, MOST_COLUMNS = 20_000, 200
# Formatting often runs down to the last row a sheet can have, long after the last question.
_BLANK_ROWS_AT_THE_END = 150


class WorkbookError(ValueError):
    """The file cannot be read as a workbook; ``code`` names the sentence that says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its 1-based number and its filled cells by header."""

    number: int
    cells: Mapping[str, str]

    def get(self, header: str) -> str:
        return self.cells.get(header, "")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name as written, its headers as written, and the rows under them."""

    name: str
    headers: tuple[str, ...] = ()
    rows: list[Row] = field(default_factory=list)


def read_workbook(content: bytes, wanted: Iterable[str]) -> dict[str, Sheet]:
    """The wanted sheets that are there, by lower-case name. Raises WorkbookError."""
    _require_reasonable(content)
    try:
        with warnings.catch_warnings(action="ignore"):  # openpyxl warns of styles it leaves out
            return dict(_sheets(content, frozenset(wanted)))
    except WorkbookError:
        raise
    except Exception as broken:  # a broken file breaks openpyxl in any of a dozen ways
        raise WorkbookError("xls_not_a_workbook") from broken


def _require_reasonable(content: bytes) -> None:
    if len(content) > MOST_BYTES:
        raise WorkbookError("xls_too_large")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as broken:
        raise WorkbookError("xls_not_a_workbook") from broken
    if unpacked > MOST_UNPACKED:
        raise WorkbookError("xls_too_large")


def _sheets(content: bytes, wanted: frozenset[str]) -> Iterator[tuple[str, Sheet]]:
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    try:
        for worksheet in book.worksheets:
            name = str(worksheet.title).strip().lower()
            if name in wanted:
                worksheet.reset_dimensions()  # some programs write dimensions that are not so
                rows = worksheet.iter_rows(max_col=MOST_COLUMNS, values_only=True)
                yield name, _sheet(str(worksheet.title), rows)
    finally:
        book.close()


def _sheet(name: str, raw: Iterable[tuple[object, ...]]) -> Sheet:
    rows = _filled(raw)
    _, titles = next(rows, (0, []))
    headers = {index: title for index, title in enumerate(titles) if title}
    sheet = Sheet(name, tuple(headers.values()))
    for number, texts in rows:
        cells = {headers[i]: text for i, text in enumerate(texts) if text and i in headers}
        if cells:
            sheet.rows.append(Row(number, cells))
    return sheet


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
