"""Alive, and able to store an answer."""

from flask import Flask

from consult.web.health import ready_when


def test_alive_and_ready(app: Flask) -> None:
    client = app.test_client()
    assert client.get("/healthz").json == {"status": "alive"}
    assert client.get("/readyz").json == {"status": "ready"}


def test_what_a_room_lacks_makes_the_house_not_ready(app: Flask) -> None:
    def without_keys() -> None:
        raise OSError

    ready_when(app, without_keys)
    answer = app.test_client().get("/readyz")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert app.test_client().get("/healthz").status_code == 200
