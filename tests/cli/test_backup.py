"""A house in a file, and back: on both databases and between them."""

import io
import stat
import zlib
from collections import Counter

import pytest
from sqlalchemy import text

from consult.cli.backup.container import records
from consult.cli.backup.taking import back_up, snapshot
from consult.db import db
from consult.responses.mixing import mix_what_is_due
from tests.cli.places import MIXED, WAITING, at, build, furnished_fully, numbered, send
from tests.faults.numbered import CANARY, stored, texts

__all__ = ["at", "build"]
BOTH = ["sqlite", "postgres"]
EVERY = Counter(range(MIXED + WAITING))


@pytest.fixture
def file(tmp_path):
    return tmp_path / "house.backup"


def unpacked(file):
    """What is in a backup, without its wrapping: the bytes, and the rows by table."""
    content = file.read_bytes()
    contents, *rows = records(io.BytesIO(content))
    found, rest = {}, iter(rows)
    for name, _columns, number in contents["tables"]:
        found[name] = [next(rest) for _ in range(number)]
    return zlib.decompress(content[content.index(b"\n") + 1 : -32]), found


@pytest.mark.parametrize("target", BOTH)
@pytest.mark.parametrize("source", BOTH)
def test_everything_comes_back_on_either_database(at, build, file, source, target):
    old, new = furnished_fully(build(source)), build(target)
    assert at(old, "backup", file).code == 0
    told = at(new.take_keys_of(old), "restore", file)
    assert told.code == 0 and not told.err
    before, after = old.rows(), new.rows()
    assert all(before.values()), "something of every table"
    signed_in, signed_out = before.pop("user"), after.pop("user")
    *audit, restored = after.pop("audit")
    assert audit == before.pop("audit") and audit[-1][3] == "house.backup"
    assert restored[0] == len(audit) + 1 and restored[3:5] == ("house.restore", file.name)
    assert after == before
    assert [user[:-1] for user in signed_out] == [user[:-1] for user in signed_in]
    assert not {user[-1] for user in signed_in} & {user[-1] for user in signed_out}


@pytest.mark.parametrize("kind", BOTH)
def test_life_goes_on_in_the_restored_house(at, build, file, kind):
    old, new = numbered(build(kind)), build(kind, bare=True)
    at(old, "backup", file)
    at(new.take_keys_of(old), "restore", file)
    with new.app() as app:
        for number in (
            0,
            MIXED,
            99,
        ):  # two that the phone sends again, mixed and waiting; a new one
            send(app, number)
        assert stored(app) == texts(app) == EVERY + Counter([99])
        assert mix_what_is_due(app.extensions["key_ring"], 1) == WAITING + 1
        assert stored(app) == texts(app) == EVERY + Counter([99])
    added = at(new, "staff", "add", "rosa@example.org", "--role", "admin", "--password-stdin")
    assert added.code == 0  # its numbers go on after those that came back


@pytest.mark.parametrize("kind", BOTH)
def test_what_a_backup_holds(at, build, file, kind):
    old = numbered(build(kind))
    with old.app(), db.engine.connect() as connection:
        lying = [bytes(row[0]) for row in connection.execute(text("SELECT id FROM pending"))]
    assert at(old, "backup", file).code == 0
    content, rows = unpacked(file)
    assert [row[0] for row in rows["pending"]] == sorted(lying)
    assert lying != sorted(lying) or kind == "sqlite"  # PostgreSQL's rows lie as they arrived
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in file.parent.glob("*house.backup*")] == [file.name]
    keys = [key.read_bytes() for key in (old.instance / "keys").iterdir()]
    assert len(keys) >= 3 and not [key for key in keys if key in content]
    assert CANARY.encode() not in content
    assert all(sealed in content for sealed in (row[5] for row in rows["pending"]))


@pytest.mark.parametrize("kind", BOTH)
@pytest.mark.parametrize(("waiting", "left"), [(12, 0), (7, 7)])
def test_what_is_due_is_mixed_before(at, build, file, kind, waiting, left):
    old = numbered(build(kind), 0, waiting)
    at(old, "backup", file)
    _content, rows = unpacked(file)
    assert (len(rows["pending"]), len(rows["seen"])) == (left, waiting)


@pytest.mark.parametrize("kind", BOTH)
def test_without_the_keys_it_says_what_cannot_be_read(at, build, file, kind):
    old, new = numbered(build(kind)), build(kind)
    at(old, "backup", file)
    told = at(new, "restore", file)
    assert told.code == 0
    assert told.err[0].startswith(f"{WAITING} answers")
    assert told.err[1].startswith(f"{MIXED} free texts")


@pytest.mark.parametrize("kind", BOTH)
def test_keys_that_are_put_back_late_overwrite_none(at, build, file, kind):
    """Both rings began at the first epoch of the same stream."""
    old, new = numbered(build(kind), 0, WAITING), build(kind)
    at(old, "backup", file)
    at(new, "restore", file)
    with new.app() as app:
        send(app, 99)
    with new.take_keys_of(old).app() as app:
        assert stored(app) == texts(app) == Counter([*range(WAITING), 99])


@pytest.mark.parametrize("kind", BOTH)
def test_it_is_of_one_moment_while_answers_come_in(at, build, file, kind):
    old, new = numbered(build(kind)), build(kind)
    with old.app() as app:
        later = iter(range(1000, 2000))
        back_up(
            app.extensions["key_ring"],
            10,
            file,
            app.config["CLOCK"](),
            lambda _done, _every: send(app, next(later)),
        )
        assert stored(app) > EVERY
    at(new.take_keys_of(old), "restore", file)
    with new.app() as app:
        assert stored(app) == texts(app) == EVERY
    assert len(new.rows()["seen"]) == EVERY.total()


@pytest.mark.parametrize("kind", BOTH)
def test_a_snapshot_hinders_nobody(build, kind):
    with numbered(build(kind)).app() as app, snapshot(db.engine) as connection:
        seen = text("SELECT count(*) FROM seen")
        before = connection.scalar(seen)
        send(app, 99)
        assert connection.scalar(seen) == before
