"""Group commit: together, each told the truth, and nobody waits for ever."""

import contextlib
import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

from consult.db import db
from consult.keys import KeyMissing
from consult.responses import writer
from consult.responses.writer import Busy, GroupCommit

# By the own means of each.
on_sqlite = pytest.mark.parametrize("furnished_url", ["sqlite"], indirect=True)
on_postgres = pytest.mark.parametrize("furnished_url", ["postgres"], indirect=True)


class Ledger:
    """A store that keeps numbers in a table of its own, and chokes on some."""

    def __init__(self) -> None:
        self.calls: list[tuple[int, ...]] = []
        self.connections: list[Connection] = []
        self.first: Callable[[Connection], object] = lambda _connection: None
        self.fault: type[Exception] = ValueError
        self.go_on, self.begun = Event(), Event()
        self.go_on.set()

    def __call__(self, connection: Connection, numbers: Sequence[int]) -> list[str]:
        self.begun.set()
        assert self.go_on.wait(20)
        self.calls.append(tuple(numbers))
        self.connections.append(connection)
        if len(self.calls) == 1:
            self.first(connection)
        for number in numbers:
            connection.execute(text("INSERT INTO ledger VALUES (:number)"), {"number": number})
            if number < 0:
                raise self.fault(number)
        return [f"kept {number}" for number in numbers]

    def wait(self, connection: Connection, numbers: Sequence[int]) -> None:
        """Nothing keeps numbers out."""


def kept() -> list[int]:
    with db.engine.connect() as connection:
        return sorted(connection.scalars(text("SELECT number FROM ledger")))


@pytest.fixture
def ledger(app) -> Ledger:
    with db.engine.begin() as connection:
        connection.execute(text("CREATE TABLE ledger (number INTEGER)"))
    return Ledger()


@pytest.fixture
def commits(app, ledger) -> Iterator[GroupCommit[int, str]]:
    group = GroupCommit[int, str](db.engine, ledger, ledger.wait)
    yield group
    ledger.go_on.set()
    group.close()


def hold_up(ledger, commits, pool, numbers):
    """Send one number, and the others while it is being stored: they become one batch."""
    ledger.go_on.clear()
    first = pool.submit(commits.commit, 0)
    assert ledger.begun.wait(10)
    rest = [pool.submit(commits.commit, number) for number in numbers]
    while commits.depth < len(numbers) + 1:
        pass
    ledger.go_on.set()
    return [first, *rest]


def test_everybody_is_told_of_their_own(ledger, commits):
    with ThreadPoolExecutor(16) as pool:
        replies = list(pool.map(commits.commit, range(200)))
    assert replies == [f"kept {number}" for number in range(200)]
    assert kept() == list(range(200))
    assert commits.committed == 200 and commits.depth == 0


def test_what_waits_is_committed_together(ledger, commits):
    with ThreadPoolExecutor(8) as pool:
        told = hold_up(ledger, commits, pool, [1, 2, 3, 4])
        assert [future.result() for future in told] == [f"kept {number}" for number in range(5)]
    assert [sorted(call) for call in ledger.calls] == [[0], [1, 2, 3, 4]]
    assert commits.batches == 2


def test_a_bad_one_fails_alone(ledger, commits):
    with ThreadPoolExecutor(8) as pool:
        told = hold_up(ledger, commits, pool, [1, -2, 3])
        with pytest.raises(ValueError, match="-2"):
            told[2].result()
        assert [told[number].result() for number in (0, 1, 3)] == ["kept 0", "kept 1", "kept 3"]
    assert kept() == [0, 1, 3] and len(ledger.calls[1]) == 3


def test_a_fault_that_is_of_no_item_is_tried_once_and_told_to_all(ledger, commits):
    """A disk or the keys: one by one they would all wait for it, and fail."""
    ledger.fault = KeyMissing
    with ThreadPoolExecutor(8) as pool:
        told = hold_up(ledger, commits, pool, [1, -2, 3])
        assert [type(future.exception()) for future in told[1:]] == [KeyMissing] * 3
    assert len(ledger.calls) == 2 and kept() == [0]


def test_a_bad_one_leaves_nothing_behind(ledger, commits):
    with pytest.raises(ValueError, match="-7"):
        commits.commit(-7)
    assert commits.commit(7) == "kept 7" and kept() == [7]


@on_postgres
def test_what_a_lost_connection_has_not_stored_is_stored_over_another(ledger, commits):
    def cut(connection: Connection) -> None:
        backend = connection.scalar(text("SELECT pg_backend_pid()"))
        with connection.engine.connect() as other:
            assert other.scalar(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": backend})

    ledger.first = cut
    assert commits.commit(1) == "kept 1"
    assert (ledger.calls, kept()) == ([(1,), (1,)], [1]) and not commits.failing


def test_after_a_fault_the_connection_is_another(ledger, commits):
    """Whatever state a fault has left it in: nothing is stored over it any more."""
    for number in (1, -1, 2, 3):
        with contextlib.suppress(ValueError):
            commits.commit(number)
    before, at_fault, after, later = ledger.connections
    assert before is at_fault and at_fault.closed
    assert after is not at_fault and after is later
    assert kept() == [1, 2, 3]


@on_sqlite
@pytest.mark.skipif(not hasattr(os, "fork"), reason="nothing forks here")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_process_that_was_forked_writes_with_a_thread_of_its_own(ledger, commits, monkeypatch):
    """A server that loads the house before it forks has left the thread in the parent."""
    monkeypatch.setattr(writer, "LONG", 5)
    assert commits.commit(1) == "kept 1"
    child = os.fork()
    if child == 0:
        stored = False
        with contextlib.suppress(Busy):
            stored = commits.commit(2) == "kept 2"
        os._exit(0 if stored else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert commits.commit(3) == "kept 3" and kept() == [1, 2, 3]


def test_nobody_is_told_before_the_commit(ledger, commits):
    """The reply comes after another connection can read the row."""
    with ThreadPoolExecutor(1) as pool:
        ledger.go_on.clear()
        told = pool.submit(commits.commit, 1)
        assert ledger.begun.wait(10) and not told.done() and kept() == []
        ledger.go_on.set()
        told.result()
        assert kept() == [1]


@on_sqlite
def test_a_locked_database_keeps_few_waiting_and_stores_nothing_that_was_refused(
    ledger, commits, monkeypatch
):
    monkeypatch.setattr(writer, "SHORT", 0.1)
    monkeypatch.setattr(writer, "LONG", 60)
    holder = sqlite3.connect(db.engine.url.database or "", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with ThreadPoolExecutor(32) as pool:
        told = [pool.submit(commits.commit, number) for number in range(32)]
        refused = [future for future in told if _ended_first(future, told)]
        assert len(refused) == 32 - writer.PATIENT
        assert all(isinstance(future.exception(), Busy) for future in refused)
        with pytest.raises(Busy):
            commits.commit(99)
        holder.execute("COMMIT")
        patient = [future.result() for future in told if future not in refused]
    assert sorted(patient) == sorted(f"kept {number}" for number in kept())
    assert len(kept()) == writer.PATIENT
    holder.close()


def _ended_first(future, told) -> bool:
    while sum(one.done() for one in told) < len(told) - writer.PATIENT:
        pass
    return future.done()


def test_a_full_queue_refuses_at_once(ledger, commits, monkeypatch):
    monkeypatch.setattr(writer, "MOST_WAITING", 3)
    with ThreadPoolExecutor(3) as pool:
        ledger.go_on.clear()
        told = [pool.submit(commits.commit, number) for number in range(3)]
        while commits.depth < 3:
            pass
        with pytest.raises(Busy):
            commits.commit(9)
        ledger.go_on.set()
        assert sorted(future.result() for future in told) == ["kept 0", "kept 1", "kept 2"]


def test_closing_answers_what_was_taken_in_and_takes_nothing_more(ledger, commits):
    with ThreadPoolExecutor(8) as pool:
        told = hold_up(ledger, commits, pool, [1, 2, 3])
        commits.close()
        assert [future.result() for future in told] == [f"kept {number}" for number in range(4)]
    with pytest.raises(Busy):
        commits.commit(9)
    assert kept() == [0, 1, 2, 3]


@on_sqlite
def test_a_commit_that_fails_as_a_whole_shows_until_one_succeeds(ledger, commits):
    with db.engine.connect() as connection:  # the pool hands this very connection to the writer
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
    with pytest.raises(OperationalError, match="full"):
        for number in range(5000):
            commits.commit(number)
    assert commits.failing
    with db.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count=1000000")
    before = len(kept())
    commits.commit(1)
    assert not commits.failing and len(kept()) == before + 1


def test_threads_that_begin_together_get_one_thread_to_write(commits):
    barrier = Barrier(8)

    def together(number: int) -> str:
        barrier.wait()
        return commits.commit(number)

    with ThreadPoolExecutor(8) as pool:
        assert len(list(pool.map(together, range(8)))) == 8
    assert kept() == list(range(8))
