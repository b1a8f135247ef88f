"""Houses on either database: one where much was said, and empty ones to bring it back into."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from consult.accounts.models import Invitation, SignInFailures
from consult.accounts.staff import add_staff, ensure_programme
from consult.app import create_app
from consult.cli import house
from consult.cli.backup.taking import tables
from consult.consultations.create import Plan, create
from consult.consultations.models import BroughtFile, DraftStep
from consult.db import db, writing
from consult.jobs.models import Job, RunnerSign
from consult.questionnaire.shipped import shipped
from consult.questionnaire.text import Text
from consult.releases.census.models import StoredCensus
from consult.releases.models import StoredRelease
from consult.responses.mixing import mix_what_is_due
from consult.responses.models import OpenText
from tests.conftest import Clock, make_app
from tests.databases import drop_database, fresh_database
from tests.faults.numbered import SLUG, form, open_house

MIXED, WAITING = 12, 7


@dataclass(frozen=True)
class Place:
    """Where a house is: its database and its instance folder, with the keys in it."""

    url: str
    instance: Path

    @contextmanager
    def app(self) -> Iterator[Flask]:
        app = make_app(self.url, self.instance, CLOCK=Clock())
        with app.app_context():
            try:
                yield app
            finally:
                app.extensions["writer"].close()
                db.session.remove()
                db.engine.dispose()

    def rows(self) -> dict[str, list[tuple[object, ...]]]:
        """All that the database holds, by table."""
        with self.app(), db.engine.connect() as connection:
            ordered = (
                (name, select(table).order_by(*table.primary_key.columns))
                for name, table in tables().items()
            )
            return {name: [tuple(row) for row in connection.execute(q)] for name, q in ordered}

    def take_keys_of(self, other: "Place") -> "Place":
        shutil.copytree(other.instance / "keys", self.instance / "keys", dirs_exist_ok=True)
        return self


Build = Callable[..., Place]


@pytest.fixture
def at(consult: Callable, monkeypatch: pytest.MonkeyPatch) -> Callable:
    """Run a command on a place, ``at(place, "backup", file)``, and let its database go."""
    apps: list[Flask] = []

    def creating() -> Flask:
        apps.append(create_app())
        return apps[-1]

    def run(place: Place, *arguments: object) -> object:
        monkeypatch.setenv("CONSULT_INSTANCE", str(place.instance))
        monkeypatch.setenv("CONSULT_DATABASE_URL", place.url)
        monkeypatch.setattr(house, "create_app", creating)
        told = consult(*arguments)
        with apps.pop().app_context():
            db.engine.dispose()
        return told

    return run


@pytest.fixture
def build(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Build]:
    """Make places: ``build("sqlite")`` is furnished, ``build("postgres", bare=True)`` is not."""
    made: list[Place] = []

    def build(kind: str, *, bare: bool = False) -> Place:
        instance = tmp_path / f"house-{len(made)}"
        instance.mkdir(mode=0o700)
        if kind == "postgres":
            template = None if bare else request.getfixturevalue("furnished_postgres")
            url = fresh_database(request.getfixturevalue("postgres_url"), template)
        else:
            url = f"sqlite:///{instance / 'consult.db'}"
            if not bare:
                shutil.copy(request.getfixturevalue("furnished_sqlite"), instance / "consult.db")
        made.append(Place(url, instance))
        return made[-1]

    yield build
    for place in made:
        if not place.url.startswith("sqlite"):
            drop_database(place.url)


def numbered(place: Place, mixed: int = MIXED, waiting: int = WAITING) -> Place:
    """The numbered consultation, in which some answers were mixed and others wait."""
    open_house(place.url, place.instance)
    with place.app() as app:
        for number in range(mixed + waiting):
            if number == mixed:
                assert mix_what_is_due(app.extensions["key_ring"], 10) == mixed
            send(app, number)
    return place


def furnished_fully(place: Place) -> Place:
    """Something in every table, and every type of value with its odd ones."""
    numbered(place)
    now = datetime(2026, 11, 24, 15, 0, 0, 123456, tzinfo=UTC)
    with place.app(), writing() as session:
        here = ensure_programme(session, "Uno", "One")
        add_staff(session, "rosa@example.org", ["admin"], "un gato en la ventana", here)
        plan = Plan(shipped()["neighbourhood_safety"], "c-draft", Text("Ñandú «🌧»", "—"))
        draft = create(session, "test", here.id, plan, now)
        session.flush()
        made = {"consultation_id": draft.id, "requested_at": now}
        said = {"es": "Todavía no", "en": "Not yet", "figures": [1, 2.5, None, True]}
        session.add_all(
            [
                StoredRelease(number=1, by=["sex"], state="ready", body=bytes(range(256)), **made),
                StoredRelease(number=2, state="refused", refusal=said, **made),
                StoredCensus(
                    consultation_id=draft.id,
                    source_es="Censo «ñ»",
                    source_en="Census",
                    year=2017,
                    margins={"sex": {"f": 101, "m": 99, "x": None}},
                ),
                Job(kind="release", argument={"release_id": 2}, state="failed", queued_at=now),
                SignInFailures(account="0" * 64, count=3, wait_until=now),
                Invitation(
                    token="1" * 64,
                    role="facilitator",
                    programme_id=here.id,
                    by="rosa@example.org",
                    expires_at=now,
                ),
                DraftStep(
                    consultation_id=draft.id, document=draft.draft, part="", by="rosa", at=now
                ),
                BroughtFile(
                    id="a" * 32,
                    by="rosa@example.org",
                    name="ñ.xlsx",
                    document=draft.draft,
                    faults=[said],
                    found=2,
                    imported=1,
                    languages=["es"],
                    wishes={"slug": ["c-ñ"]},
                    at=now,
                ),
                RunnerSign(name="mixing", hour=now.replace(minute=0)),
            ]
        )
        for row in session.scalars(select(OpenText).limit(2)):
            row.delete_after = date(2027, 2, 28)
    return place


def send(app: Flask, number: int) -> None:
    """What a phone sends, always under the same id: acknowledged as stored when this returns."""
    answer = app.test_client().post(
        f"/c/{SLUG}",
        data=form(number, f"{number:032}"),
        content_type="application/x-www-form-urlencoded",
    )
    assert answer.status_code == 303, answer.text
