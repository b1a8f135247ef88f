"""The rows of a backup, put into the empty tables of a database of either kind."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Table, delete, func, insert, select

from consult.cli.backup.container import Damaged
from consult.cli.backup.taking import AT_ONCE, Progress, count, tables
from consult.jobs.models import RunnerSign


class InUse(Exception):
    """There is something in the database already."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a backup says of itself. ``tables`` holds name, columns and number of rows of each."""

    revision: str
    program: str
    made: datetime
    tables: Sequence[tuple[str, Sequence[str], int]]


def fill(
    connection: Connection, contents: Contents, rows: Iterator[Any], progress: Progress
) -> None:
    """Put every row where it was.

    Raises InUse, and Damaged where the rows are not those that the contents tell of.
    """
    _be_empty(connection)
    ours = [[name, list(table.columns.keys())] for name, table in tables().items()]
    if [[name, columns] for name, columns, _number in contents.tables] != ours:
        raise Damaged
    every, done = sum(number for _name, _columns, number in contents.tables), 0
    for name, columns, number in contents.tables:
        for batch in _batches(rows, number):
            values = [dict(zip(columns, row, strict=True)) for row in batch]
            connection.execute(insert(tables()[name]), values)
            done += len(batch)
            progress(done, every)
        if count(connection, tables()[name]) != number:
            raise Damaged
        _count_on(connection, tables()[name])
    if next(rows, None) is not None:
        raise Damaged


def _be_empty(connection: Connection) -> None:
    connection.execute(delete(RunnerSign))  # a runner beside an empty house leaves these
    if any(count(connection, table) for table in tables().values()):
        raise InUse


def _batches(rows: Iterator[Any], number: int) -> Iterator[list[Any]]:
    for start in range(0, number, AT_ONCE):
        if not (batch := list(islice(rows, min(AT_ONCE, number - start)))):
            raise Damaged
        yield batch


def _count_on(connection: Connection, table: Table) -> None:
    """New rows take numbers after the restored ones. SQLite does so by itself."""
    column = table.autoincrement_column
    if connection.dialect.name == "postgresql" and column is not None:
        name = connection.dialect.identifier_preparer.format_table(table)
        sequence = func.pg_get_serial_sequence(name, column.name)
        connection.execute(select(func.setval(sequence, func.max(column))))
