"""Disks to be read: what was lived on each database, and the copy that somebody took of it."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.databases import fresh_database
from tests.faults.conftest import Scale, durable_place, durable_url, scale
from tests.hostile.scene import Scene, Taken, scene, seize, stop_and_seize

__all__ = ["durable_place", "durable_url", "scale"]  # fixtures

PEOPLE = 60
DISKS = ("sqlite running", "sqlite stopped", "postgres")
Take = Callable[[int], Taken]


@pytest.fixture(params=["sqlite", "postgres"])
def fresh_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database as in the field, once of each kind."""
    return _fresh(request, request.param, tmp_path)


@pytest.fixture
def stage(fresh_url: str, tmp_path: Path) -> Iterator[Scene]:
    """An empty house."""
    with scene(fresh_url, tmp_path / "instance", PEOPLE) as empty:
        yield empty


@pytest.fixture(params=DISKS)
def take(request: pytest.FixtureRequest, lived: Callable[[str, int], dict[str, Taken]]) -> Take:
    """A disk of each kind after several rounds of mixing, as often as one is wanted."""
    database = request.param.split()[0]
    return lambda attempt: lived(database, attempt)[request.param]


@pytest.fixture(scope="session")
def lived(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, scale: Scale
) -> Iterator[Callable[[str, int], dict[str, Taken]]]:
    known: dict[tuple[str, int], dict[str, Taken]] = {}
    rounds = scale.of(short=4, long=40)
    with ExitStack() as houses:

        def live(database: str, attempt: int) -> dict[str, Taken]:
            if (database, attempt) not in known:
                folder = tmp_path_factory.mktemp(database)
                url = _fresh(request, database, folder)
                house = houses.enter_context(scene(url, folder / "instance", PEOPLE))
                for _round in range(rounds):
                    house.live()
                known[database, attempt] = _taken(house, database, folder)
            return known[database, attempt]

        yield live


def _taken(house: Scene, database: str, folder: Path) -> dict[str, Taken]:
    if database == "postgres":
        return {"postgres": Taken(house, seize(house, folder / "taken"))}
    running = Taken(house, seize(house, folder / "running"))
    stopped = Taken(house, stop_and_seize(house, folder / "stopped"))
    return {"sqlite running": running, "sqlite stopped": stopped}


def _fresh(request: pytest.FixtureRequest, database: str, folder: Path) -> str:
    if database == "postgres":
        server = request.getfixturevalue("durable_url")
        return fresh_database(server, request.getfixturevalue("furnished_durable"))
    file = folder / "consult.db"
    shutil.copy(request.getfixturevalue("furnished_sqlite"), file)
    return f"sqlite:///{file}"


@pytest.fixture(scope="session")
def furnished_durable(durable_url: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    url = fresh_database(durable_url)
    furnish_at(url, tmp_path_factory.mktemp("furnished"))
    return url


def furnish_at(url: str, folder: Path) -> None:
    with scene(url, folder, 0) as empty:
        empty.furnish()
