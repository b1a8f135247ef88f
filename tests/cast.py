"""The cast on the staff's side of the house, and a visitor who looks at every page with care.

A fixture module: ``from tests.cast import house, rosa`` in a conftest. The house is
not inside its own context, so that each request begins with nothing of the one before.
"""

import io
import re
import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from consult.db import db
from tests.home import CHEAP, PASSWORD, SHORT, Inhabited
from tests.stage import Clock, make_app

__all__ = ["PASSWORD", "SHORT", "house", "julio", "neighbour", "rosa", "stranger"]


class Page(HTMLParser):
    """What a page must have whatever it is about."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.language, self.headings, self.foreign = "", 0, list[str]()
        self._in_label = False
        self.labelled, self.inputs, self.inline = set[str](), set[str](), list[str]()
        self.feed(source)

    def handle_endtag(self, tag: str) -> None:
        self._in_label = self._in_label and tag != "label"

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attributes}
        self.language = has.get("lang", "") if tag == "html" else self.language
        self.headings += tag == "h1"
        if tag == "label":
            self.labelled.add(has.get("for", ""))
            self._in_label = "for" not in has  # it stands around what it names
        typed = tag in ("input", "select", "textarea")
        named = has.get("aria-label") or self._in_label
        if typed and not named and has.get("type") not in ("hidden", "submit"):
            self.inputs.add(has.get("id", f"a field without a name: {has}"))
        self.inline += [name for name in has if name == "style" or name.startswith("on")]
        if tag in ("link", "script", "img", "form"):
            sources = (has.get(name, "") for name in ("src", "href", "action"))
            self.foreign += [source for source in sources if re.match(r"(https?:)?//", source)]


class Visitor:
    """Somebody with a browser. Every page that it sees is checked in both languages."""

    def __init__(self, app: Flask) -> None:
        self.client: FlaskClient = app.test_client()

    def sees(self, address: str, status: int = 200) -> str:
        """The page in Spanish; it and the English one have all that a page must have."""
        texts = {}
        for language in ("en", "es"):
            answer = self.client.get(address, query_string={"lang": language})
            assert answer.status_code == status, answer.text
            check(answer, language)
            texts[language] = answer.text
        return texts["es"]

    def sends(self, address: str, **form: object) -> TestResponse:
        """Post a form with its token; the answer is not followed."""
        page = self.client.get("/staff/account").text
        token = re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', page)[0]
        return self.client.post(address, data={"csrf_token": token, **form})

    def brings(self, name: str, content: bytes, *, slug: str = "c-file", **form: object) -> str:
        """Upload a questionnaire, read what became of it, and create its draft."""
        address = self.uploads(name, content, slug=slug, **form).headers["Location"]
        page = self.sees(address)
        created = self.sends(address)
        assert created.headers["Location"] == f"/staff/consultations/{slug}", created.text
        return page

    def uploads(self, name: str, content: bytes, **form: object) -> TestResponse:
        """Upload a questionnaire for a new consultation; the answer is not followed."""
        file = (io.BytesIO(content), name)
        form = {"source": "file", "file": file, "districts": ["130102"], "slug": "c-file"} | form
        return self.sends("/staff/consultations/new", **form)

    def signs_in(self, email: str) -> "Visitor":
        page = self.client.get("/staff/sign-in").text
        token = re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', page)[0]
        form = {"csrf_token": token, "email": email, "password": PASSWORD}
        assert self.client.post("/staff/sign-in", data=form).status_code == 302
        return self


def check(answer: TestResponse, language: str) -> None:
    page = Page(answer.text)
    assert page.language == language
    assert re.search(r"<title>\s*\S", answer.text)
    assert page.headings == 1
    assert page.inputs <= page.labelled
    assert not page.inline
    assert not page.foreign
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "unsafe" not in answer.headers["Content-Security-Policy"]


@pytest.fixture
def house(
    furnished_url: str, tmp_path: Path, clock: Clock, inhabited: Inhabited
) -> Iterator[Flask]:
    """A house with a draft, `c-draft`, and an open consultation, `c-open`, and its staff."""
    kind = "sqlite" if furnished_url.startswith("sqlite") else "postgres"
    shutil.copytree(inhabited(kind).instance, tmp_path / "instance")
    app = make_app(furnished_url, tmp_path / "instance", CLOCK=clock, **CHEAP)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def rosa(house: Flask) -> Visitor:
    """A facilitator."""
    return Visitor(house).signs_in("rosa@example.org")


@pytest.fixture
def julio(house: Flask) -> Visitor:
    """A coordinator."""
    return Visitor(house).signs_in("julio@example.org")


@pytest.fixture
def stranger(house: Flask) -> Visitor:
    """Staff of another programme."""
    return Visitor(house).signs_in("stranger@example.org")


@pytest.fixture
def neighbour(house: Flask) -> Visitor:
    """Anybody, without an account."""
    return Visitor(house)
