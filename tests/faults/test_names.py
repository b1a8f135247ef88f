"""Forged names: what a request says of its host, scheme, path or sender leads nobody anywhere."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from consult.db import db
from tests.cast import Visitor, house
from tests.conftest import make_app
from tests.faults.clients import new_id
from tests.faults.every_kind import PATH, form, stored
from tests.faults.every_kind import house as open_house
from tests.faults.scene import Scene
from tests.faults.server import Served
from tests.faults.wire import exchange, post, request

__all__ = ["house"]

OURS, FORGED = "consulta.example", "evil.example"
# How it is set up: the hosts that are known, and the proxies that are trusted.
SETTINGS = {
    "nothing set": {"CONSULT_HOSTS": "", "CONSULT_TRUSTED_PROXIES": "0"},
    "hosts": {"CONSULT_HOSTS": OURS, "CONSULT_TRUSTED_PROXIES": "0"},
    "a proxy": {"CONSULT_HOSTS": "", "CONSULT_TRUSTED_PROXIES": "1"},
    "hosts and a proxy": {"CONSULT_HOSTS": OURS, "CONSULT_TRUSTED_PROXIES": "1"},
}
# What no proxy of ours ever sets.
NEVER_SET = (
    f"Forwarded: for={FORGED};host={FORGED};proto=https",
    f"X-Forwarded-For: {FORGED}",
    "X-Forwarded-Port: 6666",
    f"X-Forwarded-Prefix: /{FORGED}",
    f"X-Forwarded-Server: {FORGED}",
    f"X-Script-Name: /{FORGED}",
    f"X-Original-URL: /{FORGED}",
    f"X-Rewrite-URL: /{FORGED}",
    f"X-Original-Host: {FORGED}",
    f"X-Host: {FORGED}",
    "X-HTTP-Method-Override: DELETE",
    f"X-Real-IP: {FORGED}",
    f"Referer: https://{FORGED}/",
    f"Origin: https://{FORGED}",
    f"User-Agent: {FORGED}",
    f"X_Forwarded_Host: {FORGED}",
)
FORGED_NAMES = (f"X-Forwarded-Host: {FORGED}", "X-Forwarded-Proto: https")
PLACES = (
    "/",
    PATH,
    f"{PATH}/thanks",
    f"{PATH}/results",
    "/c//c-kinds",
    "/staff",
    "/staff/x",
    "/no",
)
ODD_HOSTS = (
    FORGED,
    f"{FORGED}:6666",
    f"{OURS}@{FORGED}",
    f"user:word@{OURS}",
    f"{OURS}.{FORGED}",
    f"{OURS}, {FORGED}",
    f"{OURS}/{FORGED}",
    f"{OURS} {FORGED}",
    "[::1]",
    "[evil]",
    "",
    "%00",
    "a" * 5000,
)


@pytest.fixture(scope="module", params=SETTINGS.values(), ids=SETTINGS.keys())
def settings(request: pytest.FixtureRequest) -> dict[str, str]:
    return request.param


@pytest.fixture(scope="module")
def scene(settings, furnished_sqlite: Path, tmp_path_factory) -> Iterator[Scene]:
    folder: Path = tmp_path_factory.mktemp("names")
    shutil.copy(furnished_sqlite, folder / "consult.db")
    url = f"sqlite:///{folder / 'consult.db'}"
    app = open_house(url, folder / "instance")
    with Served(url, folder / "instance", settings) as served:
        yield Scene(served, app)
        _nothing_is_kept(served, folder)
    with app.app_context():
        db.engine.dispose()


def _nothing_is_kept(served: Served, folder: Path) -> None:
    """No forged name is in the log, nor anywhere in the files of the database."""
    assert FORGED not in served.log and "Traceback" not in served.log
    kept = [file for file in folder.rglob("*") if file.is_file()]
    assert folder / "consult.db" in kept
    assert not [file.name for file in kept if FORGED.encode() in file.read_bytes()]


def knows(settings: dict[str, str]) -> bool:
    return settings["CONSULT_HOSTS"] != ""


def trusts(settings: dict[str, str]) -> bool:
    return settings["CONSULT_TRUSTED_PROXIES"] != "0"


@pytest.mark.parametrize("path", PLACES)
def test_no_answer_follows_what_no_proxy_sets(scene, path):
    plain = scene.says(request("GET", path, host=OURS))
    forged = scene.says(request("GET", path, *NEVER_SET, host=OURS))
    assert (plain.status, plain.body) == (forged.status, forged.body)
    assert plain.headers.get("location") == forged.headers.get("location")
    assert "strict-transport-security" not in forged.headers


@pytest.mark.parametrize("path", PLACES)
def test_the_name_that_a_proxy_sets_counts_only_behind_one(scene, settings, path):
    plain = scene.says(request("GET", path, host=OURS))
    forged = scene.says(request("GET", path, *FORGED_NAMES, host=OURS))
    if trusts(settings) and knows(settings):
        assert forged.status == 400
    else:
        assert (plain.status, plain.body) == (forged.status, forged.body)
    assert ("strict-transport-security" in forged.headers) == (
        trusts(settings) and not knows(settings)
    )
    assert FORGED not in forged.text + str(forged.headers)


@pytest.mark.parametrize("host", [*ODD_HOSTS, None], ids=lambda host: str(host)[:30])
def test_no_answer_repeats_the_name_it_was_asked_by(scene, settings, host):
    for path in PLACES:
        for data in (
            request("GET", path, host=host),
            post(path, form(), length="").replace(b"Host: test", f"Host: {host}".encode()),
        ):
            for version in (b"HTTP/1.1", b"HTTP/1.0"):
                reply = exchange(scene.served.address, data.replace(b"HTTP/1.1", version))
                assert reply is not None and reply.status != 500
                assert not reply.headers.get("location", "/").startswith(("http", "//"))
                assert FORGED not in reply.text + str(reply.headers)
                assert reply.status == 400 or not knows(settings)


@pytest.mark.parametrize("host", [OURS, OURS.upper(), f"{OURS}:8000", f"{OURS}.", f"{OURS}.:80"])
def test_its_own_name_is_answered_however_it_is_written(scene, host):
    reply = scene.says(request("GET", PATH, host=host))
    assert reply.status == 200 and host not in reply.text


@pytest.mark.parametrize("lines", [(), NEVER_SET, FORGED_NAMES])
def test_after_sending_one_stays_here(scene, settings, lines):
    before = stored(scene.app)
    data = post(PATH, form(submission_id=new_id()), *lines).replace(
        b"Host: test", f"Host: {OURS}".encode()
    )
    reply = scene.says(data)
    if lines == FORGED_NAMES and trusts(settings) and knows(settings):
        assert (reply.status, stored(scene.app)) == (400, before)
    else:
        assert (reply.status, reply.headers["location"]) == (303, f"{PATH}/thanks")
        assert stored(scene.app) == (before[0] + 1, before[1] + 1)


def test_two_hosts_are_refused(scene):
    for data in (
        request("GET", PATH, f"Host: {FORGED}", host=OURS),
        request("GET", PATH, f"Host: {OURS}", host=OURS),
    ):
        assert scene.says(data).status == 400


@pytest.fixture
def beside(house: Flask, tmp_path: Path) -> Iterator[Visitor]:
    """Rosa at the same house, set up with hosts and behind a proxy."""
    url = house.config["SQLALCHEMY_DATABASE_URI"].render_as_string(hide_password=False)
    hashing = house.config["SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS"]
    app = make_app(
        url,
        tmp_path / "instance",
        HOSTS=(OURS, "localhost"),
        TRUSTED_PROXIES=1,
        SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS=hashing,
    )
    yield Visitor(app).signs_in("rosa@example.org")
    with app.app_context():
        db.engine.dispose()


def test_the_link_and_the_code_to_share_lead_to_a_name_that_is_known(beside):
    def page(**changed: str) -> TestResponse:
        headers = {"X-Forwarded-Host": OURS, "X-Forwarded-Proto": "https", **changed}
        return beside.client.get("/staff/consultations/c-open/share", headers=headers)

    honest = page()
    assert f"https://{OURS}/c/c-open" in honest.text
    never = dict(line.split(": ") for line in NEVER_SET if "_" not in line)
    assert page(**never).text == honest.text
    assert page(**{"X-Forwarded-Host": f"{FORGED}, {OURS}"}).text == honest.text
    assert page(**{"X-Forwarded-Host": f"{OURS}, {FORGED}"}).status_code == 400
    assert page(**{"X-Forwarded-Host": FORGED}).status_code == 400
    assert page(**{"X-Forwarded-Proto": "javascript"}).status_code == 400
