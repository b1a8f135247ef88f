"""Two rows for each submission, by the drivers alone.

A group commit on SQLite, a plain one on PostgreSQL, into the tables that `consult init` made.
"""

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol

import psycopg
from sqlalchemy import make_url

Row = tuple[bytes, bytes, bytes, bytes]  # hash of the id, mac of the content, row id, sealed

MOST = 512  # rows that wait
PATIENCE = 30  # seconds
_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=30000")
_SEEN = (
    "INSERT INTO seen (consultation_id, id_hash, content)"
    " SELECT id, {0}, {0} FROM consultation WHERE id = 1 AND state = 'open'"
)
_PENDING = (
    "INSERT INTO pending (id, consultation_id, version, channel, epoch, sealed)"
    " VALUES ({0}, 1, 1, 'phone', 1, {0})"
)
_ONCE = f"{_SEEN} ON CONFLICT DO NOTHING"
_BEFORE = "SELECT content FROM seen WHERE consultation_id = 1 AND id_hash = {0}"


class Store(Protocol):
    def add(self, row: Row) -> str:
        """``stored`` once it is durable, else ``conflict``, ``closed`` or ``busy``."""


@contextmanager
def open_store(url: str) -> Iterator[Store]:
    parts = make_url(url)
    if parts.get_backend_name() == "sqlite":
        writer = Writer(parts.database)
        yield writer
        writer.close()
    else:
        yield Plain(parts.set(drivername="postgresql").render_as_string(hide_password=False))


@dataclass
class _Ticket:
    row: Row
    done: threading.Event = field(default_factory=threading.Event)
    outcome: str = "busy"


class Writer:
    """One thread that commits whatever waits in one transaction."""

    def __init__(self, file):
        self._file, self._more, self._waiting = file, threading.Condition(), []
        self._closed = False
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def add(self, row: Row) -> str:
        ticket = _Ticket(row)
        with self._more:
            if self._closed or len(self._waiting) >= MOST:
                return "busy"
            self._waiting.append(ticket)
            self._more.notify()
        ticket.done.wait(PATIENCE)
        return ticket.outcome

    def close(self) -> None:
        with self._more:
            self._closed = True
            self._more.notify()
        self._thread.join()

    def _run(self) -> None:
        connection = sqlite3.connect(self._file, isolation_level=None)
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        while True:
            with self._more:
                self._more.wait_for(lambda: self._waiting or self._closed)
                batch, self._waiting = self._waiting, []
            if not batch:
                return
            try:
                outcomes = _commit(connection, [ticket.row for ticket in batch])
            except sqlite3.Error:
                connection.rollback()
                outcomes = ["busy"] * len(batch)
            for ticket, outcome in zip(batch, outcomes, strict=True):
                ticket.outcome = outcome
                ticket.done.set()


def _commit(connection: sqlite3.Connection, rows: Sequence[Row]) -> list[str]:
    """All at once; one by one where any of them was there before."""
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("SAVEPOINT all_new")
    added = connection.executemany(_ONCE.format("?"), [row[:2] for row in rows]).rowcount
    if added == len(rows):
        connection.executemany(_PENDING.format("?"), [row[2:] for row in rows])
        outcomes = ["stored"] * len(rows)
    else:
        connection.execute("ROLLBACK TO all_new")
        outcomes = [_add_one(connection, row, "?") for row in rows]
    connection.execute("COMMIT")
    return outcomes


class Plain:
    """A connection for each thread, a transaction for each submission."""

    def __init__(self, url):
        self._url, self._local = url, threading.local()

    def add(self, row: Row) -> str:
        if not hasattr(self._local, "connection"):
            self._local.connection = psycopg.connect(self._url)
        try:
            with self._local.connection.transaction():
                return _add_one(self._local.connection, row, "%s")
        except psycopg.Error:
            del self._local.connection
            return "busy"


def _add_one(connection, row: Row, mark: str) -> str:
    if connection.execute(_ONCE.format(mark), row[:2]).rowcount:
        connection.execute(_PENDING.format(mark), row[2:])
        return "stored"
    before = connection.execute(_BEFORE.format(mark), row[:1]).fetchone()
    if before is None:
        return "closed"
    return "stored" if before[0] == row[1] else "conflict"
