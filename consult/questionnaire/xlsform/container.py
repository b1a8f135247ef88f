"""What kind of file somebody brings, before anything in it is believed."""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import IO

MOST_BYTES = 5_000_000
# Formatting down to the last row makes a sheet large that is read only as far as it is filled.
MOST_UNPACKED, MOST_OF_A_SHEET = 20_000_000, 200_000_000
_SHEETS = "xl/worksheets/"
_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PROTECTED = "EncryptedPackage".encode("utf-16-le")
_OPEN_DOCUMENT = b"application/vnd.oasis.opendocument"
_PIECE = 1 << 20
_FORMULA = re.compile(rb"<f[ >]")
_MERGED = re.compile(rb'<mergeCell ref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"')
_MOST_MERGED = 200


class WorkbookError(ValueError):
    """The file cannot be read as a workbook; ``code`` and ``params`` name the sentence why."""

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


def require_workbook(content: bytes) -> None:
    """Raise WorkbookError unless the bytes are a packed workbook of a reasonable size."""
    if len(content) > MOST_BYTES:
        raise WorkbookError("xls_too_large")
    if content.startswith(_OLD):
        if _PROTECTED in content:
            raise WorkbookError("xls_protected")
        raise WorkbookError("xls_format", format=".xls")
    if not content.startswith(b"PK"):
        text = content and b"\0" not in content[:_PIECE]
        raise WorkbookError("xls_plain_text" if text else "xls_not_a_workbook")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _require_parts(archive)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, RuntimeError) as broken:
        if isinstance(broken, WorkbookError):
            raise
        raise WorkbookError("xls_not_a_workbook") from broken


def _require_parts(archive: zipfile.ZipFile) -> None:
    names = set(archive.namelist())
    if "mimetype" in names:
        with archive.open("mimetype") as kind:
            if kind.read(len(_OPEN_DOCUMENT)) == _OPEN_DOCUMENT:
                raise WorkbookError("xls_format", format=".ods")
    if "xl/workbook.bin" in names:
        raise WorkbookError("xls_format", format=".xlsb")
    others = 0
    for entry in archive.infolist():
        if not entry.filename.startswith(_SHEETS):
            others += entry.file_size
        elif entry.file_size > MOST_OF_A_SHEET:
            raise WorkbookError("xls_too_large")
    if others > MOST_UNPACKED:
        raise WorkbookError("xls_too_large")


def read_over(content: bytes, sheet: str) -> tuple[bool, list[str]]:
    """Whether a sheet holds formulas, and its merged ranges, read over without being parsed.

    ``sheet`` is the path of the sheet in the archive.
    """
    formulas, merged = False, []
    with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open(sheet.lstrip("/")) as part:
        for piece in _pieces(part):
            formulas = formulas or bool(_FORMULA.search(piece))
            merged += [found.decode() for found in _MERGED.findall(piece)]
            if len(merged) > _MOST_MERGED:
                break
    return formulas, list(dict.fromkeys(merged))


def _pieces(part: IO[bytes]) -> Iterator[bytes]:
    """Pieces that overlap a little, so that nothing is cut in two."""
    before = b""
    while piece := part.read(_PIECE):
        yield before + piece
        before = piece[-64:]
