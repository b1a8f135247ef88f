"""Group commit: many submissions, one durable commit, and each told only after its own is in.

One thread in each process commits what came in while it committed the last. SQLite takes one writer
at a time and waits for the disk at every commit. PostgreSQL groups the commits of many connections
by itself, but the statements around each would cost this process three times what they do together.
"""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, OperationalError

from consult.db import to_write
from consult.keys import KeyMissing

Item = TypeVar("Item")
Reply = TypeVar("Reply")
# Stores items inside a transaction and returns a reply for each, in their order. After a rollback
# it may be called again with the same items.
Store = Callable[[Connection, Sequence[Item]], Sequence[Reply]]
# Waits inside a transaction for whatever keeps these items out; until then they may be withdrawn.
Wait = Callable[[Connection, Sequence[Item]], None]

MOST_WAITING = 512  # callers; more are refused at once
PATIENT = 16  # callers that may wait LONG for a stuck database: half of the server's threads
LONG, SHORT = 30.0, 2.0  # seconds
_OF_NO_ITEM = (OperationalError, OSError, KeyMissing)  # faults of the database, a disk or the keys
_FAILING_FOR = 30.0  # seconds for which a failed commit counts as how things are


class Busy(OSError):
    """It cannot be written now, and nothing of it was."""


@dataclass(frozen=True, slots=True)
class _Ticket(Generic[Item, Reply]):
    item: Item
    future: Future[Reply] = field(default_factory=Future)

    def claim(self) -> bool:
        """Whether it is to be stored: from now on its caller can no longer withdraw it."""
        return self.future.running() or self.future.set_running_or_notify_cancel()


class GroupCommit(Generic[Item, Reply]):
    """Commits items with ``store``; the first one of each process begins the thread."""

    def __init__(self, engine: Engine, store: Store[Item, Reply], wait: Wait[Item]) -> None:
        self._engine, self._store, self._wait = engine, store, wait
        self._more = threading.Condition()
        self._waiting: list[_Ticket[Item, Reply]] = []
        self._thread: threading.Thread | None = None
        self._connection: Connection | None = None  # the thread's own
        self._closed = False
        self._trying_since: float | None = None
        self._failed_at: float | None = None
        self.depth = 0  # callers that wait for their reply
        self.batches = 0  # commits so far, and the items in them
        self.committed = 0

    @property
    def failing(self) -> bool:
        """Whether the last commit failed as a whole, not long ago."""
        return self._failed_at is not None and time.monotonic() - self._failed_at < _FAILING_FOR

    def commit(self, item: Item) -> Reply:
        """Store one item; it is durable when this returns.

        Raises Busy where there is no room or time for it, and what ``store`` raises for it.
        """
        with self._more:
            if self._closed or self.depth >= self._most():
                raise Busy
            self.depth += 1
            patience = LONG if self.depth <= PATIENT else SHORT
        try:
            return self._in_turn(_Ticket(item), patience)
        finally:
            with self._more:
                self.depth -= 1

    def close(self) -> None:
        """Take nothing more in; return when all that was taken in is answered."""
        with self._more:
            self._closed = True
            self._more.notify_all()
        if self._thread is not None:
            self._thread.join()

    def _most(self) -> int:
        """How many may wait now: few while the database is stuck, so that pages are still read."""
        since = self._trying_since
        return PATIENT if since and time.monotonic() - since > SHORT else MOST_WAITING

    def _in_turn(self, ticket: _Ticket[Item, Reply], patience: float) -> Reply:
        with self._more:
            self._waiting.append(ticket)
            if self._thread is None or not self._thread.is_alive():  # a fork leaves it behind
                self._trying_since = self._connection = None
                self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
                self._thread.start()
            self._more.notify()
        try:
            return ticket.future.result(patience)
        except TimeoutError:
            if ticket.future.cancel():
                raise Busy from None
            return ticket.future.result()

    def _run(self) -> None:
        while batch := self._next():
            self._trying_since = time.monotonic()
            self._settle(batch)
            self._trying_since = None
        self._hang_up()

    def _next(self) -> list[_Ticket[Item, Reply]]:
        """What waits, as soon as there is anything; nothing at the end."""
        with self._more:
            self._more.wait_for(lambda: self._waiting or self._closed)
            batch, self._waiting = self._waiting, []
            return batch

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        """One transaction on a connection that is kept, and that is a new one after any fault."""
        if self._connection is None:
            self._connection = to_write(self._engine.connect())
        try:
            with self._connection.begin():
                yield self._connection
        except BaseException:
            self._hang_up()
            raise

    def _hang_up(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _settle(self, batch: Sequence[_Ticket[Item, Reply]], *, again: bool = True) -> None:
        """Answer every ticket, whatever happens. A bad item does not fail those beside it.

        Where the connection was lost, what had been stored shows when it is stored again.
        """
        try:
            with self._transaction() as connection:
                self._wait(connection, [ticket.item for ticket in batch])
                batch = [ticket for ticket in batch if ticket.claim()]
                replies = self._store(connection, [ticket.item for ticket in batch])
        except Exception as failure:
            claimed = [ticket for ticket in batch if ticket.claim()]
            if again and isinstance(failure, DBAPIError) and failure.connection_invalidated:
                self._settle(claimed, again=False)
            elif len(claimed) > 1 and not isinstance(failure, _OF_NO_ITEM):
                for ticket in claimed:
                    self._settle([ticket])
            else:
                self._note(failure)
                for ticket in claimed:
                    ticket.future.set_exception(failure)
            return
        self._note(None, len(batch))
        for ticket, reply in zip(batch, replies, strict=True):
            ticket.future.set_result(reply)

    def _note(self, failure: Exception | None, committed: int = 0) -> None:
        self._failed_at = time.monotonic() if failure else None
        self.batches += bool(committed)
        self.committed += committed
