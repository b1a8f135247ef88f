"""What the doctor finds: each thing provoked for real, in a house that was sound before."""

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import event, select, text, update

from consult.accounts.models import User
from consult.accounts.staff import add_staff, ensure_programme
from consult.app import create_runner
from consult.cli.doctor import background, disks, doctor
from consult.cli.doctor.background import look_at_mixing
from consult.cli.doctor.examination import examine
from consult.config import LIMA
from consult.consultations.create import Plan, create
from consult.consultations.models import Consultation
from consult.db import db, furnish, writing
from consult.jobs.queue import MOST_ATTEMPTS, enqueue
from consult.jobs.runner import Runner, Work
from consult.keys import KeyRing
from consult.questionnaire.shipped import shipped
from consult.releases.models import StoredRelease
from consult.responses.closing import close_to_answers, open_to_answers
from consult.responses.custody import renew
from consult.responses.intake_key import key_name
from consult.responses.mixing import keep_keys_ready, mix_what_is_due
from consult.responses.models import Pending, Seen
from consult.responses.retention import purge
from consult.responses.stream import Stream
from consult.web.health import LEAST_FREE
from tests.conftest import Clock, make_app
from tests.databases import drop_database, fresh_database, postgres_server
from tests.responses.test_readiness import driver, small_disk
from tests.responses.test_views import FORM, GOOD, body, new_id

__all__ = ["small_disk"]
only_sqlite = pytest.mark.parametrize("furnished_url", ["sqlite"], indirect=True)
only_postgres = pytest.mark.parametrize("furnished_url", ["postgres"], indirect=True)


@pytest.fixture(scope="module")
def durable_postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """A server that is set to wait for the disk, and a furnished database on it to copy.

    Its disk is memory where there is enough: what is asked here is how it is set.
    """
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and shutil.disk_usage(memory).free > 2**30
    with pytest.MonkeyPatch.context() as patch:
        if roomy:
            patch.setattr(tempfile, "tempdir", str(memory))
        yield from _durable_server(tmp_path_factory)


def _durable_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    with postgres_server(durable=True) as server:
        url = fresh_database(server)
        _furnish(make_app(url, tmp_path_factory.mktemp("durable")))
        yield server, url


@pytest.fixture(params=["sqlite", "postgres"])
def furnished_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """As everywhere, but PostgreSQL is set up as in the field."""
    if request.param == "sqlite":
        file = tmp_path / "consult.db"
        shutil.copy(request.getfixturevalue("furnished_sqlite"), file)
        file.chmod(0o600)
        yield f"sqlite:///{file}"
    else:
        url = fresh_database(*request.getfixturevalue("durable_postgres"))
        yield url
        drop_database(url)


@pytest.fixture
def clock() -> Clock:
    """The time of now: PostgreSQL has a clock of its own."""
    return Clock(datetime.now(UTC))


@pytest.fixture
def app(furnished_url: str, tmp_path: Path, clock: Clock) -> Iterator[Flask]:
    """Whose passwords are hashed in no time."""
    cheap = {"argon2__rounds": 1, "argon2__memory_cost": 32}
    app = make_app(
        furnished_url,
        tmp_path / "instance",
        CLOCK=clock,
        SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS=cheap,
    )
    with app.app_context():
        yield app
        renew_connections()


@pytest.fixture
def well(app: Flask) -> Flask:
    """A house of which nothing is amiss."""
    app.config["HOSTS"] = ("consulta.example.pe",)
    with writing() as session:
        programme = ensure_programme(session, "Uno", "One")
        add_staff(session, "ana@example.org", ["admin"], "una frase bastante larga", programme)
    assert codes() == set()
    return app


@pytest.fixture
def barrio(well: Flask, clock: Clock) -> Consultation:
    """An open consultation behind a proxy, and still nothing amiss."""
    well.config["TRUSTED_PROXIES"] = 1
    consultation = open_one(clock)
    assert codes() == set()
    return consultation


@pytest.fixture
def ring(app: Flask) -> KeyRing:
    return app.extensions["key_ring"]


def codes() -> set[str]:
    db.session.remove()
    found = list(examine())
    assert all(str(finding.wrong) and str(finding.mend) for finding in found)
    return {finding.code for finding in found}


def open_one(clock: Clock, **plan: object) -> Consultation:
    with writing() as session:
        programme = ensure_programme(session, "Uno", "One")
        made = create(
            session,
            "ana",
            programme.id,
            Plan(shipped()["neighbourhood_safety"], "barrio", **plan),
            clock(),
        )
        open_to_answers(session, "ana", made, clock())
    return made


def answer(app: Flask, people: int) -> None:
    db.session.remove()
    for number in range(people):
        sent = body({**GOOD, "proposal": f"Más luz {number}"}, _id=new_id())
        assert app.test_client().post("/c/barrio", data=sent, content_type=FORM).status_code == 303


def run_chores(app: Flask) -> None:
    """What `consult serve` does in the background, once."""
    runner = create_runner(app)
    for chore in runner._chores:
        runner._do(chore)


def stream_of(consultation: Consultation) -> Stream:
    return Stream(consultation.id, 1, "phone")


def renew_connections() -> None:
    db.session.remove()
    db.engine.dispose()


def _furnish(app: Flask) -> None:
    with app.app_context():
        furnish()
        renew_connections()


# Settings


@pytest.mark.parametrize(
    ("setting", "value", "found"),
    [
        ("HOSTS", (), {"any_host"}),
        ("TRUSTED_PROXIES", 2, set()),
        ("TRUSTED_PROXIES", 3, {"many_proxies"}),
        ("SECRET_KEY", "ab" * 32, {"secret_weak"}),
    ],
)
@only_sqlite
def test_settings(well: Flask, setting: str, value: object, found: set[str]) -> None:
    well.config[setting] = value
    assert codes() == found


@only_sqlite
def test_a_proxy_may_not_name_any_host(well: Flask) -> None:
    well.config.update(HOSTS=(), TRUSTED_PROXIES=1)
    assert codes() == {"any_host", "proxy_host"}


@only_sqlite
def test_debugging(well: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLASK_DEBUG", "0")
    assert codes() == set()
    monkeypatch.setenv("FLASK_DEBUG", "1")
    assert codes() == {"debug_on"}
    monkeypatch.undo()
    well.debug = True
    assert codes() == {"debug_on"}


@pytest.mark.parametrize(
    ("simulated", "proxies", "found"),
    [(False, 0, {"plain_http"}), (False, 1, set()), (True, 0, set())],
)
@only_sqlite
def test_fieldwork_over_plain_http(
    well: Flask, clock: Clock, simulated: bool, proxies: int, found: set[str]
) -> None:
    well.config["TRUSTED_PROXIES"] = proxies
    open_one(clock, simulated=simulated)
    assert codes() == found


# Folders and disks


@only_sqlite
def test_others_can_read(well: Flask, ring: KeyRing, tmp_path: Path) -> None:
    ring.ensure("text-1")
    for path in (ring.folder, ring.folder / "text-1", tmp_path / "consult.db"):
        before = path.stat().st_mode
        path.chmod(before | 0o040)
        assert codes() == {"open_to_others"}
        path.chmod(before)
    assert codes() == set()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="gives files away")
@only_sqlite
def test_something_belongs_to_another_account(well: Flask, ring: KeyRing) -> None:
    ring.ensure("text-1")
    os.chown(ring.folder / "text-1", 12345, -1)
    assert codes() == {"of_another_account"}


def test_no_key_can_be_added(well: Flask, ring: KeyRing) -> None:
    shutil.rmtree(ring.folder)
    ring.folder.touch()
    assert codes() == {"keys_not_writable"}


@only_sqlite
def test_the_database_is_more_than_a_third_of_its_disk(well: Flask, tmp_path: Path) -> None:
    log = tmp_path / "consult.db-old"
    log.touch(0o600)
    free = shutil.disk_usage(tmp_path).free
    os.truncate(log, (free - LEAST_FREE) // 2 - free // 10)  # a hole: takes no room itself
    assert codes() == set()
    os.truncate(log, (free - LEAST_FREE) // 2 + free // 10)
    assert codes() == {"disk_small"}


@only_sqlite
def test_a_full_disk_for_keys(well: Flask, small_disk: Path) -> None:
    well.config["KEYS"] = small_disk
    assert codes() == set()
    free = shutil.disk_usage(small_disk).free
    (small_disk / "filler").write_bytes(bytes(free - LEAST_FREE + 4096))
    assert codes() == {"disk_small"}


@pytest.mark.parametrize(
    ("kind", "found"), [("ext4", set()), ("nfs4", {"network_disk"}), ("cifs", {"network_disk"})]
)
@only_sqlite
def test_a_network_disk(
    well: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, found: set[str]
) -> None:
    """By a list of mounts as the kernel writes it: no file server stands here."""
    mounts = tmp_path / "mounts"
    point = str(tmp_path).replace("_", "\\137")
    mounts.write_text(f"/dev/vda / ext4 rw 0 0\nhost:/x {point} {kind} rw 0 0\n")
    monkeypatch.setattr(disks, "MOUNTS", mounts)
    assert codes() == found


# The database


@only_sqlite
def test_sqlite_where_it_cannot_use_wal(well: Flask, tmp_path: Path, clock: Clock) -> None:
    """A way of locking without shared memory, as on some network disks."""
    file = tmp_path / "dotfile.db"
    file.touch(0o600)
    url = f"sqlite:///file:{file}?vfs=unix-dotfile&uri=true"
    app = make_app(url, tmp_path / "other", HOSTS=("x",), CLOCK=clock)
    with app.app_context():
        furnish()
        with writing() as session:
            programme = ensure_programme(session, "Uno", "One")
            add_staff(session, "ana@example.org", ["admin"], "una frase bastante larga", programme)
        assert codes() == {"not_wal"}
        renew_connections()


@pytest.mark.parametrize(
    ("pragma", "found"),
    [
        ("synchronous=EXTRA", set()),
        ("synchronous=NORMAL", {"not_durable"}),
        ("synchronous=OFF", {"not_durable"}),
        ("secure_delete=OFF", {"not_overwritten"}),
    ],
)
@only_sqlite
def test_sqlite_that_was_told_otherwise(well: Flask, pragma: str, found: set[str]) -> None:
    event.listen(db.engine, "connect", lambda bare, _record: bare.execute(f"PRAGMA {pragma}"))
    renew_connections()
    assert codes() == found


@pytest.mark.parametrize("setting", ["fsync", "full_page_writes"])
@only_postgres
def test_postgresql_that_does_not_wait_for_the_disk(
    well: Flask, furnished_url: str, setting: str
) -> None:
    with driver(furnished_url) as server:
        server.execute(f"ALTER SYSTEM SET {setting} = off")
        server.execute("SELECT pg_reload_conf()")
        try:
            until(lambda: codes() == {"not_durable"})
        finally:
            server.execute(f"ALTER SYSTEM RESET {setting}")
            server.execute("SELECT pg_reload_conf()")
    until(lambda: codes() == set())


@pytest.mark.parametrize(
    ("setting", "found"),
    [
        ("synchronous_commit = local", set()),
        ("synchronous_commit = off", {"not_durable"}),
        ("default_transaction_read_only = on", {"read_only"}),
    ],
)
@only_postgres
def test_a_postgresql_database_that_was_told_otherwise(
    well: Flask, furnished_url: str, setting: str, found: set[str]
) -> None:
    name = db.engine.url.database
    with driver(furnished_url) as server:
        server.execute(f"ALTER DATABASE {name} SET {setting}")
    renew_connections()
    assert codes() == found


def test_a_database_of_another_version(well: Flask) -> None:
    with writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    assert codes() == {"database_old"}


@only_postgres
def test_a_database_that_is_not_there(well: Flask, furnished_url: str, tmp_path: Path) -> None:
    app = make_app(furnished_url.replace("/test_", "/nowhere_"), tmp_path / "other", HOSTS=("x",))
    with app.app_context():
        assert codes() == {"database_unusable"}


def test_nobody_can_sign_in(well: Flask) -> None:
    with writing() as session:
        session.execute(update(User).values(active=False))
    assert codes() == {"no_staff"}


# The clock


@only_sqlite
@pytest.mark.parametrize(("year", "found"), [(2050, set()), (2051, {"clock_odd"})])
def test_a_clock_in_a_year_to_come(well: Flask, clock: Clock, year: int, found: set[str]) -> None:
    clock.now = clock.now.replace(year=year, day=1)
    assert codes() == found


@only_sqlite
def test_a_clock_that_was_never_set(well: Flask, clock: Clock) -> None:
    clock.now = datetime(1970, 1, 1, tzinfo=UTC)
    assert codes() == {"clock_odd", "clock_behind"}


@pytest.mark.parametrize(("seconds", "found"), [(-50, set()), (-120, {"clock_behind"})])
@only_sqlite
def test_a_clock_before_what_was_done(
    well: Flask, clock: Clock, seconds: int, found: set[str]
) -> None:
    clock.pass_(seconds=seconds)
    assert codes() == found


@only_postgres
def test_a_clock_apart_from_that_of_postgresql(well: Flask, clock: Clock) -> None:
    clock.pass_(seconds=600)
    assert codes() == {"clock_apart"}


# Keys


def test_the_key_of_what_waits_is_gone(well: Flask, barrio: Consultation, ring: KeyRing) -> None:
    answer(well, 3)
    assert codes() == set()
    stream_of(barrio).begin_epoch(ring, db.session().connection())
    ring.destroy(stream_of(barrio).key_name(1))
    assert codes() == {"key_missing"}


def test_the_key_ring_is_not_the_one_of_the_database(
    well: Flask, barrio: Consultation, ring: KeyRing
) -> None:
    answer(well, 3)
    ring.destroy(stream_of(barrio).key_name(1))
    assert codes() == {"key_missing", "ring_behind"}
    with writing() as session:
        renew(ring, session.connection())
    assert codes() == {"key_missing"}


def test_the_key_of_free_texts_is_damaged(well: Flask, barrio: Consultation, ring: KeyRing) -> None:
    answer(well, 10)
    assert mix_what_is_due(ring, 10) == 10
    assert codes() == set()
    [name] = ring.names("text-")
    (ring.folder / name).write_bytes(b"half")
    assert codes() == {"key_missing"}


def test_the_key_that_phones_seal_under_is_damaged(
    well: Flask, barrio: Consultation, ring: KeyRing
) -> None:
    keep_keys_ready(ring)
    assert codes() == set()
    (ring.folder / key_name(barrio.id)).write_bytes(b"half")
    assert codes() == {"key_missing"}


def test_the_key_that_rounded_results_is_gone(
    well: Flask, barrio: Consultation, ring: KeyRing, clock: Clock
) -> None:
    ring.ensure(f"rounding-{barrio.id}")
    with writing() as session:
        made = StoredRelease(
            consultation_id=barrio.id, number=1, state="ready", requested_at=clock()
        )
        session.add(made)
    assert codes() == set()
    ring.destroy(f"rounding-{barrio.id}")
    assert codes() == {"rounding_lost"}


def test_an_answer_that_waits_is_damaged(well: Flask, barrio: Consultation, ring: KeyRing) -> None:
    answer(well, 11)
    with writing() as session:
        one = session.scalars(select(Pending)).first()
        assert one is not None
        one.sealed = one.sealed[:-1] + bytes([one.sealed[-1] ^ 1])
    assert mix_what_is_due(ring, 10) == 10
    assert codes() == {"answers_damaged"}


# Work in the background


def test_nobody_mixes(well: Flask, barrio: Consultation, clock: Clock) -> None:
    answer(well, 9)
    assert codes() == set()
    answer(well, 1)
    assert codes() == {"nobody_mixes"}
    run_chores(well)
    answer(well, 10)
    assert codes() == set()  # a runner was here within the hour
    clock.pass_(hours=2)
    assert "nobody_mixes" in codes()


def test_nobody_mixes_the_last_ones(well: Flask, barrio: Consultation, clock: Clock) -> None:
    answer(well, 1)
    with writing() as session:
        close_to_answers(session, "ana", session.get_one(Consultation, barrio.id), clock())
    assert codes() == {"nobody_mixes"}
    run_chores(well)
    assert codes() == set()


def test_a_mixing_was_begun_and_not_finished(
    well: Flask, barrio: Consultation, ring: KeyRing, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_chores(well)
    answer(well, 10)
    stream_of(barrio).begin_epoch(ring, db.session().connection())  # and killed
    monkeypatch.setattr(background, "_BETWEEN_LOOKS", 0)
    assert codes() == {"mixing_failed"}
    assert list(look_at_mixing(pause=lambda _seconds: mix_what_is_due(ring, 10))) == []
    assert codes() == set()


def test_a_few_that_two_mixers_left_behind_prove_nothing(
    well: Flask, barrio: Consultation, ring: KeyRing
) -> None:
    answer(well, 9)
    stream_of(barrio).begin_epoch(ring, db.session().connection())
    assert codes() == set()


def test_a_chore_fails(well: Flask, barrio: Consultation, monkeypatch: pytest.MonkeyPatch) -> None:
    """A real failure of the mixing: its column is away."""
    monkeypatch.setattr(background, "_BETWEEN_LOOKS", 0)
    answer(well, 10)
    with writing() as session:
        session.execute(text("ALTER TABLE block RENAME COLUMN body TO hidden"))
    run_chores(well)
    with writing() as session:
        session.execute(text("ALTER TABLE block RENAME COLUMN hidden TO body"))
    assert codes() >= {"chore_failed", "nobody_mixes"}
    run_chores(well)
    assert codes() == set()


def test_what_is_due_is_not_deleted(well: Flask, barrio: Consultation, clock: Clock) -> None:
    answer(well, 1)
    today = clock().astimezone(LIMA).date()
    dated(today - timedelta(days=1))
    assert codes() == set()  # the runner has the day
    dated(today - timedelta(days=2))
    assert codes() == {"not_deleted"}
    run_chores(well)  # which watches the clock for an hour before it believes it
    assert codes() == {"not_deleted"}
    purge(well.extensions["key_ring"], today)
    assert codes() == set()


def test_a_job_was_given_up(well: Flask, clock: Clock) -> None:
    with writing() as session:
        enqueue(session, "greet", {}, clock())

    def fail() -> None:
        raise ArithmeticError

    runner = Runner(well, {"greet": Work(fail, lambda: None)}, ())
    for _ in range(MOST_ATTEMPTS):
        with pytest.raises(ArithmeticError):
            runner.work_once()
    assert codes() == set()
    runner.work_once()
    assert codes() == {"job_failed"}


def test_results_that_were_given_up_are_told_until_they_are_asked_for_again(
    well: Flask, barrio: Consultation, clock: Clock
) -> None:
    with writing() as session:
        refused = StoredRelease(
            consultation_id=barrio.id, number=1, state="refused", requested_at=clock()
        )
        session.add(refused)
        session.flush()
        enqueue(session, "release", {"release_id": refused.id}, clock())
        session.execute(text("UPDATE job SET state = 'failed'"))
    assert codes() == {"job_failed"}
    with writing() as session:
        session.delete(session.get_one(StoredRelease, refused.id))
    assert codes() == set()


def dated(day: date) -> None:
    with writing() as session:
        session.execute(update(Seen).values(delete_after=day))


def until(holds) -> None:
    """PostgreSQL reads its settings again in its own time."""
    for _ in range(100):
        renew_connections()
        if holds():
            return
    raise AssertionError(codes())


# The command


def test_each_finding_is_told_in_both_languages(consult, monkeypatch) -> None:
    consult("init")
    told = consult("doctor", "--json")
    report = json.loads(told.out)
    assert told.code == 1 and report["ok"] is False
    assert {one["code"] for one in report["findings"]} == {"any_host", "no_staff"}
    for one in report["findings"]:
        for words in (one["message"], one["mend"]):
            assert words["es"] and words["en"] and words["es"] != words["en"]
    line = "Nobody can sign in. Run: consult staff add"
    assert line in consult("doctor").err
    monkeypatch.setenv("LC_ALL", "es_PE.UTF-8")
    [said] = [one for one in report["findings"] if one["code"] == "no_staff"]
    assert f"{said['message']['es']} {said['mend']['es']}" in consult("doctor").err


def test_nothing_is_amiss(consult, monkeypatch) -> None:
    monkeypatch.setenv("CONSULT_HOSTS", "example.pe")
    consult("init")
    consult("staff", "add", "ana@example.org", "--role", "admin", "--password-stdin")
    assert json.loads(consult("doctor", "--json").out) == {"ok": True, "findings": []}
    told = consult("doctor")
    assert (told.code, told.out, told.err) == (0, "Nothing is amiss.\n", [])


@pytest.mark.parametrize(("secret", "found"), [("short", "secret_weak"), ("x" * 40, "secret_weak")])
def test_a_secret_that_can_be_guessed(consult, monkeypatch, secret: str, found: str) -> None:
    monkeypatch.setenv("CONSULT_SECRET_KEY", secret)
    assert found in found_by(consult)


def test_a_setting_that_stops_the_start(consult, monkeypatch) -> None:
    monkeypatch.setenv("CONSULT_MIX_MINIMUM", "2")
    assert found_by(consult) == {"unsafe_setting"}
    assert "CONSULT_MIX_MINIMUM" in consult("doctor").err[0]


def test_a_damaged_secret(consult, tmp_path: Path) -> None:
    consult("init")
    (tmp_path / "instance" / "keys" / "secret").write_bytes(b"half")
    assert found_by(consult) == {"key_missing"}


def test_a_key_ring_that_is_no_folder(consult, tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "keys").touch()
    monkeypatch.setenv("CONSULT_KEYS", str(tmp_path / "keys"))
    assert found_by(consult) == {"folder_unusable"}


def test_a_file_that_is_no_database(consult, tmp_path: Path) -> None:
    (tmp_path / "instance").mkdir()
    (tmp_path / "instance" / "consult.db").write_bytes(b"not a database" * 100)
    (tmp_path / "instance" / "consult.db").chmod(0o600)
    assert found_by(consult) == {"any_host", "database_unusable"}


def found_by(consult) -> set[str]:
    told = consult("doctor", "--json")
    assert told.code == 1
    return {one["code"] for one in json.loads(told.out)["findings"]}


def test_looking_where_nothing_is_makes_nothing(tmp_path: Path) -> None:
    told = CliRunner().invoke(doctor, ["--json", "--instance", str(tmp_path / "typo")])
    assert told.exit_code == 1
    assert [one["code"] for one in json.loads(told.stdout)["findings"]] == ["no_instance"]
    assert list(tmp_path.iterdir()) == []
