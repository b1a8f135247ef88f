"""A CSV file of answers as columns of text, before anybody asks what they mean."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from consult.questionnaire.document import NON_ANSWERS, Question
from consult.web.refusal import Refusal

FIRST_ROW = 2  # of the sheet as people see it: row 1 is the header


@dataclass(frozen=True)
class Sheet:
    """``columns`` maps each header to its cells; ``numbers`` are the rows' numbers in the file."""

    columns: Mapping[str, Sequence[str]]
    numbers: Sequence[int]


def read_sheet(content: bytes, fields: Mapping[str, Question]) -> Sheet:
    """Read UTF-8 text, comma or semicolon, whose header names ``fields``. Raises Refusal."""
    lines = _lines(content)
    if len(lines) < 2:
        raise Refusal(_("The file holds no answers: a header and at least one row are needed."))
    header = [name.strip() for name in lines[0][1]]
    _check_header(header, fields)
    for number, line in lines[1:]:
        if len(line) != len(header):
            raise Refusal(
                _(
                    "Row %(row)s has %(cells)s cells and the header %(header)s.",
                    row=number,
                    cells=len(line),
                    header=len(header),
                )
            )
    cells = zip(*(line for _, line in lines[1:]), strict=True)
    return Sheet(dict(zip(header, cells, strict=True)), [number for number, _ in lines[1:]])


def _lines(content: bytes) -> list[tuple[int, list[str]]]:
    """The lines that hold anything, with their row numbers."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as broken:
        raise Refusal(_("The file is not UTF-8. Save it as “CSV UTF-8”.")) from broken
    first = text.partition("\n")[0]
    separator = ";" if first.count(";") > first.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        return [(row, line) for row, line in enumerate(reader, FIRST_ROW - 1) if any(line)]
    except csv.Error as broken:
        raise Refusal(_("The file is not CSV: a quotation mark is not closed.")) from broken


def _check_header(header: Sequence[str], fields: Mapping[str, Question]) -> None:
    for name in header:
        field, slash, option = name.partition("/")
        question = fields.get(field)
        if question is None or (slash and not _is_option(question, option)):
            raise Refusal(
                _("Column “%(column)s” is no question of this questionnaire.", column=name[:60])
            )
        if header.count(name) > 1 or (slash and field in header):
            raise Refusal(_("Column “%(column)s” answers a question twice.", column=name))


def _is_option(question: Question, option: str) -> bool:
    known = {known.id for known in question.options} | set(NON_ANSWERS)
    return question.kind == "multiple" and option in known
