"""Not ready whenever an answer could not be stored; each fault is a real one."""

import shutil
import subprocess
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from sqlalchemy import text

from consult.consultations.models import Consultation
from consult.db import db, writing
from consult.web import health as web_health
from tests.conftest import make_app
from tests.responses.test_views import FORM, GOOD, body, new_id

only_sqlite = pytest.mark.parametrize("furnished_url", ["sqlite"], indirect=True)
only_postgres = pytest.mark.parametrize("furnished_url", ["postgres"], indirect=True)


def ready(app: Flask) -> bool:
    app.extensions["ready"].fresh_for = 0
    answer = app.test_client().get("/readyz")
    assert answer.json == {"status": "ready" if answer.status_code == 200 else "not ready"}
    return answer.status_code == 200


def send(app: Flask, submission_id: str) -> int:
    db.session.remove()
    sent = body(GOOD, _id=submission_id)
    json = {"Accept": "application/json"}
    reply = app.test_client().post("/c/barrio", data=sent, content_type=FORM, headers=json)
    return reply.status_code


def why(caplog: pytest.LogCaptureFixture) -> str:
    [line] = [one for one in caplog.messages if one.startswith("Not ready")]
    assert "\n" not in line
    return line.partition(": ")[2]


def driver(url: str) -> psycopg.Connection:
    return psycopg.connect(url.replace("+psycopg", ""), autocommit=True)


def test_a_sound_house_is_ready_and_stays_so(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    assert all(ready(app) for _ in range(3))
    assert not [line for line in caplog.messages if line.startswith("Not")]
    assert list(app.extensions["key_ring"].names()) == []


@only_sqlite
def test_not_while_somebody_else_holds_the_lock(app: Flask, caplog) -> None:
    with db.engine.connect().execution_options(consult_writing=True) as other, other.begin():
        assert not ready(app)
        assert "locked" in why(caplog)
    assert ready(app)


@only_postgres
def test_not_while_somebody_else_holds_the_tables(app: Flask, furnished_url: str, caplog) -> None:
    with driver(furnished_url) as other, other.transaction():
        other.execute("LOCK TABLE pending")
        assert not ready(app)
        assert "LockNotAvailable" in why(caplog) or "lock timeout" in why(caplog)
    assert ready(app)


def test_not_while_commits_fail(app: Flask, consultation: Consultation, caplog) -> None:
    """Everything looks well, and yet the last answer could not be written."""
    with writing() as session:
        session.execute(text("ALTER TABLE pending RENAME COLUMN sealed TO hidden"))
    assert ready(app)
    assert send(app, new_id()) == 503
    assert not ready(app)
    assert "the last commit of answers failed" in why(caplog)
    with writing() as session:
        session.execute(text("ALTER TABLE pending RENAME COLUMN hidden TO sealed"))
    assert send(app, new_id()) == 200
    assert ready(app)


@pytest.mark.parametrize("folder", ["INSTANCE", "KEYS"])
def test_not_while_a_disk_is_nearly_full(
    furnished_url: str, tmp_path: Path, folder: str, small_disk: Path, caplog
) -> None:
    app = make_app(furnished_url, tmp_path / "instance", **{folder: small_disk / "here"})
    (small_disk / "here").mkdir(exist_ok=True)
    assert ready(app)
    filler = small_disk / "filler"
    free = shutil.disk_usage(small_disk).free
    filler.write_bytes(bytes(free - web_health.LEAST_FREE + 4096))
    assert not ready(app)
    assert f"nearly full at {small_disk / 'here'}" in why(caplog)
    filler.unlink()
    assert ready(app)
    with app.app_context():
        db.engine.dispose()


def test_not_without_a_folder_for_keys(app: Flask, caplog) -> None:
    folder = app.extensions["key_ring"].folder
    shutil.rmtree(folder)
    folder.touch()
    assert not ready(app)
    assert "NotADirectoryError" in why(caplog)
    folder.unlink()
    folder.mkdir()
    assert ready(app)


def test_not_where_no_key_can_be_written(
    furnished_url: str, tmp_path: Path, small_disk: Path, caplog
) -> None:
    app = make_app(furnished_url, tmp_path / "instance", KEYS=small_disk)
    assert ready(app)
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    assert not ready(app)
    assert "Read-only file system" in why(caplog)
    with app.app_context():
        db.engine.dispose()


@only_postgres
def test_not_while_postgresql_is_away(app: Flask, caplog) -> None:
    here = app.config["SQLALCHEMY_DATABASE_URI"]
    nowhere = here.set(database="not_there")
    app.extensions["quick_engine"] = web_health._quick_engine(nowhere)
    assert not ready(app)
    assert "OperationalError" in why(caplog)


@only_postgres
def test_not_while_postgresql_is_read_only(app: Flask, furnished_url: str, caplog) -> None:
    name = furnished_url.rpartition("/")[2].partition("?")[0]
    with driver(furnished_url) as other:
        other.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
        assert not ready(app)
        assert "read only" in why(caplog)
        other.execute("SET default_transaction_read_only = off")
        other.execute(f"ALTER DATABASE {name} RESET default_transaction_read_only")
    assert ready(app)


def test_not_on_a_database_of_another_version(app: Flask, caplog) -> None:
    with writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    assert not ready(app)
    assert "not of this version" in why(caplog)


@only_sqlite
def test_not_once_the_file_was_taken_away(app: Flask, caplog) -> None:
    """What is open goes on writing into a file that nobody will find again."""
    assert ready(app)
    Path(app.config["SQLALCHEMY_DATABASE_URI"].database).unlink()
    assert not ready(app)


@pytest.fixture
def small_disk(tmp_path: Path):
    """A disk of 48 MB, mounted for the test: root and Linux only."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=48m,mode=0700", "tmpfs", str(folder)]
    try:
        subprocess.run(mount, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("cannot mount a small disk here")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)
