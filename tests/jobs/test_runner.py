"""Jobs: done once when all goes well, again when not, and by another when a runner dies."""

from datetime import datetime

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.exc import IntegrityError

from consult.db import db, writing
from consult.jobs.models import Job, RunnerSign
from consult.jobs.queue import LEASE, MOST_ATTEMPTS, claim, enqueue
from consult.jobs.runner import Every, Runner, Work


@pytest.fixture
def queued(app, clock):
    with writing() as session:
        enqueue(session, "greet", {"name": "Rosa"}, clock())


def nothing(**_: object) -> None:
    """Nothing is left to do."""


def state() -> tuple[str, int]:
    db.session.rollback()
    job = db.session.query(Job).one()
    db.session.refresh(job)
    return job.state, job.attempts


def test_a_job_is_done_with_its_argument(app, queued):
    greeted: list[str] = []
    runner = Runner(app, {"greet": Work(lambda name: greeted.append(name), nothing)}, ())
    assert runner.work_once() and not runner.work_once()
    assert (greeted, state()) == (["Rosa"], ("done", 1))


def test_a_job_that_fails_is_tried_again_a_few_times_and_given_up(app, queued):
    def fail(name: str) -> None:
        raise RuntimeError

    given_up: list[str] = []
    runner = Runner(app, {"greet": Work(fail, lambda name: given_up.append(name))}, ())
    for _ in range(MOST_ATTEMPTS):
        with pytest.raises(RuntimeError):
            runner.work_once()
    assert runner.work_once() and not runner.work_once()
    assert (given_up, state()) == (["Rosa"], ("failed", MOST_ATTEMPTS + 1))


def test_a_job_of_a_kind_that_nobody_knows_is_given_up_and_holds_none_back(app, queued, clock):
    with writing() as session:
        enqueue(session, "bid farewell", {}, clock())
    farewells: list[str] = []
    runner = Runner(app, {"bid farewell": Work(lambda: farewells.append("x"), nothing)}, ())
    for _ in range(MOST_ATTEMPTS):
        with pytest.raises(LookupError):
            runner.work_once()
    assert runner.work_once() and runner.work_once() and not runner.work_once()
    states = db.session.scalars(select(Job.state).order_by(Job.id)).all()
    assert (farewells, states) == (["x"], ["failed", "done"])


def test_the_job_of_a_dead_runner_is_taken_over_when_its_lease_is_out(app, queued, clock):
    def take() -> Job | None:
        with writing() as session:
            return claim(session, clock())

    assert take() is not None
    assert take() is None
    clock.pass_(seconds=LEASE.total_seconds() + 1)
    assert take() is not None
    assert state() == ("running", 2)


def test_one_chore_that_fails_does_not_end_the_others(app, caplog):
    done: list[str] = []

    def fail() -> None:
        raise RuntimeError

    runner = Runner(app, {}, (Every(0, fail), Every(0, lambda: (done.append("x"), runner.leave()))))
    runner.start()
    runner.join(10)
    assert done == ["x"] and "failed" in caplog.text


def run_once(app, *chores: Every) -> None:
    runner = Runner(app, {}, chores)
    runner._chores = (*chores, Every(0, runner.leave))
    runner.start()
    runner.join(30)
    assert not runner.is_alive()
    db.session.rollback()


def signs() -> list[tuple[str, datetime | None, str]]:
    db.session.expire_all()
    rows = db.session.scalars(select(RunnerSign).order_by(RunnerSign.name))
    return [(row.name, row.hour, row.failure) for row in rows]


def test_a_chore_that_went_well_leaves_the_hour_and_one_that_did_not_the_kind(app, clock):
    def fail() -> None:
        raise ArithmeticError

    run_once(app, Every(0, fail, "mixing"), Every(0, nothing, "purge"), Every(0, nothing))
    hour = clock().replace(minute=0)
    assert signs() == [("mixing", None, "ArithmeticError"), ("purge", hour, "")]
    run_once(app, Every(0, nothing, "mixing"))
    assert signs()[0] == ("mixing", hour, "")
    clock.pass_(hours=1, minutes=59)
    assert db.session.get_one(RunnerSign, "mixing").is_fresh(clock())
    run_once(app, Every(0, fail, "mixing"))
    assert signs()[0] == ("mixing", hour, "ArithmeticError")
    clock.pass_(minutes=1)
    assert not db.session.get_one(RunnerSign, "mixing").is_fresh(clock())


def test_a_sign_is_written_once_in_an_hour_so_that_it_is_no_clock(app, clock):
    written: list[str] = []

    @event.listens_for(db.engine, "before_cursor_execute")
    def watch(_connection, _cursor, statement: str, *_rest: object) -> None:
        if "runner_sign" in statement and not statement.startswith("SELECT"):
            written.append(statement.split()[0])

    def now_and_then() -> None:
        if clock().minute % 10 == 5:
            raise ArithmeticError

    runner, chore = Runner(app, {}, ()), Every(0, now_and_then, "mixing")
    clock.now = clock.now.replace(minute=0)
    for _ in range(12):
        runner._do(chore)
        clock.pass_(minutes=5)
    assert len(written) == 2  # it went well, it failed: each is said once
    runner._do(chore)
    assert len(written) == 3
    event.remove(db.engine, "before_cursor_execute", watch)


@pytest.mark.parametrize("furnished_url", ["postgres"], indirect=True)  # SQLite has one writer
def test_two_runners_may_sign_a_chore_for_the_first_time_at_once(app, clock):
    """Another one signs between what this one has read and what it writes."""
    sign = "INSERT INTO runner_sign (name, failure) VALUES ('mixing', 'ArithmeticError')"
    signing: list[str] = []

    @event.listens_for(db.engine, "before_cursor_execute")
    def be_quicker(_connection, _cursor, statement: str, *_rest: object) -> None:
        if statement.startswith("INSERT INTO runner_sign"):
            signing.append(statement)
            if len(signing) == 1:
                with db.engine.begin() as another:
                    another.execute(text(sign))

    run_once(app, Every(0, nothing, "mixing"))
    event.remove(db.engine, "before_cursor_execute", be_quicker)
    assert signing[1] == sign
    assert signs() == [("mixing", clock().replace(minute=0), "")]


def test_the_log_of_a_failure_holds_nothing_of_what_it_was_about(app, queued, caplog):
    """PostgreSQL tells the whole row that it refuses, and an exception what it choked on."""

    def refused_by_the_database() -> None:
        with writing() as session:
            insert = text("INSERT INTO runner_sign (name, failure) VALUES ('canary', NULL)")
            session.execute(insert)

    def choke(name: str) -> None:
        raise ValueError(f"not a number: {name} canary")

    runner = Runner(app, {"greet": Work(choke, nothing)}, ())
    runner._chores = [Every(0, refused_by_the_database, "mixing"), Every(0, runner.leave)]
    runner.start()
    runner.join(30)
    told = [
        record.getMessage() for record in caplog.records if record.name == "consult.jobs.runner"
    ]
    assert "ValueError at runner.py:" in told[0]
    assert "“mixing” failed and will be tried again: " in told[1]
    assert len(told) == 2 and not any("\n" in line for line in told)
    assert not any(record.exc_info for record in caplog.records)
    for secret in ("canary", "Rosa", "INSERT"):
        assert secret not in caplog.text
    with pytest.raises(IntegrityError, match="canary"):  # what would have been told
        refused_by_the_database()
