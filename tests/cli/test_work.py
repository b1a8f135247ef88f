"""The runner alone: it does what another program asked for, beside others, and ends when asked."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask

from consult.consultations.published import find
from consult.db import db, writing
from consult.jobs.models import Job
from consult.releases.freeze import request_release
from consult.releases.models import StoredRelease
from consult.responses.importing import read, take_in
from consult.responses.models import Pending
from tests.conftest import make_app
from tests.faults.clients import PATH, new_id
from tests.faults.numbered import SLUG, form, open_house, stored

CONSULT = Path(sys.executable).with_name("consult")
PATIENT = 60.0  # seconds
SHEET = b"n0\n" + b"o1\no2\n" * 40
Place = tuple[str, Path]


@pytest.fixture
def place(furnished_url: str, tmp_path: Path) -> Place:
    open_house(furnished_url, tmp_path / "instance")
    return furnished_url, tmp_path / "instance"


@pytest.fixture
def elsewhere(place: Place) -> Iterator[Flask]:
    """Another program on the same database and keys."""
    app = make_app(*place)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@contextmanager
def at_work(place: Place, number: int = 1) -> Iterator[list[subprocess.Popen[str]]]:
    """So many runners, each a process of its own, that have begun."""
    settings = {"CONSULT_DATABASE_URL": place[0], "CONSULT_INSTANCE": str(place[1])}
    environment = {**os.environ, **settings, "LC_ALL": "C.UTF-8", "PYTHONUNBUFFERED": "1"}
    runners = [
        subprocess.Popen(
            [CONSULT, "work"], env=environment, stdout=-1, stderr=subprocess.STDOUT, text=True
        )
        for _ in range(number)
    ]
    try:
        for runner in runners:
            assert runner.stdout is not None
            assert "Working" in runner.stdout.readline()
        yield runners
    finally:
        for runner in runners:
            runner.kill()
            runner.communicate()


def ended(runner: subprocess.Popen[str]) -> tuple[int, str]:
    """The exit status and what it said since it began."""
    said, _ = runner.communicate(timeout=PATIENT)
    return runner.returncode, said


def wait_until(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENT
    while not holds():
        assert time.monotonic() < until
        db.session.rollback()
        time.sleep(0.1)


def test_a_release_that_was_asked_for_elsewhere_is_made_once(place, elsewhere):
    now, ring = elsewhere.config["CLOCK"](), elsewhere.extensions["key_ring"]
    with at_work(place, 2) as runners:
        with writing() as session:
            consultation = find(session, SLUG)
            take_in(ring, session, "test", consultation, read(consultation, SHEET))
            request_release(session, "test", consultation, None, now)
        wait_until(lambda: db.session.query(Job.state).one()[0] == "done")
        for runner in runners:
            runner.send_signal(signal.SIGTERM)
        assert [ended(runner) for runner in runners] == [(0, "")] * 2
    assert db.session.query(Job.attempts).one()[0] == 1
    assert db.session.query(StoredRelease.number, StoredRelease.state).all() == [(1, "ready")]


def test_what_waits_is_mixed_and_nobody_is_lost_or_doubled_by_several(place, elsewhere):
    phone = elsewhere.test_client()
    for number in range(24):
        kind = "application/x-www-form-urlencoded"
        sent = phone.post(PATH, data=form(number, new_id()), content_type=kind)
        assert sent.status_code == 303
    with at_work(place, 2):
        wait_until(lambda: db.session.query(Pending).first() is None)
    assert stored(elsewhere) == dict.fromkeys(range(24), 1)


def test_ctrl_c_ends_it_as_well(place):
    with at_work(place) as (runner,):
        runner.send_signal(signal.SIGINT)
        assert ended(runner) == (0, "")


def test_help_has_an_example():
    told = subprocess.run([CONSULT, "work", "--help"], capture_output=True, text=True, check=True)
    assert "Example: consult work" in told.stdout
