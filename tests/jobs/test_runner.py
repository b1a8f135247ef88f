"""Jobs: done once when all goes well, again when not, and by another when a runner dies."""

import pytest

from consult.db import db, writing
from consult.jobs.models import Job
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
