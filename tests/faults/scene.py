"""Where hostile requests are sent: a real server, and what is asked of it after each of them."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask

from consult.db import db
from tests.databases import copied
from tests.faults.clients import new_id
from tests.faults.every_kind import PATH, form, house, stored
from tests.faults.server import Served
from tests.faults.wire import Reply, exchange, post

__all__ = ["address_of_database", "scene"]  # fixtures

JSON = "Accept: application/json"
CANARY = "canary"
STATUS = {
    "stored": 200,
    "unknown": 404,
    "wrong_type": 415,
    "malformed": 400,
    "too_large": 413,
    "unknown_version": 409,
    "invalid": 422,
}
# What the page of each case says of storing, in Spanish and English.
_NOT_YOURS = ("Su respuesta no se guardó", "Your answer was not stored")
SAID = {
    "unknown": ("No se guardó nada", "Nothing was stored"),
    "wrong_type": _NOT_YOURS,
    "malformed": _NOT_YOURS,
    "too_large": _NOT_YOURS,
    "unknown_version": _NOT_YOURS,
    "invalid": ("Todavía no se guardó nada", "Nothing has been stored yet"),
}


@dataclass(frozen=True)
class Scene:
    """A server that serves the consultation of every kind, and an app beside it that looks on."""

    served: Served
    app: Flask

    def says(self, data: bytes) -> Reply:
        """The reply, which is never a 500."""
        reply = exchange(self.served.address, data)
        assert reply is not None and reply.status != 500
        return reply

    def json(self, body: bytes, *lines: str, **framing: str | None) -> tuple[int, str]:
        """The status of a submission, and its case."""
        reply = self.says(post(PATH, body, JSON, *lines, **framing))
        return reply.status, json.loads(reply.body)["status"]

    def refuses(self, case: str, body: bytes, *lines: str, **framing: str | None) -> None:
        """As JSON, and in both languages on a page that says plainly that nothing was stored."""
        with self.unharmed():
            assert self.json(body, *lines, **framing) == (STATUS[case], case)
            for language, said in zip(("es", "en"), SAID[case], strict=True):
                wanted = f"Accept-Language: {language}"
                page = self.says(post(PATH, body, wanted, *lines, **framing))
                assert page.status == STATUS[case] and said in page.text
                assert f'<html lang="{language}">' in page.text
                assert page.headers["cache-control"] == "no-store"

    @contextmanager
    def unharmed(self) -> Iterator[None]:
        """Nothing is stored and nothing told, and an honest resident is served right after."""
        before, told = stored(self.app), len(self.served.log)
        yield
        assert stored(self.app) == before
        assert self.json(form(submission_id=new_id())) == (200, "stored")
        assert stored(self.app) == (before[0] + 1, before[1] + 1)
        log = self.served.log[told:]
        assert CANARY not in log and "Traceback" not in log


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def address_of_database(request: pytest.FixtureRequest, tmp_path_factory) -> Iterator[str]:
    """A furnished database for a whole module, once of each kind."""
    template = request.getfixturevalue(f"furnished_{request.param}")
    url = f"sqlite:///{template}" if request.param == "sqlite" else template
    with copied(url, tmp_path_factory.mktemp("scene")) as copy:
        yield copy


@pytest.fixture(scope="module")
def scene(address_of_database: str, tmp_path_factory) -> Iterator[Scene]:
    instance: Path = tmp_path_factory.mktemp("instance")
    app = house(address_of_database, instance)
    with Served(address_of_database, instance) as served:
        yield Scene(served, app)
    with app.app_context():
        db.engine.dispose()
