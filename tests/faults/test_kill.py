"""A server killed at random moments, under residents who try again.

SIGKILL ends the processes and leaves the machine up: what was written stays in its memory whether
or not it was ever forced to the disk. So this proves that nobody is thanked before the commit and
that a start mends whatever was begun; what survives a power cut is proven elsewhere.
"""

import random

import pytest

from tests.faults.clients import Crowd
from tests.faults.invariants import check
from tests.faults.server import Served

CLIENTS = 32


def test_no_answer_is_lost_or_doubled_when_the_server_is_killed(durable_place, scale):
    total, kills = scale.of(short=250, long=2_000), scale.of(short=4, long=40)
    with Served(*durable_place) as served, Crowd(served.address, CLIENTS) as crowd:
        for _ in range(kills):
            crowd.run_until(len(crowd.acknowledged) + random.randint(1, total // kills))
            served.kill()
            served.restart()
        crowd.run_until(max(total, len(crowd.acknowledged) + CLIENTS))
        crowd.stop()
        check(*durable_place, crowd.acknowledged, served.log)
    print(f"{len(crowd.acknowledged)} acknowledged, {kills} kills, replies {dict(crowd.statuses)}")
    assert set(crowd.statuses) <= {0, 303, 503}


@pytest.mark.parametrize("durable_place", ["sqlite"], indirect=True)
def test_a_server_that_thanks_before_the_commit_is_found_out(durable_place):
    with (
        Served(*durable_place, careless="thanks_too_early") as served,
        Crowd(served.address, CLIENTS) as crowd,
    ):
        crowd.run_until(CLIENTS)
        served.kill()
        crowd.abandon()
        with pytest.raises(AssertionError, match="none was lost"):
            check(*durable_place, crowd.acknowledged, sent=crowd.sent)
