"""The app as a whole: the hosts that it answers to, and what it never logs."""

import logging
from collections.abc import Iterator

import pytest
from flask import Flask

from consult.db import db
from tests.conftest import make_app


@pytest.fixture
def named(furnished_url, tmp_path) -> Iterator[Flask]:
    """An app that knows its name."""
    app = make_app(furnished_url, tmp_path, HOSTS=("consulta.example.pe",))
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.mark.parametrize("address", ["/", "/c/c-none", "/staff/sign-in", "/c/c-none/results"])
def test_only_known_hosts_are_answered(named, address):
    client = named.test_client()
    known = client.get(address, base_url="http://consulta.example.pe")
    assert known.status_code in (200, 404)
    foreign = client.get(address, base_url="http://evil.example")
    assert foreign.status_code == 400 and "evil" not in foreign.text


def test_nothing_of_a_resident_reaches_the_log(app, caplog):
    with caplog.at_level(logging.DEBUG):
        app.test_client().post(
            "/c/c-none",
            data={"proposal": "palabras secretas"},
            headers={"User-Agent": "un navegador"},
            environ_base={"REMOTE_ADDR": "203.0.113.7"},
        )
    assert not [word for word in ("secretas", "navegador", "203.0.113") if word in caplog.text]
