"""The house as a test finds it, made once for each kind of database and copied for each test.

``inhabited`` is a fixture that the conftest takes in.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from consult.accounts.models import Programme
from consult.accounts.staff import add_staff, ensure_programme
from consult.consultations.create import Plan, create
from consult.db import db, writing
from consult.questionnaire.shipped import shipped
from consult.responses.closing import open_to_answers
from tests.databases import fresh_database
from tests.stage import Clock, make_app

PASSWORD = "un gato en la ventana"
SHORT = "neighbourhood_safety_short"
CHEAP = {"SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": {"argon2__rounds": 1, "argon2__memory_cost": 32}}


@dataclass(frozen=True)
class Home:
    """Where a house is: the address of its database, and its instance folder."""

    url: str
    instance: Path


Inhabited = Callable[[str], Home]


@pytest.fixture(scope="session")
def inhabited(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Inhabited:
    """The home on `sqlite` or `postgres`; nobody is using its database."""

    @cache
    def home(kind: str) -> Home:
        folder, furnished = tmp_path_factory.mktemp("home"), request.getfixturevalue
        if kind == "sqlite":
            url = f"sqlite:///{shutil.copy(furnished('furnished_sqlite'), folder)}"
        else:
            url = fresh_database(furnished("postgres_url"), furnished("furnished_postgres"))
        _move_in(url, folder / "instance")
        return Home(url, folder / "instance")

    return home


def _move_in(url: str, instance: Path) -> None:
    app, now = make_app(url, instance, **CHEAP), Clock()()
    with app.app_context(), writing() as session:
        here = ensure_programme(session, "Trujillo", "Trujillo")
        elsewhere = Programme(name_es="Otro", name_en="Another")
        session.add(elsewhere)
        session.flush()
        for name, role, programme in (
            ("rosa", "facilitator", here),
            ("julio", "coordinator", here),
            ("stranger", "admin", elsewhere),
        ):
            add_staff(session, f"{name}@example.org", [role], PASSWORD, programme)
        for slug in ("c-draft", "c-open"):
            made = create(session, "test", here.id, Plan(shipped()[SHORT], slug), now)
        open_to_answers(session, "test", made, now)
    with app.app_context():
        db.engine.dispose()
