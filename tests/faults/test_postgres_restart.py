"""PostgreSQL goes away and comes back while residents answer; the product itself is not touched."""

import pytest
from sqlalchemy import make_url

from tests.faults.clients import Crowd
from tests.faults.cluster import Cluster
from tests.faults.invariants import check
from tests.faults.lossy import Lossy
from tests.faults.server import Served

CLIENTS = 16


@pytest.fixture
def cluster(durable_url, postgres_place):  # up again before the place is taken away
    cluster = Cluster(durable_url)
    yield cluster
    cluster.start()


@pytest.mark.parametrize("how", ["fast", "immediate", "kill"])
def test_residents_are_asked_to_wait_and_nothing_is_lost(how, cluster, postgres_place, scale):
    times, each = scale.of(short=1, long=8), scale.of(short=50, long=200)
    with Served(*postgres_place) as served, Crowd(served.address, CLIENTS) as crowd:
        for _ in range(times):
            crowd.run_until(len(crowd.acknowledged) + each)
            cluster.stop(how)
            crowd.run_until_told(503)
            assert served.get("/healthz") == 200
            served.wait_for("/readyz", 503)
            cluster.start()
        crowd.run_until(len(crowd.acknowledged) + each)
        crowd.stop()
        check(*postgres_place, crowd.acknowledged, served.log)
    print(f"{len(crowd.acknowledged)} acknowledged, replies {dict(crowd.statuses)}")
    assert set(crowd.statuses) == {303, 503}


def test_cut_connections_lose_and_double_nothing(cluster, postgres_place, scale):
    database = make_url(postgres_place[0]).database
    each, cuts = scale.of(short=10, long=50), scale.of(short=10, long=100)
    with Served(*postgres_place) as served, Crowd(served.address, CLIENTS) as crowd:
        cut = 0
        for _ in range(cuts):
            crowd.run_until(len(crowd.acknowledged) + each)
            cut += cluster.cut_connections(database)
        crowd.stop()
        check(*postgres_place, crowd.acknowledged, served.log)
    print(f"{len(crowd.acknowledged)} acknowledged, {cut} cut, replies {dict(crowd.statuses)}")
    assert cut > cuts
    assert set(crowd.statuses) <= {303, 503}


def answer_over_a_lossy_line(place, breaks, careless=""):
    url, instance = place
    with Lossy(url, each=5) as line, Served(line.url, instance, careless=careless) as served:
        with Crowd(served.address, CLIENTS) as crowd:
            while min(line.untold, line.unsent) < breaks:
                crowd.run_until(len(crowd.acknowledged) + CLIENTS)
            crowd.stop()
        print(f"{line.untold} replies lost, {line.unsent} commits, {dict(crowd.statuses)}")
        check(url, instance, crowd.acknowledged, served.log)
    assert set(crowd.statuses) <= {303, 503}


def test_a_commit_whose_reply_was_lost_is_neither_lost_nor_doubled(postgres_place, scale):
    answer_over_a_lossy_line(postgres_place, scale.of(short=5, long=100))


def test_a_server_that_stores_again_what_was_committed_is_found_out(postgres_place):
    with pytest.raises(AssertionError, match="none came twice"):
        answer_over_a_lossy_line(postgres_place, 5, careless="knows_nobody")
