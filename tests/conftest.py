"""The small fixed cast and the stage: an app on each database, a clock that can be moved."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from consult.app import create_app
from consult.db import db, furnish
from tests.browser import browser, phone
from tests.databases import database_url, drop_database, fresh_database, postgres_url

__all__ = ["browser", "database_url", "phone", "postgres_url"]  # fixtures

SECRET = "a-secret-for-tests-only-and-long-enough"


@dataclass
class Clock:
    """What time it is; tests move it."""

    now: datetime = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **time: float) -> None:
        self.now += timedelta(**time)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def app(furnished_url: str, tmp_path: Path, clock: Clock) -> Iterator[Flask]:
    """An app on an empty, migrated database, once of each kind, inside its context."""
    app = make_app(furnished_url, tmp_path / "instance", CLOCK=clock)
    with app.app_context():
        yield app
        app.extensions["writer"].close()
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(params=["sqlite", "postgres"])
def furnished_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty, migrated database, once of each kind."""
    if request.param == "sqlite":
        file = tmp_path / "consult.db"
        shutil.copy(request.getfixturevalue("furnished_sqlite"), file)
        yield f"sqlite:///{file}"
    else:
        server = request.getfixturevalue("postgres_url")
        url = fresh_database(server, request.getfixturevalue("furnished_postgres"))
        yield url
        drop_database(url)


@pytest.fixture(scope="session")
def furnished_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("furnished")
    _furnish(f"sqlite:///{folder / 'consult.db'}", folder)
    return folder / "consult.db"


@pytest.fixture(scope="session")
def furnished_postgres(postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    url = fresh_database(postgres_url)
    _furnish(url, tmp_path_factory.mktemp("furnished"))
    return url


def make_app(url: str, instance: Path, **overrides: object) -> Flask:
    """An app whose every path is the test's own."""
    return create_app(
        {
            "DATABASE_URL": url,
            "INSTANCE": instance,
            "KEYS": instance / "keys",
            "SECRET_KEY": SECRET,
            "TESTING": True,
            **overrides,
        }
    )


def _furnish(url: str, folder: Path) -> None:
    app = make_app(url, folder)
    with app.app_context():
        furnish()
        db.session.remove()
        db.engine.dispose()
