"""The small fixed cast and the stage: an app on each database, a clock that can be moved."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings

from consult.db import db, furnish
from tests.browser import browser, phone
from tests.databases import copied, database_url, fresh_database, postgres_url
from tests.home import inhabited
from tests.stage import SECRET, Clock, make_app

__all__ = ["SECRET", "Clock", "make_app"]  # the stage
__all__ += ["browser", "database_url", "inhabited", "phone", "postgres_url"]  # fixtures

# No test holds a stopwatch.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")
MOST_WORKERS = 2  # each with a PostgreSQL server and a browser of its own


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """One for each core; none where files or tests are named: those are sooner run than shared."""
    cores = min(os.cpu_count() or 1, MOST_WORKERS)
    return cores if cores > 1 and all(Path(named).is_dir() for named in config.args) else 0


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
    """The address of a migrated database, once of each kind: empty, or that of the ``house``."""
    if "inhabited" in request.fixturenames:
        template = request.getfixturevalue("inhabited")(request.param).url
    elif request.param == "sqlite":
        template = f"sqlite:///{request.getfixturevalue('furnished_sqlite')}"
    else:
        template = request.getfixturevalue("furnished_postgres")
    with copied(template, tmp_path) as url:
        yield url


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


def _furnish(url: str, folder: Path) -> None:
    app = make_app(url, folder)
    with app.app_context():
        furnish()
        db.session.remove()
        db.engine.dispose()
