"""SIGTERM in the middle of it all: what was asked is answered, and what was answered is stored."""

import time
from contextlib import ExitStack, contextmanager

import pytest
from sqlalchemy import NullPool, create_engine, make_url, text

from tests.faults.clients import PATH, Crowd, new_id
from tests.faults.invariants import check
from tests.faults.numbered import form
from tests.faults.server import Served
from tests.faults.sockets import connect, get, post, status

CLIENTS = 32
INSIDE = 200  # connections


@contextmanager
def held(url):
    """Nobody can note a submission while this lasts."""
    sqlite = make_url(url).get_backend_name() == "sqlite"
    engine = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(text("BEGIN IMMEDIATE" if sqlite else "BEGIN"))
        if not sqlite:
            connection.execute(text("LOCK TABLE seen IN EXCLUSIVE MODE"))
        yield
        connection.execute(text("ROLLBACK"))


def inside(served, count):
    """Connections that the server has let in: each has been answered once."""
    sockets = [connect(served.address) for _ in range(count)]
    for one in sockets:
        one.sendall(get(PATH))
    assert {status(one) for one in sockets} == {200}
    return sockets


def test_it_ends_and_begins_again_under_load(place, scale):
    times, each = scale.of(short=2, long=20), scale.of(short=50, long=100)
    with Served(*place) as served, Crowd(served.address, CLIENTS) as crowd:
        for _ in range(times):
            crowd.run_until(len(crowd.acknowledged) + each)
            began = time.monotonic()
            assert served.stop() == 0
            print(f"stopped in {time.monotonic() - began:.2f} s")
            served.restart()
        crowd.run_until(len(crowd.acknowledged) + each)
        crowd.stop()
        check(*place, crowd.acknowledged, served.log)
    print(f"{len(crowd.acknowledged)} acknowledged, replies {dict(crowd.statuses)}")
    assert set(crowd.statuses) <= {0, 303, 503}


def stop_with_all_bytes_sent(place, careless=""):
    """Send INSIDE whole submissions and some halves, and SIGTERM after the last byte."""
    url, instance = place
    with Served(url, instance, careless=careless) as served, ExitStack() as sockets:
        whole = [sockets.enter_context(one) for one in inside(served, INSIDE)]
        halves = [sockets.enter_context(one) for one in inside(served, 20)]
        for number, one in enumerate(halves, INSIDE):
            one.sendall(post(form(number, new_id()), keep=True)[:-5])
        for number, one in enumerate(whole):
            one.sendall(post(form(number, new_id()), keep=True))
        served.ask_to_stop()
        assert [status(one) for one in whole] == [303] * INSIDE
        assert served.wait() == 0
        check(url, instance, set(range(INSIDE)), served.log)


def test_every_submission_that_has_arrived_is_answered(place):
    stop_with_all_bytes_sent(place)


@pytest.mark.parametrize("furnished_url", ["sqlite"], indirect=True)
def test_a_server_that_leaves_at_once_is_found_out(place):
    with pytest.raises(ConnectionError):
        stop_with_all_bytes_sent(place, careless="leaves_at_once")


def test_what_waits_for_the_database_is_answered_truly(place):
    with Served(*place) as served, ExitStack() as sockets:
        waiting = [sockets.enter_context(one) for one in inside(served, CLIENTS)]
        with held(place[0]):
            for number, one in enumerate(waiting):
                one.sendall(post(form(number, new_id()), keep=True))
            served.ask_to_stop()
            served.wait_until_closed()
        replies = [status(one) for one in waiting]
        assert served.wait() == 0
        stored = {number for number, reply in enumerate(replies) if reply == 303}
        print(f"{len(stored)} of {CLIENTS} stored, the others asked to try again")
        assert set(replies) <= {303, 503}
        check(*place, stored, served.log)
