"""One figure for a whole row, where its kind has one: a mean, a median."""

from dataclasses import dataclass

from consult.questionnaire.text import Text
from consult.tables.view import Row, Table


@dataclass(frozen=True, slots=True)
class Summary:
    """``code`` names what it is, ``text`` is ready to print."""

    code: str
    text: Text


def summary(table: Table, row: Row) -> Summary | None:  # noqa: ARG001  # no kind has one yet
    """The figure of a row, or None."""
    return None
