"""The thread that does the work: queued jobs one at a time, and the chores of every few seconds."""

import logging
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flask import Flask
from sqlalchemy.exc import DBAPIError

from consult.db import writing
from consult.jobs.models import Job
from consult.jobs.queue import LEASE, MOST_ATTEMPTS, claim, fail, finish, put_back, renew
from consult.jobs.signs import sign_anew


@dataclass(frozen=True)
class Work:
    """How one kind of job is done, and what is left to do when it is given up."""

    do: Callable[..., object]
    give_up: Callable[..., object]


Chore = Callable[[], object]

_HOUSE = str(Path(__file__).parents[1])
_PAUSE = 2.0  # seconds between looks at the queue
_log = logging.getLogger(__name__)


def _not_known(**_argument: object) -> None:
    raise LookupError("a kind of job that this version does not know")


# It waits a few turns, as one that fails: a runner of another version beside this one may know it.
_UNKNOWN = Work(do=_not_known, give_up=lambda **_argument: None)


class Every:
    """A chore that is done at most once in so many seconds. Under its name it leaves a sign.

    One that returns False has not been done yet, and leaves none.
    """

    def __init__(self, seconds: float, chore: Chore, name: str = "") -> None:
        self.name = name
        self._seconds, self._chore = seconds, chore
        self._next = time.monotonic()

    def is_due(self) -> bool:
        return time.monotonic() >= self._next

    def __call__(self) -> bool:
        self._next = time.monotonic() + self._seconds
        return self._chore() is not False


class Runner(threading.Thread):
    """Does what ``works`` says for each kind of job, and every chore in turn, until stopped.

    Both may be done twice after a crash, and are written so that this does no harm.
    """

    def __init__(self, app: Flask, works: Mapping[str, Work], chores: Sequence[Every]) -> None:
        super().__init__(name="runner", daemon=True)
        self._app, self._works, self._chores = app, works, chores
        self._stopping = threading.Event()
        self._signed: set[tuple[str, datetime, str]] = set()

    def run(self) -> None:
        while not self._stopping.is_set():
            busy = False
            with self._app.app_context():
                with _guarded("A job"):
                    busy = self.work_once()
                for chore in filter(Every.is_due, self._chores):
                    self._do(chore)
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
        work = self._works.get(job.kind, _UNKNOWN)
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
                with _guarded("The heartbeat"), self._app.app_context(), writing() as session:
                    renew(session, job.id, self._now())

        heart = threading.Thread(target=beat, name="heartbeat", daemon=True)
        heart.start()
        try:
            yield
        finally:
            done.set()
            heart.join()

    def _do(self, chore: Every) -> None:
        """Do a chore and leave its sign, one after the other: a failure is a sign too."""
        done, failure = True, ""
        try:
            done = chore()
        except Exception as error:
            failure = _kind(error)
            _tell(f"The chore “{chore.name}”", error)
        if done:
            with _guarded("The sign of a chore"):
                self._sign(chore.name, failure)

    def _sign(self, name: str, failure: str) -> None:
        """Once in each hour for each outcome, however often the chore is done."""
        hour = self._now().replace(minute=0, second=0, microsecond=0)
        said = (name, hour, failure)
        if not name or said in self._signed:
            return
        with writing() as session:
            sign_anew(session, name, failure, None if failure else hour)
        self._signed = {old for old in self._signed if old[1] == hour} | {said}

    def _now(self) -> datetime:
        return self._app.config["CLOCK"]()


@contextmanager
def _guarded(what: str) -> Iterator[None]:
    """One piece that fails must not end the rest."""
    try:
        yield
    except Exception as error:
        _tell(what, error)


def _tell(what: str, error: Exception) -> None:
    """One line: what failed, how and where. What it was about stays out of the log: the words of an
    exception may hold an answer, and those of PostgreSQL a whole row.
    """
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if frame.filename.startswith(_HOUSE)]
    trail = " > ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in ours[-3:])
    _log.error("%s failed and will be tried again: %s at %s", what, _kind(error), trail)


def _kind(error: Exception) -> str:
    """The name of a failure: that of the database's own where it comes from there."""
    cause = error.orig if isinstance(error, DBAPIError) and error.orig else error
    return str(getattr(cause, "sqlite_errorname", type(cause).__name__))
