"""Residents who do not give up: each sends the same bytes until it is told that they are in."""

import contextlib
import http.client
import itertools
import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable
from types import TracebackType

from tests.faults.numbered import SLUG, form

PATH = f"/c/{SLUG}"
HEADERS = {"Content-Type": "application/x-www-form-urlencoded"}
_PAUSE = 0.2  # seconds between two tries
_TIMEOUT = 40.0  # seconds: longer than the server may wait for a locked database


def new_id() -> str:
    """What a phone makes: 128 random bits and more."""
    return secrets.token_urlsafe(18)


def send(address: str, body: bytes, timeout: float = _TIMEOUT, **headers: str) -> int:
    """Post once and return the status. Raises OSError where no whole reply came.

    A 503 that does not say when to try again counts as 500.
    """
    connection = http.client.HTTPConnection(address, timeout=timeout)
    try:
        connection.request("POST", PATH, body, {**HEADERS, **headers})
        reply = connection.getresponse()
        reply.read()
    except http.client.HTTPException as cut:
        raise OSError from cut
    else:
        return 500 if reply.status == 503 and not reply.headers["Retry-After"] else reply.status
    finally:
        connection.close()


class Crowd:
    """``clients`` threads that send one number after the other, from ``first`` on.

    ``acknowledged`` holds the numbers that were answered 303, ``sent`` all that were begun, and
    ``statuses`` counts every reply; a connection that failed counts as 0. A number is never given
    up while the crowd runs; any reply but 303 and 503 goes on being retried too, and is counted.
    """

    def __init__(self, address: str, clients: int, first: int = 0) -> None:
        self.acknowledged: set[int] = set()
        self.sent: set[int] = set()
        self.statuses: Counter[int] = Counter()
        self._address = address
        self._numbers = itertools.count(first)
        self._changed = threading.Condition()
        self._leaving = self._hurrying = False
        self._threads = [threading.Thread(target=self._live, daemon=True) for _ in range(clients)]

    def __enter__(self) -> "Crowd":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._leaving = self._hurrying = True

    def run_until(self, count: int, timeout: float = 120) -> None:
        """Send until so many are acknowledged, and go on. Raises TimeoutError."""
        self._run_while(lambda: len(self.acknowledged) < count, timeout)

    def run_until_told(self, status: int, timeout: float = 60) -> None:
        """Send until one more reply has this status, and go on. Raises TimeoutError."""
        before = self.statuses[status]
        self._run_while(lambda: self.statuses[status] == before, timeout)

    def _run_while(self, going: Callable[[], bool], timeout: float) -> None:
        for thread in self._threads:
            if thread.ident is None:
                thread.start()
        with self._changed:
            if not self._changed.wait_for(lambda: not going(), timeout):
                raise TimeoutError(f"{len(self.acknowledged)} acknowledged: {self.statuses}")

    def stop(self, timeout: float = 120) -> None:
        """Begin no more, and wait until what was begun is acknowledged. Raises TimeoutError."""
        self._leaving = True
        self._join(timeout)

    def abandon(self, timeout: float = 120) -> None:
        """Begin no more and retry no more: what is under way stays unknown. Raises TimeoutError."""
        self._leaving = self._hurrying = True
        self._join(timeout)

    def _join(self, timeout: float) -> None:
        until = time.monotonic() + timeout
        for thread in self._threads:
            if thread.ident is not None:
                thread.join(max(0.0, until - time.monotonic()))
            if thread.is_alive():
                raise TimeoutError(f"{len(self.sent - self.acknowledged)} open: {self.statuses}")

    def _live(self) -> None:
        while not self._leaving:
            number = next(self._numbers)
            self.sent.add(number)
            body = form(number, new_id())
            while not self._hurrying and not self._told(number, body):
                time.sleep(_PAUSE)

    def _told(self, number: int, body: bytes) -> bool:
        status = 0
        with contextlib.suppress(OSError):
            status = send(self._address, body)
        with self._changed:
            self.statuses[status] += 1
            if status == 303:
                self.acknowledged.add(number)
            self._changed.notify_all()
        return status == 303
