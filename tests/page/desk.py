"""Serves the page behind its shelf and answers a POST as the intake would, storing nothing.

A fixture module: ``from tests.page.desk import desk, still`` in a conftest.
"""

import json
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from socketserver import ThreadingMixIn
from urllib.parse import parse_qsl
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from playwright.sync_api import Browser, Page

from consult.page import document, messages, review
from consult.page.headers import HEADERS, headers_with
from consult.page.script import script_of
from consult.page.shelf import Shelf
from consult.questionnaire.answers import Read, read_answers
from consult.questionnaire.catalogue import sentence
from consult.questionnaire.faults import Fault
from consult.questionnaire.text import Language
from tests.browser import PHONE
from tests.page.paper import CONTROLS, neighbourhood

ADDRESS = "/c/c-7k2m"
__all__ = ["ADDRESS", "Desk", "desk", "still"]


class Desk:
    """``kept`` is what was sent to be stored, besides its controls."""

    def __init__(self) -> None:
        self.kept: list[list[tuple[str, str]]] = []
        self.published = neighbourhood()
        self.origin = ""

    @property
    def address(self) -> str:
        return f"{self.origin}{ADDRESS}"

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        script = script_of(self.published.questionnaire)
        if environ["REQUEST_METHOD"] != "POST":
            start_response("200 OK", list(HEADERS.items()))
            return [messages.render("stored", "es", self.published).encode()]
        body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])).decode()
        pairs = parse_qsl(body, keep_blank_values=True, strict_parsing=True)
        headers = dict(headers_with(script))
        if environ["HTTP_ACCEPT"] == "application/json":
            headers["Content-Type"] = "application/json"
        start_response("200 OK", list(headers.items()))
        return [self._answer(pairs, headers["Content-Type"]).encode()]

    def _answer(self, pairs: list[tuple[str, str]], kind: str) -> str:
        controls = {name: value for name, value in pairs if name.startswith("_")}
        answers = [pair for pair in pairs if pair[0] not in (*CONTROLS, "_edit", "_switch")]
        language: Language = "en" if controls["_lang"] == "en" else "es"
        read = read_answers(self.published.questionnaire, answers)
        assert pairs[-1] == ("_end", "1")
        if kind == "application/json":
            return json.dumps(self._told(controls["_id"], answers, read))
        if "_switch" in controls:
            language = "en" if controls["_switch"] == "en" else "es"
        if read.faults or "_switch" in controls or "_edit" in controls:
            faults = {} if "_edit" in controls or "_switch" in controls else read.faults
            return document.render(self.published, language, given=read.given, faults=faults)
        if "_id" not in controls:
            return review.render(self.published, language, read)
        self._keep(answers)
        return messages.render("stored", language, self.published)

    def _told(self, own: str, answers: list[tuple[str, str]], read: Read) -> dict[str, object]:
        if read.faults:
            told = {field: _said(fault) for field, fault in read.faults.items()}
            return {"status": "invalid", "errors": told}
        self._keep(answers)
        return {"status": "stored", "_id": own}

    def _keep(self, answers: list[tuple[str, str]]) -> None:
        self.kept.append([pair for pair in answers if pair[1]])


def _said(fault: Fault) -> dict[str, str]:
    told = sentence(fault.code, fault.params)
    return {"es": told.es, "en": told.en}


class Crowded(ThreadingMixIn, WSGIServer):
    """Browsers open connections that they do not use yet; each has a thread of its own."""

    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass


@contextmanager
def opened() -> Iterator[Desk]:
    desk = Desk()
    shelf = Shelf(desk, lambda slug: desk.published if slug == "c-7k2m" else None)
    with make_server("127.0.0.1", 0, shelf, Crowded, Quiet) as server:
        desk.origin = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield desk
        server.shutdown()
        thread.join()


@pytest.fixture
def desk() -> Iterator[Desk]:
    with opened() as desk:
        yield desk


@pytest.fixture
def still(browser: Browser) -> Iterator[Page]:
    """A phone without scripts."""
    with browser.new_context(
        viewport=PHONE,
        locale="es-PE",
        java_script_enabled=False,
        reduced_motion="reduce",
    ) as context:
        yield context.new_page()
