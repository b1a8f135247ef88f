"""A server killed at random moments, under residents who try again."""

import random

from tests.faults.clients import Crowd
from tests.faults.invariants import check
from tests.faults.server import Served

CLIENTS = 32


def test_no_answer_is_lost_or_doubled_when_the_server_is_killed(durable_place, scale):
    total, kills = scale.of(short=250, long=2_000), scale.of(short=4, long=40)
    moments = sorted(random.sample(range(1, total), kills))
    with Served(*durable_place) as served, Crowd(served.address, CLIENTS) as crowd:
        for moment in moments:
            crowd.run_until(moment)
            served.kill()
            served.restart()
        crowd.run_until(total)
        crowd.stop()
        check(*durable_place, crowd.acknowledged, served.log)
    print(f"{len(crowd.acknowledged)} acknowledged, {kills} kills, replies {dict(crowd.statuses)}")
    assert set(crowd.statuses) <= {0, 303, 503}
