"""What storing an answer needs besides a database that can be written: it makes ``/readyz`` red."""

from flask import Flask

from consult.responses.custody import Custody
from consult.responses.models import Pending, Seen
from consult.web.health import NotReady, quick_connection, ready_when


def init_readiness(app: Flask) -> None:
    ready_when(app, lambda: _keys_are_ours(app))
    ready_when(app, lambda: _writer_works(app))
    ready_when(app, lambda: _rows_can_be_added(app))


def _keys_are_ours(app: Flask) -> None:
    custody: Custody = app.extensions["intake"].custody
    with quick_connection(app) as connection:
        custody.verify(connection)


def _writer_works(app: Flask) -> None:
    if app.extensions["writer"].failing:
        raise NotReady("the last commit of answers failed")


def _rows_can_be_added(app: Flask) -> None:
    """On PostgreSQL somebody may hold the tables; on SQLite there is one lock, asked for before."""
    with quick_connection(app) as connection:
        if connection.dialect.name == "postgresql":
            tables = ", ".join(table.__tablename__ for table in (Seen, Pending))
            connection.exec_driver_sql(
                f"BEGIN; LOCK TABLE {tables} IN ROW EXCLUSIVE MODE; ROLLBACK"
            )
