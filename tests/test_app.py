"""The app as a whole: the hosts that it answers to, and what it never logs."""

import logging
import threading
from collections.abc import Iterator
from urllib.request import Request, urlopen

import pytest
from flask import Flask

from consult.cli.serve import make_server
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


@pytest.mark.parametrize(
    "host", ["CONSULTA.example.pe", "consulta.example.pe.", "consulta.example.pe:80"]
)
def test_a_host_is_known_however_it_is_written(named, host):
    assert named.test_client().get("/", headers={"Host": host}).status_code == 200


def test_machines_may_ask_by_address(named):
    assert named.test_client().get("/healthz", headers={"Host": "10.0.0.7"}).status_code == 200


@pytest.mark.parametrize("slug", ["a%00b", "%2e%2e", "A" * 300, "-", "ñ", "new"])
def test_an_odd_address_is_not_found(app, slug):
    for address in (f"/c/{slug}", f"/c/{slug}/results", f"/c/{slug}/thanks"):
        assert app.test_client().get(address).status_code == 404, address


def test_behind_a_trusted_proxy_the_cookie_is_for_https_alone(furnished_url, tmp_path):
    app = make_app(furnished_url, tmp_path, TRUSTED_PROXIES=1)
    server = make_server(app, "127.0.0.1", 0)
    threading.Thread(target=server.run, daemon=True).start()
    address = f"http://127.0.0.1:{server.effective_port}/staff/sign-in"
    with urlopen(Request(address, headers={"X-Forwarded-Proto": "https"})) as answer:
        told = answer.headers
    server.close()
    with app.app_context():
        db.engine.dispose()
    assert "Secure" in told["Set-Cookie"] and told["Strict-Transport-Security"]
