"""What goes wrong with a backup: nothing is half made or half brought back, and a line says why."""

import io
import os
import secrets
import stat
from contextlib import contextmanager

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from consult.cli.backup.container import Writer, appearing, records
from consult.cli.backup.taking import back_up
from consult.config import migrations_folder
from consult.db import db, writing
from consult.jobs.models import RunnerSign
from consult.releases.models import StoredRelease
from tests.cli.places import at, build, numbered
from tests.faults.clients import Crowd
from tests.faults.invariants import check
from tests.faults.server import Served

__all__ = ["at", "build"]
BOTH = ["sqlite", "postgres"]


@pytest.fixture
def file(tmp_path):
    return tmp_path / "house.backup"


def is_bare(place):
    with place.app():
        return not inspect(db.engine).get_table_names()


def lengths(content):
    """Cut in the first line, in the checksum, at the end of what it covers, and in the middle."""
    return [0, 1, 16, 17, 40, 49, 50, len(content) // 2, len(content) - 33, len(content) - 1]


@pytest.mark.parametrize("kind", BOTH)
def test_a_damaged_file_brings_nothing_back(at, build, file, kind):
    whole, new = numbered(build(kind)), build(kind, bare=True)
    at(whole, "backup", file)
    content = file.read_bytes()
    damaged = [content[:length] for length in lengths(content)] + [content + b"\0"]
    damaged += [
        content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]
        for place in (3, 17, 25, len(content) // 3, len(content) - 32, len(content) - 1)
    ]
    for bytes_ in damaged:
        file.write_bytes(bytes_)
        told = at(new, "restore", file)
        assert told.code == 1 and "not a whole backup" in told.err[0] and len(told.err) == 2
        assert is_bare(new)
    file.write_bytes(content)
    assert at(new, "restore", file).code == 0


def rewritten(file, change):
    """The file again, with its checksum, after ``change`` of its contents and rows."""
    contents, *rows = records(io.BytesIO(file.read_bytes()))
    contents, rows = change(contents, rows)
    with file.open("wb") as out:
        writer = Writer(out)
        for record in (contents, *rows):
            writer.add(record)
        writer.finish()


@pytest.mark.parametrize("kind", BOTH)
@pytest.mark.parametrize(
    "change",
    [
        lambda contents, rows: (contents, rows[:-1]),
        lambda contents, rows: (contents, [*rows, rows[-1]]),
        lambda contents, rows: (contents | {"tables": contents["tables"][:-1]}, rows),
        lambda contents, rows: ({"what": "else"}, rows),
    ],
)
def test_rows_that_are_not_those_told_of_bring_nothing_back(at, build, file, kind, change):
    old, new = numbered(build(kind)), build(kind)
    at(old, "backup", file)
    rewritten(file, change)
    assert at(new, "restore", file).code == 1
    assert not any(new.rows().values())


OLDER = list(ScriptDirectory(str(migrations_folder())).walk_revisions())[-1].revision


@pytest.mark.parametrize(
    ("revision", "says", "how"),
    [(OLDER, "older consult, 0.", "consult init"), ("ffff", "does not know", "or later")],
)
def test_another_version_says_how(at, build, file, revision, says, how):
    old, new = numbered(build("sqlite")), build("sqlite", bare=True)
    at(old, "backup", file)
    rewritten(file, lambda contents, rows: (contents | {"revision": revision}, rows))
    told = at(new, "restore", file)
    assert told.code == 1 and says in told.err[0] and how in told.err[1]
    assert is_bare(new)


@pytest.mark.parametrize("kind", BOTH)
def test_a_house_in_use_is_left_alone(at, build, file, kind):
    old, new = numbered(build(kind)), build(kind)
    at(old, "backup", file)
    before = old.rows()
    assert "in use" in at(old, "restore", file).err[0]
    assert old.rows() == before
    with new.app(), writing() as session:  # a runner leaves this beside an empty house
        session.add(RunnerSign(name="mixing"))
    assert at(new, "restore", file).code == 0
    assert "in use" in at(new, "restore", file).err[0]


def test_no_file_is_overwritten(at, build, file):
    place = numbered(build("sqlite"))
    file.write_text("mine")
    told = at(place, "backup", file)
    assert told.code == 1 and "exists already" in told.err[0]
    assert file.read_text() == "mine"


@contextmanager
def files_of_at_most(size):
    """As on a full disk, writing beyond ``size`` bytes of a file fails."""
    resource = pytest.importorskip("resource")  # Windows has none
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("kind", BOTH)
def test_a_full_disk_leaves_nothing_behind(at, build, file, kind):
    place = numbered(build(kind))
    with place.app() as app, writing() as session:
        large = {"body": secrets.token_bytes(1 << 20), "requested_at": app.config["CLOCK"]()}
        session.add(StoredRelease(consultation_id=1, number=1, state="ready", **large))
    with files_of_at_most(1 << 19):
        told = at(place, "backup", file)
    assert told.code == 1 and "File too large" in told.err[0]
    assert not list(file.parent.glob("*house.backup*"))
    assert at(place, "backup", file).code == 0


def test_it_is_its_owners_alone_from_the_first_byte(tmp_path):
    before = os.umask(0)
    try:
        with appearing(tmp_path / "house.backup"):
            [draft] = tmp_path.iterdir()
            assert stat.S_IMODE(draft.stat().st_mode) == 0o600
    finally:
        os.umask(before)
    assert [path.name for path in tmp_path.iterdir()] == ["house.backup"]


def test_being_interrupted_leaves_nothing_behind(build, file):
    def interrupt(_done, _every):
        raise KeyboardInterrupt

    with numbered(build("sqlite")).app() as app, pytest.raises(KeyboardInterrupt):
        back_up(app.extensions["key_ring"], 10, file, app.config["CLOCK"](), interrupt)
    assert not list(file.parent.glob("*house.backup*"))


@pytest.mark.parametrize("kind", BOTH)
def test_it_is_taken_of_a_served_house_under_load(at, build, file, kind):
    """What was acknowledged before is in it, once and whole, and the served house loses nothing."""
    old, new = numbered(build(kind), 0, 0), build(kind)
    own_pace = {"CONSULT_MIX_MINIMUM": "9999"}  # only the backup mixes, so no key goes after it
    with Served(old.url, old.instance, own_pace) as served, Crowd(served.address, 8) as crowd:
        crowd.run_until(60)
        before = set(crowd.acknowledged)
        assert at(old, "backup", file).code == 0
        crowd.run_until(len(crowd.acknowledged) + 40)
        crowd.stop()
        new.take_keys_of(old)
        check(old.url, old.instance, crowd.acknowledged, served.log)
    assert set(crowd.statuses) == {303}
    told = at(new, "restore", file)
    assert told.code == 0 and not told.err
    check(new.url, new.instance, before, sent=crowd.sent)
