"""The thread that does the work: queued jobs one at a time, and the chores of every few seconds."""

import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from flask import Flask

from consult.db import writing
from consult.jobs.models import Job
from consult.jobs.queue import LEASE, MOST_ATTEMPTS, claim, fail, finish, put_back, renew


@dataclass(frozen=True)
class Work:
    """How one kind of job is done, and what is left to do when it is given up."""

    do: Callable[..., object]
    give_up: Callable[..., object]


Chore = Callable[[], object]

_PAUSE = 2.0  # seconds between looks at the queue
_log = logging.getLogger(__name__)


class Every:
    """A chore that is done at most once in so many seconds."""

    def __init__(self, seconds: float, chore: Chore) -> None:
        self._seconds, self._chore = seconds, chore
        self._next = time.monotonic()

    def __call__(self) -> None:
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + self._seconds
            self._chore()


class Runner(threading.Thread):
    """Does what ``works`` says for each kind of job, and every chore in turn, until stopped.

    Both may be done twice after a crash, and are written so that this does no harm.
    """

    def __init__(self, app: Flask, works: Mapping[str, Work], chores: Sequence[Every]) -> None:
        super().__init__(name="runner", daemon=True)
        self._app, self._works, self._chores = app, works, chores
        self._stopping = threading.Event()

    def run(self) -> None:
        while not self._stopping.is_set():
            with self._app.app_context():
                busy = self._guarded(self.work_once)
                for chore in self._chores:
                    self._guarded(chore)
            if not busy:
                self._stopping.wait(_PAUSE)

    def leave(self) -> None:
        """Finish what is being done, then end; whoever needs to know joins the thread."""
        self._stopping.set()

    def work_once(self) -> bool:
        """Do one job; False where none waits. What it raises puts the job back."""
        with writing() as session:
            job = claim(session, self._now())
        if job is None:
            return False
        work = self._works[job.kind]
        if job.attempts > MOST_ATTEMPTS:
            work.give_up(**job.argument)
            with writing() as session:
                fail(session, job.id)
            return True
        try:
            with self._holding(job):
                work.do(**job.argument)
        except BaseException:
            with writing() as session:
                put_back(session, job.id)
            raise
        with writing() as session:
            finish(session, job.id)
        return True

    @contextmanager
    def _holding(self, job: Job) -> Iterator[None]:
        done = threading.Event()

        def beat() -> None:
            while not done.wait(LEASE.total_seconds() / 4):
                with self._app.app_context(), writing() as session:
                    renew(session, job.id, self._now())

        heart = threading.Thread(target=beat, name="heartbeat", daemon=True)
        heart.start()
        try:
            yield
        finally:
            done.set()
            heart.join()

    def _guarded(self, act: Callable[[], object]) -> object:
        """One piece that fails must not end the rest; its arguments stay out of the log."""
        try:
            return act()
        except Exception:
            _log.exception("%s failed and will be tried again", getattr(act, "__name__", act))
            return False

    def _now(self) -> datetime:
        return self._app.config["CLOCK"]()
