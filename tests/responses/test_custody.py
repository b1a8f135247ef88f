"""A key ring that is not the one of the database: nothing is sealed there, and nothing is lost."""

import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event

from consult.db import db, writing
from consult.keys import KeyRing
from consult.responses.custody import RingBehind, behind, renew
from consult.responses.mixing import mix_what_is_due
from tests.conftest import make_app
from tests.faults.numbered import SLUG, form, open_house, stored
from tests.responses.test_readiness import ready, why

FIRST, LATER = range(12), range(50, 53)


class House:
    """One that is started anew as often as it takes, on the same database and the same folder."""

    def __init__(self, url: str, instance: Path) -> None:
        self._url, self._instance = url, instance
        self.keys, self._away = instance / "keys", instance.parent / "away"
        open_house(url, instance)

    @contextmanager
    def started(self) -> Iterator[Flask]:
        app = make_app(self._url, self._instance)
        with app.app_context():
            yield app
            app.extensions["writer"].close()
            db.session.remove()
            db.engine.dispose()

    def unmount(self) -> None:
        self.keys.rename(self._away)
        self.keys.mkdir(mode=0o700)

    def mount(self) -> None:
        """The disk comes back over whatever the folder has held meanwhile."""
        shutil.rmtree(self.keys)
        self._away.rename(self.keys)

    def put_beside(self) -> None:
        shutil.copytree(self._away, self.keys, dirs_exist_ok=True)


@pytest.fixture
def house(furnished_url: str, tmp_path: Path) -> House:
    return House(furnished_url, tmp_path / "house")


def send(app: Flask, numbers: range) -> set[int]:
    """Which statuses answers to all of them had."""
    kind = "application/x-www-form-urlencoded"
    return {
        app.test_client()
        .post(f"/c/{SLUG}", data=form(number, f"{number:032}"), content_type=kind)
        .status_code
        for number in numbers
    }


def mix(app: Flask) -> int:
    return mix_what_is_due(app.extensions["key_ring"], 5)


@pytest.mark.parametrize("mixed", [False, True])
def test_nothing_is_sealed_while_the_disk_of_the_keys_is_away(house: House, caplog, mixed) -> None:
    with house.started() as app:
        assert send(app, FIRST) == {303}
        if mixed:
            assert mix(app) == len(FIRST)
    house.unmount()
    with house.started() as app:
        assert not ready(app)
        assert why(caplog).startswith("RingBehind")
        assert send(app, LATER) == {503}
        with pytest.raises(RingBehind):
            mix(app)
        assert list(app.extensions["key_ring"].names("epoch-")) == []
    house.mount()
    with house.started() as app:
        assert ready(app)
        assert send(app, LATER) == {303}
        assert stored(app) == Counter([*FIRST, *LATER])
        mix(app)
        assert stored(app) == Counter([*FIRST, *LATER])


def test_nor_where_it_goes_away_under_a_house_that_serves(house: House) -> None:
    with house.started() as app:
        assert send(app, FIRST) == {303} and ready(app)
        house.unmount()
        assert send(app, LATER) == {503} and not ready(app)
        house.mount()
        assert send(app, LATER) == {303} and ready(app)
        assert stored(app) == Counter([*FIRST, *LATER])


def test_nor_in_a_ring_that_has_stood_still(house: House) -> None:
    with house.started() as app:
        assert send(app, range(5)) == {303}
        shutil.copytree(house.keys, house.keys.parent / "copy")
        assert mix(app) == 5
        assert send(app, range(5, 8)) == {303}
    house.unmount()
    shutil.copytree(house.keys.parent / "copy", house.keys, dirs_exist_ok=True)
    with house.started() as app:
        assert send(app, LATER) == {503} and not ready(app)
    house.mount()
    with house.started() as app:
        assert ready(app) and stored(app) == Counter(range(8))


def test_keys_that_are_renewed_have_names_of_their_own(house: House) -> None:
    """Those that were thought lost turn up, and are put beside the new ones."""
    with house.started() as app:
        assert send(app, FIRST) == {303}
    house.unmount()
    with house.started() as app:
        with writing() as session:
            assert renew(app.extensions["key_ring"], session.connection())
        assert ready(app)
        assert send(app, LATER) == {303}
        mix(app)
        assert send(app, range(60, 62)) == {303}
    house.put_beside()
    with house.started() as app:
        assert ready(app)
        assert stored(app) == Counter([*FIRST, *LATER, 60, 61])
        mix(app)
        assert stored(app) == Counter([*FIRST, *LATER, 60, 61])


def test_an_epoch_is_never_begun_under_a_name_that_an_answer_waits_under(house: House) -> None:
    with house.started() as app:
        ring: KeyRing = app.extensions["key_ring"]
        assert send(app, FIRST) == {303}
        with db.engine.connect() as connection:
            assert behind(ring, connection) == set()
            house.unmount()
            [stream] = behind(ring, connection)
            assert stream.begin_epoch(ring, connection) == 2


def test_the_database_is_asked_of_the_keys_once_and_not_for_every_answer(house: House) -> None:
    asked: list[str] = []
    with house.started() as app:

        @event.listens_for(db.engine, "before_cursor_execute")
        def watch(_connection, _cursor, statement: str, *_rest: object) -> None:
            if "FROM pending" in statement:
                asked.append(statement)

        send(app, range(2))
        before = len(asked)
        send(app, FIRST)
        assert before and len(asked) == before
