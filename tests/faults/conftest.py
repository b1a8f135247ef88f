"""How much is tried, and where: an open consultation on each database."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pytest

from tests.databases import drop_database, fresh_database, postgres_server
from tests.faults.cluster import Cluster
from tests.faults.numbered import open_house

Figure = TypeVar("Figure")
Place = tuple[str, Path]  # the database's address and the instance folder


@dataclass(frozen=True)
class Scale:
    """The short form of every test, which CI runs; or the long one, by CONSULT_FAULTS=long."""

    long: bool

    def of(self, *, short: Figure, long: Figure) -> Figure:
        return long if self.long else short


@pytest.fixture(scope="session")
def scale() -> Scale:
    return Scale(os.environ.get("CONSULT_FAULTS") == "long")


@pytest.fixture
def place(furnished_url: str, tmp_path: Path) -> Place:
    """A database in which the numbered consultation is open, once of each kind."""
    open_house(furnished_url, tmp_path / "instance")
    return furnished_url, tmp_path / "instance"


@pytest.fixture(scope="session")
def durable_url() -> Iterator[str]:
    """The address of a PostgreSQL server that waits for the disk at every commit.

    Tests stop it and start it again.
    """
    with postgres_server(durable=True) as url:
        cluster = Cluster(url)
        yield url
        cluster.stop()


@pytest.fixture
def postgres_place(durable_url: str, tmp_path: Path) -> Iterator[Place]:
    """As ``place``, on a PostgreSQL server that is set up as in the field."""
    url = fresh_database(durable_url)
    open_house(url, tmp_path / "instance")
    yield url, tmp_path / "instance"
    drop_database(url)


@pytest.fixture(params=["sqlite", "postgres"])
def durable_place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """As ``place``, once of each kind as in the field."""
    if request.param == "postgres":
        return request.getfixturevalue("postgres_place")
    url = f"sqlite:///{tmp_path / 'consult.db'}"
    open_house(url, tmp_path / "instance")
    return url, tmp_path / "instance"
