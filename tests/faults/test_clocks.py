"""Clocks that jump by years and back: nobody's answer is lost, doubled or kept out by one.

Intake and mixing go by no clock; opening and closing only note the time. Deleting is what a wrong
clock could do harm with.
"""

import re
import time
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from consult.accounts.models import AuditEntry
from consult.accounts.staff import ensure_programme
from consult.app import create_runner
from consult.config import LIMA
from consult.consultations.create import Plan, create
from consult.consultations.published import find
from consult.db import db, writing
from consult.jobs.models import RunnerSign
from consult.releases.freeze import request_release
from consult.releases.models import StoredRelease
from consult.responses.closing import close_to_answers, open_to_answers
from consult.responses.mixing import mix_all, mix_what_is_due
from consult.responses.models import OpenText, Pending, Seen, StoredBlock
from consult.responses.retention import WATCHED, SteadyClock, purge, purge_when_sure
from tests.conftest import Clock
from tests.faults.clients import HEADERS, PATH, new_id
from tests.faults.numbered import SLUG, form, questionnaire, stored, texts

NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
WRONG = (
    datetime(1970, 1, 1, tzinfo=UTC),
    datetime(2038, 1, 19, 3, 14, 8, tzinfo=UTC),
    datetime(2000, 2, 29, 23, 59, 59, tzinfo=UTC),
    datetime(2106, 2, 7, 6, 28, 16, tzinfo=UTC),
    datetime(9000, 12, 31, tzinfo=UTC),
)
TABLES = (Seen, Pending, StoredBlock, OpenText)


class Monotonic:
    """Seconds that only go forward, whatever the clock is set to."""

    def __init__(self, clock: Clock) -> None:
        self.seconds, self._clock = 0.0, clock

    def __call__(self) -> float:
        return self.seconds

    def passes(self, **time: float) -> None:
        """Both go on."""
        self.seconds += timedelta(**time).total_seconds()
        self._clock.pass_(**time)


@pytest.fixture
def opened(app: Flask, clock: Clock) -> Flask:
    with writing() as session:
        programme = ensure_programme(session, "Uno", "One")
        made = create(session, "test", programme.id, Plan(questionnaire(), SLUG), clock())
        open_to_answers(session, "test", made, clock())
    return app


def send(app: Flask, number: int, same: str = "", **headers: str) -> int:
    db.session.remove()
    body = form(number, same or new_id())
    return app.test_client().post(PATH, data=body, headers={**HEADERS, **headers}).status_code


def close(app: Flask, now: datetime) -> None:
    with writing() as session:
        consultation = find(session, SLUG)
        assert consultation is not None
        close_to_answers(session, "test", consultation, now)
        number = consultation.id
    mix_all(app.extensions["key_ring"], number)


def kept() -> dict[str, int]:
    db.session.rollback()
    counts = {
        t.__tablename__: db.session.scalar(select(func.count()).select_from(t)) for t in TABLES
    }
    db.session.rollback()  # deleting waits for whoever still reads, PostgreSQL five seconds a table
    return {name: count or 0 for name, count in counts.items()}


def test_answers_come_in_and_are_mixed_whatever_the_clock_says(opened, clock):
    ring, number = opened.extensions["key_ring"], 0
    for moment in (*WRONG, NOW, *reversed(WRONG)):
        clock.now = moment
        same = new_id()
        assert send(opened, number, same) == 303
        clock.now = NOW
        assert send(opened, number, same) == 303  # the retry of a phone that heard nothing
        clock.now = moment
        assert {send(opened, n) for n in range(number + 1, number + 12)} == {303}
        assert mix_what_is_due(ring, 10) == 12
        assert opened.test_client().get(PATH).status_code == 200
        number += 12
    everybody = dict.fromkeys(range(number), 1)
    assert stored(opened) == everybody and texts(opened) == everybody
    assert kept()["pending"] == 0


@pytest.mark.parametrize("closing", [*WRONG, NOW])
@pytest.mark.parametrize("opening", [*WRONG[:2], NOW])
def test_opening_and_closing_happen_whatever_the_clock_says(app, clock, opening, closing, request):
    clock.now = opening
    request.getfixturevalue("opened")
    same = new_id()
    assert send(app, 1, same) == 303
    clock.now = closing
    close(app, closing)
    assert send(app, 2) == 410
    assert send(app, 1, same) == 303  # stored before: a late retry learns the truth
    client = app.test_client()
    assert (client.get(PATH).status_code, client.get(f"{PATH}/results").status_code) == (410, 200)
    for moment in (NOW, opening, closing):  # however the clock goes on, nothing falls due at once
        purge(app.extensions["key_ring"], moment.astimezone(LIMA).date() + timedelta(days=7))
        assert kept() == {"seen": 1, "pending": 0, "block": 1, "text": 1}
    entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.seq)).all()
    assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
    assert entries[-1].verb == "consultation.close"


def test_what_was_kept_long_enough_is_deleted_to_the_day(opened, clock):
    send(opened, 1)
    close(opened, NOW)
    ring, day = opened.extensions["key_ring"], NOW.astimezone(LIMA).date()
    for days, gone in ((7, 0), (8, 1), (365, 1), (366, 2), (730, 2), (731, 3)):
        purge(ring, day + timedelta(days=days))
        assert list(kept().values()).count(0) == gone + 1  # nothing waits after closing
    assert list(ring.names("text-")) == []


def test_a_computer_that_begins_in_a_wrong_year_deletes_nothing(opened, clock):
    send(opened, 1)
    close(opened, NOW)
    before, ring = kept(), opened.extensions["key_ring"]
    clock.now = WRONG[3]
    passed = Monotonic(clock)
    steady = SteadyClock(clock, passed)
    for minutes in (0, 20, 39):
        passed.passes(minutes=minutes)
        purge_when_sure(ring, steady)
        assert kept() == before
    clock.now = NOW  # the network told it the time
    for minutes in (0, 20, 30, 9):
        passed.passes(minutes=minutes)
        purge_when_sure(ring, steady)
    passed.passes(hours=24)
    purge_when_sure(ring, steady)
    assert kept() == before
    clock.pass_(days=8)
    purge_when_sure(ring, steady)
    assert kept() == before  # a jump, even to a day that is due, is watched first
    passed.passes(hours=1)
    purge_when_sure(ring, steady)
    assert kept() == {**before, "seen": 0}


def test_the_runner_does_not_believe_the_clock_it_begins_with(opened, clock):
    """And the control: the same day, believed, would delete everything."""
    send(opened, 1)
    close(opened, NOW)
    before, ring = kept(), opened.extensions["key_ring"]
    clock.now = WRONG[3]
    runner = create_runner(opened)
    runner.start()
    for _ in range(600):
        if db.session.get(RunnerSign, "mixing"):  # deleting comes next, and leaves no sign yet
            break
        db.session.rollback()
        time.sleep(0.05)
    runner.leave()
    runner.join(30)
    assert db.session.get_one(RunnerSign, "mixing").failure == ""
    assert db.session.get(RunnerSign, "purge") is None
    assert kept() == before
    purge(ring, clock().date())
    assert set(kept().values()) == {0}


@pytest.mark.parametrize(
    ("wall", "real", "believed"),
    [
        (WATCHED, WATCHED, True),
        (WATCHED + 59, WATCHED, True),
        (WATCHED - 59, WATCHED, True),
        (WATCHED - 1, WATCHED - 1, False),
        (0, 0, False),
        (WATCHED + 61, WATCHED, False),
        (WATCHED - 61, WATCHED, False),
        (10 * WATCHED, WATCHED, False),
        (10 * WATCHED, 0, False),
        (-WATCHED, WATCHED, False),
    ],
)
def test_a_clock_is_believed_once_it_kept_pace(wall, real, believed):
    clock = Clock(NOW)
    passed = Monotonic(Clock())
    steady = SteadyClock(clock, passed)
    clock.pass_(seconds=wall)
    passed.passes(seconds=real)
    assert steady.today() == (date(2026, 11, 24) if believed else None)


def test_results_are_made_whatever_the_clock_says(opened, clock):
    assert {send(opened, number) for number in range(60)} == {303}
    mix_what_is_due(opened.extensions["key_ring"], 10)
    clock.now = WRONG[3]
    with writing() as session:
        consultation = find(session, SLUG)
        assert consultation is not None
        request_release(session, "test", consultation, None, clock())
    clock.now = WRONG[0]
    assert create_runner(opened).work_once()
    db.session.rollback()
    assert db.session.scalars(select(StoredRelease.state)).all() == ["ready"]
    clock.now = NOW
    page = opened.test_client().get(f"{PATH}/results")
    assert page.status_code == 200 and "2106" in page.text  # what the clock said stands there


@pytest.mark.parametrize(
    "moment", ["Thu, 01 Jan 1970 00:00:00 GMT", "Tue, 19 Jan 2038 03:14:08 GMT"]
)
def test_nothing_depends_on_the_clock_of_a_phone(opened, clock, moment):
    """No page asks a clock for the day or shows a time; what a browser says of it is ignored."""
    said = dict.fromkeys(
        ("Date", "If-Modified-Since", "If-Unmodified-Since", "Last-Modified"), moment
    )
    client = opened.test_client()
    plain = client.get(PATH)
    odd = client.get(PATH, headers={**said, "If-None-Match": "*", "Age": "999999999"})
    assert (plain.status_code, odd.status_code, odd.data) == (200, 200, plain.data)
    assert "<time" not in plain.text and not re.search(r"\bDate\b", plain.text)
    clock.now = WRONG[1]
    assert client.get(PATH).data == plain.data
    assert send(opened, 1, **said) == 303
    assert stored(opened) == {1: 1}
