"""The database: one object, names for constraints, and how each of the two kinds is opened.

Reading begins a plain transaction. Whatever writes does so inside ``writing()``: on SQLite a
transaction that reads first and writes later fails at once when another has written in between,
whatever its timeout, so a writing one takes the lock as it begins.
"""

import logging
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from typing import Any

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import Migrate, upgrade
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, Dialect, Engine, MetaData, TypeDecorator, event, make_url
from sqlalchemy.engine import Connection
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, Session

from consult.config import migrations_folder

_log = logging.getLogger(__name__)
_WRITING = {"consult_writing": True}
_POSTGRES = {
    "connect_timeout": 5,  # seconds
    "tcp_user_timeout": 30_000,  # milliseconds until a server that went silent counts as gone
    "options": "-c timezone=UTC -c lock_timeout=10s",
}
_PATIENTLY, _BRIEFLY = 30_000, 200  # milliseconds
_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    f"PRAGMA busy_timeout={_PATIENTLY}",
    "PRAGMA secure_delete=ON",
    "PRAGMA foreign_keys=ON",
)


class Base(DeclarativeBase):
    """What every table shares: names for constraints, so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})


class UTCDateTime(TypeDecorator[datetime]):
    """A moment, stored in UTC and always given back aware of it. Never on a resident's row."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value


def init_db(app: Flask) -> None:
    """Open the database that the configuration names; SQLite in the instance folder by default."""
    url = make_url(
        app.config["DATABASE_URL"] or f"sqlite:///{app.config['INSTANCE'] / 'consult.db'}"
    )
    options: dict[str, object] = {"hide_parameters": True}
    if url.get_backend_name() != "sqlite":
        url = url.set(drivername="postgresql+psycopg")
        options |= {"pool_pre_ping": True, "pool_size": 20, "max_overflow": 20}
        options["connect_args"] = _POSTGRES
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = options
    db.init_app(app)
    Migrate(app, db, directory=str(migrations_folder()), render_as_batch=True, compare_type=True)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            _prepare_sqlite(db.engine)


def furnish() -> None:
    """Bring the database of the current app up to this version."""
    upgrade(directory=str(migrations_folder()))


def is_current() -> bool:
    """Whether the database has every migration of this version."""
    heads = set(ScriptDirectory(str(migrations_folder())).get_heads())
    with db.engine.connect() as connection:
        return set(MigrationContext.configure(connection).get_current_heads()) == heads


@contextmanager
def writing() -> Iterator[Session]:
    """One writing transaction: the lock is taken first, and leaving the block commits.

    Whatever is raised inside rolls everything back. Objects stay readable afterwards.
    """
    with Session(db.engine, expire_on_commit=False) as session, session.begin():
        take_write_lock(session)
        yield session


def to_write(connection: Connection) -> Connection:
    """Make every transaction of a connection a writing one."""
    return connection.execution_options(**_WRITING)


def forget(*tables: str) -> None:
    """Let what rows of these tables said before go from the files, as far as it can be done now.

    SQLite's log is folded into the database and cut; PostgreSQL clears dead rows away, and its log
    goes by its own settings. Whoever reads at this moment, or a full disk, may prevent it: what was
    to be stored is, and the next time does it.
    """
    try:
        _cut_log() if db.engine.dialect.name == "sqlite" else _vacuum(tables)
    except (sqlite3.OperationalError, OperationalError) as prevented:
        _log.warning("What was deleted is not cleared away yet: %s", type(prevented).__name__)


def _cut_log() -> None:
    with closing(db.engine.raw_connection()) as connection:
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={_BRIEFLY}")  # writers wait while this waits
        try:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        finally:
            cursor.execute(f"PRAGMA busy_timeout={_PATIENTLY}")


def _vacuum(tables: Iterable[str]) -> None:
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(f"VACUUM (SKIP_LOCKED) {', '.join(tables)}")


def take_write_lock(session: Session) -> None:
    """Make the transaction that ``session`` is about to begin a writing one."""
    session.connection(execution_options=_WRITING)


def _prepare_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def set_pragmas(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # the driver must not begin transactions by itself
        for pragma in _PRAGMAS:
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("consult_writing")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
