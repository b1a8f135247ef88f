"""A closing killed at each step: closed as a whole or not at all, its last answers mixed, dated."""

import os

import pytest
from sqlalchemy import select

from consult.accounts.models import AuditEntry
from consult.cli.consultation import close
from consult.consultations.models import Consultation
from consult.db import db, writing
from consult.responses import closing, mixing
from consult.responses.closing import close_to_answers
from consult.responses.mixing import mix_what_is_due
from consult.responses.models import Pending
from consult.responses.retention import KEPT_FOR
from tests.faults.envelopes import envelopes, opened
from tests.faults.invariants import check
from tests.faults.numbered import SLUG
from tests.faults.steps import KEY_CREATED, KEY_DESTROYED, Act, answer, deaths, house, named

MINIMUM = 10
WAITING = set(range(4))  # fewer than are mixed while it is open, and the first of all


@pytest.fixture
def few(place):
    with house(place) as app:
        answer(app, WAITING)
    return place


def command(url, instance) -> Act:
    """``consult consultation close``."""
    os.environ |= {"CONSULT_DATABASE_URL": url, "CONSULT_INSTANCE": str(instance)}
    os.environ |= {"CONSULT_KEYS": str(instance / "keys"), "CONSULT_SECRET_KEY": "secret" * 6}
    return lambda: close.main([SLUG], standalone_mode=False)


def in_two_commits(url, instance) -> Act:
    """A careless closing: first the state, then what belongs to it."""
    date_rows = closing.date_rows

    def commit_and_date(session, consultation_id) -> None:
        session.connection().exec_driver_sql("COMMIT")
        session.connection().exec_driver_sql("BEGIN")
        date_rows(session, consultation_id)

    closing.date_rows = commit_and_date
    return command(url, instance)


def survives(scene, place, folder, scale) -> None:
    copied = envelopes(place)
    assert opened(place[1], copied) == len(copied) == len(WAITING)  # the reader is awake
    for there in deaths(scene, place, folder, scale):
        with house(there) as app, app.app_context():
            if not closed_as_a_whole():
                close_again(app)
            mix_what_is_due(app.extensions["key_ring"], MINIMUM)  # as the runner does
            assert not db.session.scalars(select(Pending)).all(), "the last ones wait for ever"
            assert closed_as_a_whole()
        check(*there, WAITING)
        assert opened(there[1], copied) == 0, "copied envelopes can still be opened"


def closed_as_a_whole() -> bool:
    """Whether it is closed; and all that belongs to that is there, or none of it."""
    consultation = db.session.scalars(select(Consultation)).one()
    told = "consultation.close" in db.session.scalars(select(AuditEntry.verb)).all()
    days = {day for table in KEPT_FOR for day in db.session.scalars(select(table.delete_after))}
    closed = consultation.state == "closed"
    assert (consultation.closed_at is not None, told, None not in days) == (closed,) * 3
    db.session.remove()
    return closed


def close_again(app) -> None:
    with writing() as session:
        consultation = session.scalars(select(Consultation)).one()
        close_to_answers(session, "test", consultation, app.config["CLOCK"]())


def test_the_steps_of_a_closing_are_known(few, tmp_path):
    names = named(command, few, tmp_path)
    print(names)
    wanted = {"after UPDATE consultation SET", "after INSERT INTO audit", "after INSERT INTO block"}
    assert wanted | KEY_CREATED | KEY_DESTROYED <= set(names)
    assert names.count("before commit") >= 3  # the closing, the mixing, the end of the key


def test_a_closing_killed_at_any_step_is_whole_and_loses_nobody(few, tmp_path, scale):
    survives(command, few, tmp_path, scale)


def test_a_careless_closing_would_be_half_done(few, tmp_path, scale):
    with pytest.raises(AssertionError):
        survives(in_two_commits, few, tmp_path, scale)


def test_a_runner_that_waited_for_the_minimum_would_keep_the_last_waiting(
    few, tmp_path, scale, monkeypatch
):
    waiting = mixing._waiting
    monkeypatch.setattr(
        mixing, "_waiting", lambda session: [(stream, False) for stream, _ in waiting(session)]
    )
    with pytest.raises(AssertionError, match="wait for ever"):
        survives(command, few, tmp_path, scale)
