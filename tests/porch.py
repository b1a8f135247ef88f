"""A house with nothing but its porch and its staff: enough to try the door."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import Flask, abort
from flask.testing import FlaskClient

import consult.consultations.models  # noqa: F401  # memberships refer to consultations
from consult.accounts import init_accounts
from consult.accounts.models import Role
from consult.accounts.staff import add_staff, ensure_programme
from consult.config import settings
from consult.db import db, init_db, writing
from consult.web import init_web

PASSWORD = "un gato en la ventana"


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 19, 5, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@contextmanager
def porch(folder: Path, url: str | None = None) -> Iterator[Flask]:
    app = Flask("porch", static_folder=None)
    app.config.update(
        settings(
            {"INSTANCE": folder, "SECRET_KEY": "x" * 64, "CLOCK": Clock(), "DATABASE_URL": url}
        )
    )
    init_db(app)
    init_web(app)
    init_accounts(app)
    _rooms(app)
    with app.app_context():
        db.create_all()
    yield app
    with app.app_context():
        db.engine.dispose()


def add(app: Flask, email: str, *roles: Role) -> None:
    with app.app_context(), writing() as session:
        programme = ensure_programme(session, "Trujillo", "Trujillo")
        add_staff(session, email, roles, PASSWORD, programme)


def token(client: FlaskClient, address: str) -> str:
    page = client.get(address).text
    return page.partition('name="csrf_token"')[2].partition('value="')[2].partition('"')[0]


def sign_in(client: FlaskClient, email: str, password: str = PASSWORD) -> object:
    form = {"csrf_token": token(client, "/staff/sign-in"), "email": email, "password": password}
    return client.post("/staff/sign-in", data=form)


def _rooms(app: Flask) -> None:
    @app.get("/staff/")
    def home() -> str:
        return "inside"

    @app.route("/", methods=["GET", "POST"])
    def residents() -> str:
        return "outside"

    @app.get("/broken")
    @app.get("/staff/broken")
    def broken() -> str:
        raise RuntimeError

    @app.get("/staff/not-yours")
    def not_yours() -> None:
        abort(403)
