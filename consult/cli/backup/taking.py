"""Taking a backup: every table as of one moment, while others go on writing."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from alembic.runtime.migration import MigrationContext
from flask_babel import gettext as _
from sqlalchemy import Connection, Engine, Row, Table, func, select

from consult.accounts.audit import CONSOLE, record
from consult.cli.backup.container import Writer, appearing
from consult.db import db, writing
from consult.keys import KeyRing
from consult.responses.mixing import mix_what_is_due
from consult.web.refusal import Refusal

Progress = Callable[[int, int], None]  # rows done, of how many
AT_ONCE = 100  # rows in memory: a block may fill two megabytes


def back_up(ring: KeyRing, minimum: int, path: Path, now: datetime, progress: Progress) -> None:
    """Write the house to a new file. No key is in it. Raises Refusal, OSError.

    What is due is mixed first, so that little waits in the copy. That somebody takes one is
    recorded before it begins: no copy is made unnoticed, and each holds its own record.
    """
    try:
        with appearing(path) as file:
            with writing() as session:
                record(session, CONSOLE, "house.backup", path.name[:200], {})
            mix_what_is_due(ring, minimum)
            with snapshot(db.engine) as connection:
                _write(connection, Writer(file), now, progress)
    except FileExistsError as taken:
        raise Refusal(_("%(path)s exists already. Choose another name.", path=path)) from taken


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """A transaction that sees all as it was at its first look, and hinders nobody."""
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":  # SQLite in WAL mode does so by itself
            connection.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
        with connection.begin():
            yield connection


def revision_of(connection: Connection) -> str | None:
    """The migration that a database is at; None where it has none of ours."""
    return MigrationContext.configure(connection).get_current_revision()


def tables() -> Mapping[str, Table]:
    """Every table by its name, those first that others refer to."""
    return {table.name: table for table in db.metadata.sorted_tables}


def count(connection: Connection, table: Table) -> int:
    return connection.scalar(select(func.count()).select_from(table)) or 0


def _write(connection: Connection, writer: Writer, now: datetime, progress: Progress) -> None:
    counts = {name: count(connection, table) for name, table in tables().items()}
    contents = [[name, list(tables()[name].columns.keys()), rows] for name, rows in counts.items()]
    header = {"program": version("consult"), "made": now, "tables": contents}
    writer.add(header | {"revision": revision_of(connection)})
    done = 0
    for table in tables().values():
        for batch in _batches(connection, table):
            for row in batch:
                writer.add(tuple(row))
            done += len(batch)
            progress(done, sum(counts.values()))
    writer.finish()


def _batches(connection: Connection, table: Table) -> Iterator[Sequence[Row[Any]]]:
    """In the order of their keys: as they lie on the disk they would tell the order of arrival."""
    ordered = select(table).order_by(*table.primary_key.columns)
    return connection.execute(ordered.execution_options(yield_per=AT_ONCE)).partitions()
