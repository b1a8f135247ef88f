"""What one person answered stands in clear in no file, log or page, at any time of its life."""

import http.client
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from flask import Flask
from sqlalchemy import create_engine, func, select, text
from sqlalchemy.exc import DBAPIError

from consult.config import LARGEST_BODY
from consult.consultations.published import find
from consult.db import db, writing
from consult.responses.closing import close_to_answers
from consult.responses.mixing import keep_keys_ready, mix_all, mix_what_is_due
from consult.responses.models import OpenText
from consult.responses.retention import KEPT_FOR, purge
from consult.responses.stream import unseal
from tests.conftest import Clock, make_app
from tests.faults.server import Served
from tests.hostile.canary import ANSWERS, ID, SLUG, form, open_house, seen_in, told_in
from tests.hostile.scanner import files_of, found
from tests.sealed import Phone

OTHER = {**ANSWERS, "said": "otra cosa"}
FORM = "application/x-www-form-urlencoded"
PATH = f"/c/{SLUG}"


@pytest.fixture
def house(fresh_url: str, tmp_path: Path) -> tuple[str, Path]:
    open_house(fresh_url, tmp_path / "instance")
    return fresh_url, tmp_path / "instance"


@contextmanager
def inside(url: str, instance: Path) -> Iterator[Flask]:
    app = make_app(url, instance)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def send(
    served: Served, body: bytes, kind: str = FORM, accept: str = "text/html", path: str = PATH
) -> tuple[int, str]:
    connection = http.client.HTTPConnection(served.address, timeout=60)
    connection.request("POST", path, body, {"Content-Type": kind, "Accept": accept})
    reply = connection.getresponse()
    said = reply.read().decode()
    connection.close()
    return reply.status, said + str(reply.headers)


def crowd(served: Served) -> None:
    """Nine others, so that the ten of them can be mixed."""
    for _ in range(9):
        usual = {"thing": "usual", "said": "otra cosa"}
        assert send(served, form(usual, _id=secrets.token_urlsafe(16)))[0] == 303


def test_an_answer_is_sealed_then_mixed_then_gone(house, tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(scratch := tmp_path / "scratch"))
    scratch.mkdir()

    def everywhere() -> list[Path]:
        return [*files_of(*house), *scratch.rglob("*.*")]

    with Served(*house) as served:
        crowd(served)
        assert send(served, form())[0] == 303
        assert seen_in(everywhere()) == set()
        with inside(*house) as app:
            assert mix_what_is_due(app.extensions["key_ring"], 10) == 10
        assert seen_in(everywhere()) == set()
        assert told_in(served.log) == set()
    assert seen_in(everywhere()) == set()


def test_what_a_phone_sealed_stands_nowhere_either(house):
    with inside(*house) as app:
        keep_keys_ready(app.extensions["key_ring"])
        [key] = re.findall('data-key="([^"]+)"', app.test_client().get(PATH).text)
    with Served(*house) as served:
        crowd(served)
        sealed = Phone(key, SLUG).seals(form())
        outcomes = {200: sealed, 400: sealed[:-1], 409: Phone(key, SLUG).seals(form(OTHER))}
        for status, body in outcomes.items():
            assert send(served, body, "text/plain", path=f"{PATH}/sealed")[0] == status
        everywhere = files_of(*house)
        assert seen_in(everywhere) == found([sealed.decode()], everywhere) == set()
        with inside(*house) as app:
            assert mix_what_is_due(app.extensions["key_ring"], 10) == 10
        assert seen_in(files_of(*house)) == set()
        assert told_in(served.log) == set()


def test_no_refusal_repeats_it(house):
    with Served(*house) as served:
        assert send(served, form())[0] == 303
        refused = {
            400: [form()[:-7], form() + b"&%zz=1&_end=1"],
            409: [form(OTHER)],
            413: [form({**ANSWERS, "said": ANSWERS["said"] + "x" * LARGEST_BODY})],
        }
        for status, bodies in refused.items():
            for body in bodies:
                assert [send(served, body)[0], told_in(send(served, body)[1])] == [status, set()]
        status, said = send(served, form(), "multipart/form-data; boundary=" + ID)
        assert [status, told_in(said)] == [415, set()]
        assert told_in(served.log) == set()
    assert seen_in(files_of(*house)) == set()


def test_no_failure_of_the_database_repeats_it(house):
    """Only the page that says "not stored, send it again" gives her own answers back to her."""
    with Served(*house) as served:
        for failing in broken(house[0]):
            with failing:
                status, page = send(served, form())
                assert status == 503 or (status == 500 and told_in(page) == set())
                status, said = send(served, form(), accept="application/json")
                assert status >= 500
                assert told_in(said) == set()
        assert told_in(served.log) == set()
        assert send(served, form())[0] == 303
    assert seen_in(files_of(*house)) == set()


def broken(url: str) -> Iterator[object]:
    yield altered(url, "ALTER TABLE pending RENAME TO away", "ALTER TABLE away RENAME TO pending")
    yield altered(url, "ALTER TABLE seen RENAME TO away", "ALTER TABLE away RENAME TO seen")
    if "sqlite" not in url:  # its server repeats the row that failed, and the statement
        yield altered(
            url,
            "ALTER TABLE pending ADD CONSTRAINT never CHECK (epoch < 0)",
            "ALTER TABLE pending DROP CONSTRAINT never",
        )


@contextmanager
def altered(url: str, before: str, after: str) -> Iterator[None]:
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text(before))
    yield
    with engine.begin() as connection:
        connection.execute(text(after))
    engine.dispose()


def test_after_its_time_no_key_opens_what_it_said(house):
    url, instance = house
    with Served(url, instance) as served:
        crowd(served)
        assert send(served, form())[0] == 303
    clock = Clock()
    with inside(url, instance) as app:
        ring = app.extensions["key_ring"]
        with writing() as session:
            consultation = find(session, SLUG)
            assert consultation
            close_to_answers(session, "test", consultation, clock())
        assert mix_all(ring, consultation.id) == 10
        copied = [
            (row.key, row.question, row.id, row.sealed)
            for row in db.session.scalars(select(OpenText))
        ]
        label = {row_id: f"{key}|{question}|{row_id.hex()}" for key, question, row_id, _ in copied}
        assert ANSWERS["said"].encode() in {
            unseal(ring.get(key), sealed, label[row_id]) for key, _, row_id, sealed in copied
        }
        db.session.remove()
        clock.pass_(days=731)
        purge(ring, clock().date())
        for table in KEPT_FOR:
            assert db.session.scalar(select(func.count()).select_from(table)) == 0
        for name in ring.names():
            for _key, _question, row_id, sealed in copied:
                with pytest.raises(InvalidTag):
                    unseal(ring.get(name), sealed, label[row_id])
    assert seen_in(files_of(url, instance)) == set()


def test_what_would_be_stored_or_logged_plainly_is_found(house):
    """The database, its write-ahead log and its log of errors are all looked into."""
    url, said = house[0], f"plainly {secrets.token_hex(8)}"
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("CREATE TABLE plainly (said text)"))
        connection.execute(text("INSERT INTO plainly VALUES (:said)"), {"said": said})
        if "sqlite" not in url:
            with pytest.raises(DBAPIError):
                connection.exec_driver_sql(f"SELECT '{said}' FROM nowhere")
            connection.execute(text("CHECKPOINT"))
        named = {name for _word, name, _how in found([said], files_of(*house))}
    engine.dispose()
    if "sqlite" in url:
        assert "consult.db-wal" in named
    else:
        assert "log" in named
        assert len(named) == 3  # the heap, and its log
