"""Alive, and able to store an answer: looked at once, for everybody who asks meanwhile."""

import math
import threading

import pytest
from flask import Flask
from flask_migrate import stamp

from consult.config import migrations_folder
from consult.web.health import NotReady, Readiness, ready_when


@pytest.fixture
def stamped(app: Flask) -> Flask:
    """The porch with a database that says it is of this version."""
    app.config["KEYS"] = app.config["INSTANCE"]
    with app.app_context():
        stamp(directory=str(migrations_folder()))
    return app


def test_alive_and_ready(stamped: Flask) -> None:
    client = stamped.test_client()
    assert client.get("/healthz").json == {"status": "alive"}
    assert client.get("/readyz").json == {"status": "ready"}


def test_a_database_of_another_version_is_not_ready(app: Flask) -> None:
    assert app.test_client().get("/readyz").status_code == 503


def test_what_a_room_lacks_makes_the_house_not_ready(stamped: Flask, caplog) -> None:
    def without_keys() -> None:
        raise NotReady("no keys\nand more")

    ready_when(stamped, without_keys)
    answer = stamped.test_client().get("/readyz?who=rosa", headers={"User-Agent": "phone"})
    assert (answer.status_code, answer.json) == (503, {"status": "not ready"})
    assert answer.headers["Retry-After"] == "5"
    assert caplog.messages == ["Not ready to store an answer: NotReady: no keys"]
    assert stamped.test_client().get("/healthz").status_code == 200


def test_however_many_ask_it_is_looked_at_once_and_told_once(caplog) -> None:
    looked: list[int] = []

    def look() -> None:
        looked.append(1)
        raise NotReady("closed")

    ready = Readiness()
    ready.checks, ready.fresh_for = [look], 3600
    assert [ready() for _ in range(50)] == [False] * 50
    assert len(looked) == 1
    ready.fresh_for = 0
    ready._until = 0
    assert [ready() for _ in range(3)] == [False] * 3
    assert len(looked) > 1 and len(caplog.messages) == 1


def test_while_one_look_waits_the_others_are_told_what_was_found_before() -> None:
    looking, go_on = threading.Event(), threading.Event()

    def wait() -> None:
        looking.set()
        assert go_on.wait(30)

    ready = Readiness()
    ready.fresh_for = 0
    assert ready()
    ready.checks = [wait]
    slow = threading.Thread(target=ready)
    slow.start()
    assert looking.wait(30)
    assert ready()  # returns although the look above has not ended
    go_on.set()
    slow.join(30)


def test_what_was_found_long_ago_is_not_told() -> None:
    """Nobody has asked for long: two that ask now both wait for the look of now."""
    go_on, told = threading.Event(), list[bool]()

    def fail() -> None:
        assert go_on.wait(30)
        raise NotReady("now")

    ready = Readiness()
    assert ready()
    ready.checks, ready._until = [fail], -math.inf
    asking = [threading.Thread(target=lambda: told.append(ready())) for _ in range(2)]
    for one in asking:
        one.start()
    asking[0].join(0.3)
    assert told == []
    go_on.set()
    for one in asking:
        one.join(30)
    assert told == [False, False]
