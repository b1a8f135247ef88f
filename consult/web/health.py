"""Two addresses for machines: is the process alive, and could it store an answer."""

import logging
import math
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import URL, Connection, Engine, NullPool, create_engine
from sqlalchemy.exc import DBAPIError

from consult.config import migrations_folder

LEAST_FREE = 32 * 1024 * 1024  # bytes: some thousand answers, and room to mix them
_QUICK = {  # what a look may wait for, against half a minute where an answer is at stake
    "sqlite": {"timeout": 1},  # seconds
    "postgresql": {
        "connect_timeout": 2,  # seconds; the driver takes no fewer
        "options": "-c lock_timeout=1000 -c statement_timeout=1500",  # milliseconds
    },
}
_OLD = 10.0  # seconds
_log = logging.getLogger(__name__)

Check = Callable[[], object]


class NotReady(Exception):
    """Why no answer can be stored now, in a few words."""


class Readiness:
    """Asks every check at most once in ``fresh_for`` seconds, however many want to know.

    So a stranger who asks and asks costs next to nothing, and who asks while a check waits for a
    lock is told what was found before, unless that is old.
    """

    def __init__(self) -> None:
        self.checks: list[Check] = []
        self.fresh_for = 1.0
        self._asking = threading.Lock()
        self._until = -math.inf
        self._reason: str | None = "not asked yet"

    def __call__(self) -> bool:
        if self._asking.acquire(blocking=time.monotonic() > self._until + _OLD):
            try:
                if time.monotonic() >= self._until:
                    self._ask()
            finally:
                self._asking.release()
        return self._reason is None

    def _ask(self) -> None:
        reason = _lacking(self.checks)
        if reason and reason != self._reason:
            _log.warning("Not ready to store an answer: %s", reason)
        elif self._reason and not reason:
            _log.info("Ready to store answers")
        self._reason, self._until = reason, time.monotonic() + self.fresh_for


def init_health(app: Flask) -> None:
    ready = app.extensions["ready"] = Readiness()
    app.extensions["quick_engine"] = _quick_engine(app.config["SQLALCHEMY_DATABASE_URI"])
    ready_when(app, lambda: _have_room(_folders(app)))
    ready_when(app, lambda: _database_takes_rows(app))

    @app.get("/healthz")
    def healthz() -> dict[str, str]:
        return {"status": "alive"}

    @app.get("/readyz")
    def readyz() -> tuple[dict[str, str], int, dict[str, str]]:
        if ready():
            return {"status": "ready"}, 200, {}
        return {"status": "not ready"}, 503, {"Retry-After": "5"}


def ready_when(app: Flask, check: Check) -> None:
    """Let a room say what else it needs to store an answer: ``check`` raises where it lacks it."""
    app.extensions["ready"].checks.append(check)


def sqlite_file(app: Flask) -> Path | None:
    """The file that is the database; None where it is PostgreSQL."""
    url: URL = app.config["SQLALCHEMY_DATABASE_URI"]
    name = (url.database or "").removeprefix("file:")
    return Path(name).resolve() if url.get_backend_name() == "sqlite" else None


def free_bytes(folder: Path) -> int:
    """What may still be written where ``folder`` is. Raises OSError."""
    return shutil.disk_usage(folder).free


@contextmanager
def quick_connection(app: Flask) -> Iterator[Connection]:
    """A connection of its own that commits by itself and waits a second or two at most.

    The pool of the answers is left alone: where they all wait, there is nothing left in it.
    """
    with app.extensions["quick_engine"].connect() as connection:
        yield connection


def _quick_engine(url: URL) -> Engine:
    return create_engine(
        url,
        poolclass=NullPool,
        isolation_level="AUTOCOMMIT",
        hide_parameters=True,
        connect_args=_QUICK[url.get_backend_name()],
    )


def _lacking(checks: list[Check]) -> str | None:
    """The first reason why no answer could be stored, in one line; None where there is none."""
    for check in checks:
        try:
            check()
        except DBAPIError as error:
            return f"{type(error).__name__}: {error.orig}".splitlines()[0]
        except Exception as error:  # whatever is broken, no answer can be stored
            return f"{type(error).__name__}: {error}".splitlines()[0]
    return None


def _folders(app: Flask) -> set[Path]:
    """Where answers and keys are written by this process."""
    folders = {app.config["INSTANCE"], app.config["KEYS"]}
    database = sqlite_file(app)
    return folders | {database.parent} if database else folders


def _have_room(folders: set[Path]) -> None:
    for folder in folders:
        if free_bytes(folder) < LEAST_FREE:
            raise NotReady(f"the disk is nearly full at {folder}")


def _database_takes_rows(app: Flask) -> None:
    with quick_connection(app) as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            connection.exec_driver_sql("ROLLBACK")
        elif connection.exec_driver_sql("SHOW transaction_read_only").scalar() == "on":
            raise NotReady("PostgreSQL is read only or a standby")
        _has_every_migration(connection)


def _has_every_migration(connection: Connection) -> None:
    ours = set(ScriptDirectory(str(migrations_folder())).get_heads())
    if set(MigrationContext.configure(connection).get_current_heads()) != ours:
        raise NotReady("the database is not of this version")
