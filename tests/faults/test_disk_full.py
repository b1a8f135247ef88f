"""A full disk: residents are told to try again, what was there stays, and all goes on with room.

Each deed is tried with no room at all, then with a page more each time, until it succeeds: so it
fails at one file after the other.
"""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest
from sqlalchemy import Row, func, select
from sqlalchemy.exc import OperationalError

from consult.app import create_runner
from consult.consultations.models import Consultation
from consult.db import db, writing
from consult.jobs.queue import LEASE
from consult.keys import KEY_BYTES, KeyRing
from consult.releases.freeze import request_release
from consult.releases.models import StoredRelease
from consult.releases.opened import released
from consult.responses import mixing
from consult.responses.importing import read, take_in
from consult.responses.mixing import mix_what_is_due
from consult.responses.models import OpenText, Pending, Seen, StoredBlock
from consult.tables.audit import prove
from tests.conftest import Clock
from tests.databases import fresh_database, postgres_server
from tests.faults.clients import Crowd, new_id
from tests.faults.conftest import Place
from tests.faults.invariants import check
from tests.faults.kept import post, told_to_try_again
from tests.faults.numbered import form, open_house
from tests.faults.server import Served
from tests.faults.steps import answer, house, sheet
from tests.faults.volume import Volume, volume

MOST_PAGES = 200
FULL = (OSError, OperationalError)


@dataclass(frozen=True)
class Small:
    """A disk, and the place on it: database and keys."""

    disk: Volume
    place: Place


@pytest.fixture(params=["sqlite", "postgres"])
def small(request, monkeypatch) -> Iterator[Small]:
    """More room than /readyz asks for and a long crowd takes up, until it is filled."""
    if request.param == "sqlite":
        with volume(megabytes=96) as disk:
            yield made(disk, f"sqlite:///{disk.folder / 'consult.db'}")
        return
    with ExitStack() as stack, monkeypatch.context() as elsewhere:
        disk = stack.enter_context(volume(megabytes=192))
        elsewhere.setattr(tempfile, "tempdir", str(disk.folder))  # where the server is put
        server = stack.enter_context(postgres_server())
        elsewhere.undo()
        yield made(disk, fresh_database(server))


def made(disk, url) -> Small:
    open_house(url, disk.folder / "instance")
    return Small(disk, (url, disk.folder / "instance"))


def rows() -> list[int]:
    """How many there are of all that answers become."""
    tables = (Seen, Pending, StoredBlock, OpenText)
    counts = [db.session.scalar(select(func.count()).select_from(table)) for table in tables]
    db.session.remove()
    return counts


def keys_are_whole(instance) -> bool:
    """No draft of a key was left behind, and no half of one."""
    keys = list((instance / "keys").iterdir())
    return all(key.stat().st_size == KEY_BYTES and key.name[0] != "." for key in keys)


def answers_once_there_is_room(small) -> set[str]:
    """The first answer to a consultation, for which its key is made. Returns what failed before."""
    body, failures = form(1, new_id()), []
    with house(small.place) as app, app.app_context():
        note_failures(app.extensions["intake"], failures)
        assert rows() == [0] * 4  # and the database is open
        for pages in range(MOST_PAGES):
            with small.disk.full(but=pages):
                reply = post(app, body)
            if reply.status_code == 303:
                break
            told_to_try_again(reply, body)
            assert (rows(), keys_are_whole(small.place[1])) == ([0] * 4, True)
        print(f"stored with room for {pages} pages; before that {failures}")
        answer(app, range(2, 8))
    check(*small.place, set(range(1, 8)))
    return set(failures)


def note_failures(intake, failures) -> None:
    accept = intake.accept

    def noted(*admitted):
        try:
            return accept(*admitted)
        except FULL as failure:
            failures.append(type(failure).__name__)
            raise

    intake.accept = noted


def test_an_answer_that_finds_no_room_is_kept_on_the_page(small):
    failures = answers_once_there_is_room(small)
    if small.place[0].startswith("sqlite"):
        assert failures == {"OSError", "OperationalError"}  # its key, and its row
    else:
        assert "OperationalError" in failures  # the row comes first


@pytest.mark.parametrize("small", ["sqlite"], indirect=True)
def test_a_key_that_is_written_in_its_place_would_be_left_half(small, monkeypatch):
    def in_place(ring, name) -> None:
        (ring.folder / name).write_bytes(bytes(KEY_BYTES))

    monkeypatch.setattr(KeyRing, "_create", in_place)
    with pytest.raises(AssertionError):
        answers_once_there_is_room(small)


def mixes_once_there_is_room(small) -> list[str]:
    """Returns what failed before."""
    everybody, failures = set(range(12)), []
    with house(small.place) as app, app.app_context():
        answer(app, everybody)
        for pages in range(MOST_PAGES):
            with small.disk.full(but=min(pages, 1)):  # what it could write stays with its files
                try:
                    mix_what_is_due(app.extensions["key_ring"], 10)
                except FULL as failure:
                    failures.append(type(failure).__name__)
            if rows() == [12, 0, 1, 12]:
                break
            assert rows() == [12, 12, 0, 0]  # all as it was
        print(f"mixed at try {pages + 1}; before that {failures}")
    check(*small.place, everybody)
    return failures


def test_mixing_without_room_leaves_everything_as_it_was(small):
    assert set(mixes_once_there_is_room(small)) == {"OSError", "OperationalError"}


@pytest.mark.parametrize("small", ["sqlite"], indirect=True)
def test_mixing_in_two_commits_would_leave_people_twice(small, monkeypatch):
    put_away = mixing.add_to_blocks

    def put_away_and_commit(ring, session, *rest) -> None:
        put_away(ring, session, *rest)
        session.connection().exec_driver_sql("COMMIT")
        session.connection().exec_driver_sql("BEGIN IMMEDIATE")

    monkeypatch.setattr(mixing, "add_to_blocks", put_away_and_commit)
    with pytest.raises(AssertionError):
        mixes_once_there_is_room(small)


def test_a_release_without_room_is_made_later_and_never_by_half(small):
    clock, failures = Clock(), []
    with house(small.place, CLOCK=clock) as app, app.app_context():
        import_many(app)
        ask_for_release(clock)
        runner = create_runner(app)
        for pages in range(MOST_PAGES):
            with small.disk.full(but=pages):
                try:
                    runner.work_once()
                except FULL as failure:
                    failures.append(type(failure).__name__)
            if release().state != "preparing":
                break
            clock.pass_(seconds=LEASE.total_seconds() + 1)  # where nobody could put it back
        print(f"{release().state} with room for {pages} pages; before that {failures}")
        assert failures  # on PostgreSQL its key only: these tables fit into a page that is there
        assert "OperationalError" in failures or small.place[0].startswith("postgres")
        if release().state == "refused":
            ask_for_release(clock)
        while runner.work_once():
            pass
        assert release().state == "ready"
        consultation = db.session.scalars(select(Consultation)).one()
        assert prove(released(db.session(), consultation, 1)) == []


def import_many(app) -> None:
    with writing() as session:
        consultation = session.scalars(select(Consultation)).one()
        bulk = read(consultation, sheet(range(400)))
        take_in(app.extensions["key_ring"], session, "test", consultation, bulk)


def ask_for_release(clock) -> None:
    with writing() as session:
        consultation = session.scalars(select(Consultation)).one()
        request_release(session, "test", consultation, None, clock())


def release() -> Row:
    """The release as it stands: a body where it is ready, its sentence where it was given up."""
    columns = (StoredRelease.state, StoredRelease.body, StoredRelease.refusal)
    row = db.session.execute(select(*columns)).one()
    db.session.remove()
    assert (row.body is not None) == (row.state == "ready")
    assert set(row.refusal or ()) == ({"es", "en"} if row.state == "refused" else set())
    return row


def test_a_crowd_goes_on_once_there_is_room_again(small, scale):
    rounds = scale.of(short=2, long=20)
    with Served(*small.place) as served, Crowd(served.address, clients=8) as crowd:
        for _round in range(rounds):
            crowd.run_until(len(crowd.acknowledged) + 30)
            with small.disk.full():
                crowd.run_until_told(503)
        crowd.run_until(len(crowd.acknowledged) + 30)
        crowd.stop()
        print(f"replies {dict(crowd.statuses)}")
        assert set(crowd.statuses) == {303, 503}
        check(*small.place, crowd.acknowledged, served.log)
