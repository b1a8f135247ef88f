"""The columns of a version made ready for many answers: what is usual is looked up."""

from collections.abc import Callable, Mapping, Sequence

from consult.questionnaire.document import NOT_ASKED
from consult.tables.columns import STATUSES, Column, Value, code

Coder = Callable[[Value | None], int]


class Encoder:
    """Encodes answers as ``columns.encode`` does, for one layout. Threads may share it."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self._columns = tuple((column.field, _coder(column)) for column in columns)

    def encode(self, answers: Mapping[str, Value], asked: frozenset[str]) -> tuple[int, ...]:
        """One answer as one code for each column. Raises KeyError for an unknown option."""
        return tuple(
            [
                coder(answers.get(field) if field in asked else NOT_ASKED)
                for field, coder in self._columns
            ]
        )


class _Codes(dict[Value | None, int]):
    """The codes of what can be foreseen; ``code`` works out any other."""

    def __init__(self, column: Column) -> None:
        options = column.options if column.shape != "band" else ()
        one = column.shape == "one"
        foreseen = (None, *STATUSES, *(option if one else (option,) for option in options))
        super().__init__({value: code(column, value) for value in foreseen})
        self._column = column

    def __missing__(self, value: Value | None) -> int:
        return code(self._column, value)


def _coder(column: Column) -> Coder:
    return _Codes(column).__getitem__
