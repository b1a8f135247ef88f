"""Who holds a piece of work, by clocks that jump and clocks that differ."""

from datetime import datetime, timedelta

import pytest

from consult.db import db, writing
from consult.jobs.models import Job
from consult.jobs.queue import LEASE, claim, enqueue, finish, renew

YEARS = timedelta(days=30 * 365)
SKEW = timedelta(seconds=30)


@pytest.fixture
def take(app, clock):
    with writing() as session:
        enqueue(session, "greet", {}, clock())

    def take(now: datetime) -> int | None:
        with writing() as session:
            job = claim(session, now)
            return job.id if job else None

    return take


def test_work_is_held_for_a_lease_and_as_long_as_it_is_renewed(take, clock):
    held = take(clock())
    assert held is not None
    for _ in range(3):
        clock.pass_(seconds=LEASE.total_seconds() - 1)
        assert take(clock()) is None
        with writing() as session:
            renew(session, held, clock())
    clock.pass_(seconds=LEASE.total_seconds() + 1)
    assert take(clock()) == held


@pytest.mark.parametrize("jump", [-YEARS, -timedelta(hours=1), timedelta(hours=1), YEARS])
def test_work_is_taken_over_when_its_holder_died_and_the_clock_was_set(take, clock, jump):
    held = take(clock())
    clock.now += jump
    assert take(clock()) == held


@pytest.mark.parametrize("minutes", [1, 2, 3, 5, 60])
def test_no_lease_outlasts_its_holder_by_more_than_four_minutes(take, clock, minutes):
    held = take(clock())
    clock.pass_(minutes=-minutes)
    waited = 0
    while take(clock()) is None:
        clock.pass_(seconds=30)
        waited += 30
    assert held is not None and waited <= 2 * LEASE.total_seconds() + 30


def test_hosts_whose_clocks_differ_a_little_leave_each_other_alone(take, clock):
    held = take(clock() + SKEW)
    assert take(clock()) is None and take(clock() + SKEW) is None
    with writing() as session:
        renew(session, held or 0, clock() - SKEW)
    assert take(clock()) is None


@pytest.mark.parametrize("jump", [-YEARS, YEARS])
def test_what_was_queued_first_is_done_first_whatever_the_clock_said(take, clock, jump):
    with writing() as session:
        enqueue(session, "second", {}, clock() + jump)
    first, second = take(clock()), take(clock())
    assert first is not None and second is not None and first < second


def test_what_is_done_is_not_taken_again_at_any_time(take, clock):
    held = take(clock())
    with writing() as session:
        finish(session, held or 0)
    assert {take(clock() + jump) for jump in (-YEARS, timedelta(), YEARS)} == {None}
    assert db.session.query(Job).one().state == "done"
