"""The same attackers against what a survey usually does: they succeed, so they are awake."""

import secrets
import sqlite3

import psycopg
import pytest

from consult.responses import mixing
from tests.databases import drop_database, fresh_database
from tests.hostile.attackers import (
    RowAttack,
    answers_by_versions,
    rows_as_read,
    rows_by_dump,
    rows_by_hidden_column,
    rows_by_log,
    rows_by_place,
)
from tests.hostile.conftest import PEOPLE
from tests.hostile.evidence import Postgres, Sqlite, Table
from tests.hostile.judge import judge
from tests.hostile.scene import BATCH, seize

ONE_PAGE = 25  # rows that fit on one page of SQLite, where nothing is moved yet
NUMBERED, RANDOM, BARE = (Table(name, "key") for name in ("numbered", "random", "bare"))


def test_an_ordinary_table_of_sqlite_tells_everything(tmp_path):
    file = tmp_path / "plain.db"
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("CREATE TABLE numbered (id integer primary key autoincrement, key blob)")
    connection.execute("CREATE TABLE random (key blob primary key)")
    connection.execute("CREATE TABLE bare (key blob primary key) WITHOUT ROWID")
    came = [secrets.token_bytes(16) for _ in range(PEOPLE)]
    for table, people in ((NUMBERED, PEOPLE), (RANDOM, PEOPLE), (BARE, ONE_PAGE)):
        for key in came[:people]:
            connection.execute(f"INSERT INTO {table.name} (key) VALUES (?)", (key,))
    evidence = Sqlite(file, tmp_path)
    by_rowid = rows_by_hidden_column("rowid")
    assert rows_as_read(evidence, NUMBERED) == came
    assert by_rowid(evidence, RANDOM) == rows_by_log(evidence, RANDOM) == came
    assert rows_as_read(evidence, BARE) == sorted(came[:ONE_PAGE])
    assert rows_by_log(evidence, BARE) == came[:ONE_PAGE]
    evidence.dump(tmp_path)
    assert by_rowid(Sqlite(tmp_path / "dump", tmp_path), RANDOM) == came
    connection.close()  # and folds the log into the file
    assert evidence.log() == b""
    assert rows_by_place(evidence, BARE) == came[:ONE_PAGE]


def test_an_ordinary_table_of_postgresql_tells_everything(durable_url, tmp_path):
    url = fresh_database(durable_url)
    came = [secrets.token_bytes(16) for _ in range(PEOPLE)]
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("CREATE TABLE random (key bytea primary key)")
        connection.execute("CREATE TABLE numbered (id serial primary key, key bytea)")
        for key in came:
            connection.execute("INSERT INTO random VALUES (%s)", (key,))
            connection.execute("INSERT INTO numbered (key) VALUES (%s)", (key,))
    evidence = Postgres(url, tmp_path)
    attacks: list[RowAttack] = [
        rows_as_read,
        rows_by_place,
        rows_by_log,
        rows_by_dump(tmp_path),
        rows_by_hidden_column("xmin"),
        rows_by_hidden_column("ctid"),
    ]
    for attack in attacks:
        assert attack(evidence, NUMBERED) == attack(evidence, RANDOM) == came
    drop_database(url)


def test_mixing_one_at_a_time_would_tell_everything(stage, uncut, tmp_path):
    """The differences of versions are found wherever they are: without a batch nobody is hidden."""
    stage.live(mixed_at=1)
    guess = answers_by_versions(seize(stage, tmp_path / "taken").log())
    assert judge(stage.orders(guess), PEOPLE).complete


def test_a_log_that_is_not_cut_would_tell_batches(stage, uncut, tmp_path):
    stage.live()
    guess = answers_by_versions(seize(stage, tmp_path / "taken").log())
    assert judge(stage.orders(guess), BATCH).groups_known


@pytest.fixture
def uncut(monkeypatch):
    """SQLite's log stays as it is after mixing."""
    monkeypatch.setattr(mixing, "forget", lambda *tables: None)
