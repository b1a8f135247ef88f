"""Another one holds the database: who answers waits for it, and who only reads is not kept waiting.

On SQLite the write lock is held, on PostgreSQL the advisory lock that mixing and closing take.
"""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from itertools import islice

import pytest
from sqlalchemy import NullPool, create_engine, select
from sqlalchemy.exc import OperationalError

from consult import db as database
from consult.accounts.models import Programme
from consult.db import db, writing
from consult.responses import writer
from consult.responses.stream import lock
from tests.faults import wire
from tests.faults.clients import PATH, new_id, send
from tests.faults.conftest import Place
from tests.faults.invariants import check
from tests.faults.kept import post, told_to_try_again
from tests.faults.numbered import form
from tests.faults.server import Served
from tests.faults.steps import house
from tests.faults.wire import Reply, exchange

THREADS = 32  # of the server
READ = (PATH, f"{PATH}/thanks", "/healthz")


@contextmanager
def held(place: Place) -> Iterator[None]:
    """Somebody else is writing, and takes long."""
    engine = create_engine(place[0], poolclass=NullPool)
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            lock(connection, 1, exclusive=True)
        yield
        connection.rollback()


def test_answers_wait_and_are_stored_once_the_lock_is_let_go(place):
    with Served(*place) as served, ThreadPoolExecutor() as residents:
        with held(place):
            sent = [
                residents.submit(send, served.address, form(number, new_id()))
                for number in range(4)
            ]
            assert [served.get(path) for path in READ] == [200] * 3
            assert not any(one.done() for one in sent)
        assert [one.result() for one in sent] == [303] * 4
        check(*place, set(range(4)), served.log)


def test_a_crowd_that_waits_leaves_threads_to_those_who_read(place):
    """So many wait long as half of the threads; the others are told to try again, and do."""
    bodies = [form(number, new_id()) for number in range(3 * THREADS)]
    with Served(*place) as served, ThreadPoolExecutor(len(bodies)) as residents:
        with held(place):
            sent = {
                residents.submit(exchange, served.address, wire.post(PATH, body)): body
                for body in bodies
            }
            refused = list(islice(as_completed(sent), len(sent) - writer.PATIENT))
            assert [served.get(path) for path in READ] == [200] * 3
            patient = sent.keys() - set(refused)
            assert not any(one.done() for one in patient)
        assert [one.result().status for one in patient] == [303] * writer.PATIENT
        assert {told(one.result()) for one in refused} == {(503, "5")}
        for one, body in sent.items():
            assert one.result().status == 303 or send(served.address, body) == 303
        check(*place, set(range(len(bodies))), served.log)


def told(reply: Reply) -> tuple[int, str | None]:
    return reply.status, reply.headers.get("retry-after")


def test_who_has_waited_too_long_is_told_and_keeps_the_answers(place, monkeypatch):
    monkeypatch.setattr(writer, "LONG", 0.5)  # seconds; PostgreSQL gives up by itself, after ten
    body = form(1, new_id())
    with house(place) as app:
        with held(place):
            told_to_try_again(post(app, body), body)
            assert app.test_client().get(f"{PATH}/thanks").status_code == 200
        assert post(app, body).status_code == 303
    check(*place, {1})


def test_in_the_field_nobody_waits_for_ever(place, scale):
    if not scale.long:
        pytest.skip("waits for half a minute: CONSULT_FAULTS=long")
    body = form(1, new_id())
    with Served(*place) as served:
        with held(place):
            assert send(served.address, body, timeout=90) == 503
        assert send(served.address, body) == 303
        check(*place, {1}, served.log)


def read_and_then_write(app, patience: float) -> None:
    """Count, let another who does the same begin, and write what was counted.

    The other has so many seconds to be done first, where nothing holds it.
    """
    has_read, other_done = threading.Event(), threading.Event()

    def other() -> None:
        has_read.wait()
        count_and_add(app)
        other_done.set()

    thread = threading.Thread(target=other)
    thread.start()
    try:
        count_and_add(app, lambda: (has_read.set(), other_done.wait(patience)))
    finally:
        has_read.set()
        thread.join()


def count_and_add(app, between=lambda: None) -> None:
    with app.app_context(), writing() as session:
        count = session.query(Programme).count()
        between()
        session.add(Programme(name_es=f"{count}", name_en="added"))


def added(app) -> list[str]:
    with app.app_context(), db.session() as session:
        names = select(Programme.name_es).filter_by(name_en="added").order_by(Programme.id)
        return list(session.scalars(names))


@pytest.mark.parametrize("furnished_url", ["sqlite"], indirect=True)
def test_who_reads_and_then_writes_is_not_pushed_out(place):
    with house(place) as app:
        read_and_then_write(app, patience=1)
        assert added(app) == ["1", "2"]  # the second has counted the first


@pytest.mark.parametrize("furnished_url", ["sqlite"], indirect=True)
def test_a_plain_begin_would_be_pushed_out(place, monkeypatch):
    monkeypatch.setattr(database, "take_write_lock", lambda session: None)
    with house(place) as app:
        with pytest.raises(OperationalError, match="locked"):
            read_and_then_write(app, patience=60)
        assert added(app) == ["1"]
