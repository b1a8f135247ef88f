"""The power fails: what the disk holds then are the commits up to some moment, without a gap.

A log cut at a byte is a power cut in the middle of a write to it; a server stopped in its tracks
leaves its files as a power cut leaves them that came after its last write. Both hold as long as the
disk keeps what it said it had written. What PostgreSQL makes of its own files is told where that
server is killed and begins again (test_postgres_restart).
"""

import os
import random
import shutil
import signal
import sqlite3
from collections.abc import Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import make_url

from consult.responses.intake import _Entrance
from tests.faults.clients import Crowd, new_id
from tests.faults.invariants import check
from tests.faults.numbered import form
from tests.faults.server import Served
from tests.faults.steps import house, send

pytestmark = pytest.mark.parametrize("furnished_url", ["sqlite"], indirect=True)

COMMITS = 12
LOG_HEADER, FRAME_HEADER, PAGE = 32, 24, 4096  # bytes, as SQLite documents its log
_BACKFILLED = slice(96, 100)  # of the log's index: how many frames are in the database already


@dataclass(frozen=True)
class Copy:
    """The files of a database as they were at one moment."""

    database: bytes
    log: bytes

    def put(self, folder: Path, cut: int | None = None, rest: bytes = b"") -> Path:
        """Write them, the log only up to a byte, with ``rest`` where it was cut."""
        folder.mkdir(exist_ok=True)
        file = folder / "consult.db"
        for name in ("consult.db-shm", "consult.db-wal"):
            (folder / name).unlink(missing_ok=True)
        file.write_bytes(self.database)
        Path(f"{file}-wal").write_bytes(self.log[:cut] + rest)
        return file


@dataclass(frozen=True)
class Told:
    """One commit after the other: the ids noted, and how long the log was after each."""

    copy: Copy
    ids: Sequence[bytes]
    lengths: Sequence[int]

    def until(self, cut: int) -> set[bytes]:
        """The ids of the commits whose every byte stands before the cut."""
        return {id_ for id_, length in zip(self.ids, self.lengths, strict=True) if length <= cut}


def file_of(place) -> Path:
    return Path(make_url(place[0]).database or "")


def copy_of(place) -> Copy:
    """The database first, and then the log, which grows meanwhile."""
    file = file_of(place)
    return Copy(file.read_bytes(), Path(f"{file}-wal").read_bytes())


def backfilled(place) -> int:
    """How many frames of the log were written into the database since the log was begun."""
    index = Path(f"{file_of(place)}-shm").read_bytes()
    return int.from_bytes(index[_BACKFILLED], "little")


def seen_and_whole(file) -> set[bytes]:
    """The ids noted in a database that is sound and in which each has its answer."""
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        seen = {id_ for (id_,) in connection.execute("SELECT id_hash FROM seen")}
        (waiting,) = connection.execute("SELECT count(*) FROM pending").fetchone()
        (mixed,) = connection.execute("SELECT coalesce(sum(size), 0) FROM block").fetchone()
    assert len(seen) == waiting + mixed, "half an answer"
    return seen


def commit_one_by_one(place) -> Told:
    """Answers that come one at a time to a database whose log is never folded in."""
    before, ids, lengths = file_of(place).read_bytes(), [new_id() for _ in range(COMMITS)], []
    with house(place) as app:
        for number, id_ in enumerate(ids):
            send(app, form(number, id_))
            lengths.append(Path(f"{file_of(place)}-wal").stat().st_size)
        copy = copy_of(place)
    assert copy.database == before
    return Told(copy, [sha256(id_.encode()).digest() for id_ in ids], lengths)


def cuts(log: bytes, scale) -> list[int]:
    """Where the log is cut: at and beside the edges of its frames, and anywhere."""
    edges = range(LOG_HEADER, len(log) + 1, FRAME_HEADER + PAGE)
    beside = [edge + by for edge in edges for by in (-1, 0, 1, FRAME_HEADER)]
    anywhere = random.sample(range(len(log)), scale.of(short=60, long=4_000))
    return sorted({0, 1, *(cut for cut in beside if cut <= len(log)), *anywhere})


def same(rest: bytes, lost: bytes) -> int:
    """How many bytes are by chance what they were: many a page ends in zeros."""
    pairs = zip(rest, lost, strict=False)
    return next((place for place, (one, other) in enumerate(pairs) if one != other), len(rest))


def every_cut_is_a_prefix(place, folder, scale) -> None:
    told = commit_one_by_one(place)
    found = set()
    for cut in cuts(told.copy.log, scale):
        lost = told.copy.log[cut:]
        for rest in (b"", bytes(len(lost)), os.urandom(len(lost))):  # what a disk may leave there
            seen = seen_and_whole(told.copy.put(folder, cut, rest))
            assert seen == told.until(cut + same(rest, lost)), f"cut at {cut}"
            found.add(len(seen))
    print(f"{len(cuts(told.copy.log, scale))} cuts of {len(told.copy.log)} bytes: {sorted(found)}")
    assert found == set(range(COMMITS + 1))


def test_a_log_cut_anywhere_holds_the_commits_before_the_cut(place, tmp_path, scale):
    every_cut_is_a_prefix(place, tmp_path / "cut", scale)


def test_after_a_cut_the_program_goes_on_with_what_is_there(place, tmp_path, scale):
    told = commit_one_by_one(place)
    for cut in random.sample(range(len(told.copy.log)), scale.of(short=4, long=60)):
        there = tmp_path / f"cut-{cut}"
        shutil.copytree(place[1], there)
        file = told.copy.put(there, cut)
        check(f"sqlite:///{file}", there, set(range(len(told.until(cut)))))


def test_an_intake_of_two_commits_would_be_torn(place, tmp_path, scale, monkeypatch):
    wait = _Entrance._wait

    def commit_and_wait(entrance, submission) -> None:
        entrance._connection.exec_driver_sql("COMMIT")
        entrance._connection.exec_driver_sql("BEGIN IMMEDIATE")
        wait(entrance, submission)

    monkeypatch.setattr(_Entrance, "_wait", commit_and_wait)
    with pytest.raises(AssertionError, match="half an answer"):
        every_cut_is_a_prefix(place, tmp_path / "cut", scale)


def test_a_database_that_is_cut_itself_is_not_sound(place, tmp_path):
    """So that the judge is awake: what is written in place and cut is broken, and is seen to be."""
    with house(place) as app:
        send(app, form(1, new_id()))
    whole = file_of(place).read_bytes()
    (tmp_path / "cut.db").write_bytes(whole[: len(whole) // 2])
    with pytest.raises((AssertionError, sqlite3.DatabaseError)):
        seen_and_whole(tmp_path / "cut.db")


@contextmanager
def stopped(process: int):
    """Nothing moves in a process group until the block is left."""
    os.killpg(process, signal.SIGSTOP)
    try:
        yield
    finally:
        os.killpg(process, signal.SIGCONT)


def test_files_at_any_moment_hold_all_that_was_acknowledged(place, tmp_path, scale):
    everybody = set()
    with Served(*place) as served:
        for moment in range(scale.of(short=5, long=40)):
            there = tmp_path / f"moment-{moment}"
            with Crowd(served.address, clients=8, first=10_000 * moment) as crowd:
                crowd.run_until(random.randint(1, 100))
                before = everybody | crowd.acknowledged
                with stopped(served.pid):
                    shutil.copytree(place[1], there)
                    file = copy_of(place).put(there)
                crowd.stop()
            everybody |= crowd.acknowledged
            check(f"sqlite:///{file}", there, before, sent=everybody)
        check(*place, everybody, served.log)


def test_files_copied_while_they_are_written_hold_what_came_before(place, tmp_path):
    """As long as the log is not folded in; and cut, they hold ever less of it, but nothing half."""
    everybody = set()
    with Served(*place) as served:
        for moment in range(4):
            with Crowd(served.address, clients=8, first=10_000 * moment) as crowd:
                crowd.run_until(10)
                before = everybody | crowd.acknowledged
                copy = copy_of(place)
                crowd.stop()
            everybody |= crowd.acknowledged
            assert backfilled(place) == 0
            places = sorted(random.sample(range(len(copy.log)), 20))
            counts = [len(seen_and_whole(copy.put(tmp_path / "copy", cut))) for cut in places]
            assert counts == sorted(counts)
            assert len(before) <= len(seen_and_whole(copy.put(tmp_path / "copy"))) <= len(everybody)
        check(*place, everybody, served.log)
