"""Staff pages and results in a real browser: desk and phone, both languages."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from werkzeug.serving import WSGIRequestHandler, make_server

from consult.questionnaire.text import LANGUAGES
from tests.cast import PASSWORD, Visitor
from tests.releases.test_views import ONE, PUBLIC, QUESTION, answer, run

pytestmark = pytest.mark.browser

AXE = Path(__file__).parents[1].joinpath("assets", "axe.min.js").read_text(encoding="utf-8")
SCREENS = {"desk": (1366, 768), "phone": (360, 640)}
OPEN, DRAFT = "/staff/consultations/c-open", "/staff/consultations/c-draft"
FOR_ALL = ["/", "/staff/sign-in", PUBLIC, f"{PUBLIC}/1/safety_night?by=sex"]
FOR_STAFF = [
    "/staff/",
    "/staff/account",
    "/staff/releases",
    "/staff/consultations/new",
    OPEN,
    DRAFT,
    f"{OPEN}/answers",
    f"{DRAFT}/answers",
    f"{OPEN}/close",
    f"{OPEN}/helplines",
    f"{OPEN}/releases",
    f"{DRAFT}/releases",
    ONE,
    QUESTION,
    f"{QUESTION}?by=district",
    f"{QUESTION}?by=district*sex",
]
FOR_COORDINATORS = [
    f"{OPEN}/releases/rehearsal",
    f"{DRAFT}/releases/rehearsal?expected=300",
    f"{OPEN}/releases/categories",
]


class Quiet(WSGIRequestHandler):
    def log(self, *_args: object) -> None:
        pass


@pytest.fixture
def served(house: Flask, julio: Visitor) -> Iterator[str]:
    """The address of the house with results no. 1 in it."""
    answer(house, 120)
    julio.sends(f"{OPEN}/releases")
    run(house)
    server = make_server("127.0.0.1", 0, house, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("furnished_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("screen", SCREENS)
def test_every_page_is_sound_on_every_screen(served: str, browser: Browser, screen: str) -> None:
    width, height = SCREENS[screen]
    with browser.new_context(viewport={"width": width, "height": height}) as context:
        page = context.new_page()
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text))
        for address in FOR_ALL:
            look(page, served, address, width)
        sign_in(page, served)
        for address in FOR_STAFF:
            look(page, served, address, width)
        sign_in(page, served, "julio@example.org")
        for address in FOR_COORDINATORS:
            look(page, served, address, width)
        assert complaints == []


@pytest.mark.parametrize("furnished_url", ["sqlite"], indirect=True)
def test_printing_leaves_the_tables_alone_on_the_paper(served: str, browser: Browser) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        sign_in(page, served)
        page.goto(f"{served}{QUESTION}")
        assert page.locator("[data-print]").is_visible()
        page.emulate_media(media="print")
        assert not page.locator(".side").is_visible()
        assert not page.locator(".bar").is_visible()
        assert page.locator(".banner").is_visible()
        assert page.locator("table.figures").is_visible()


def sign_in(page: Page, served: str, email: str = "rosa@example.org") -> None:
    page.context.clear_cookies()
    page.goto(f"{served}/staff/sign-in")
    page.fill("#email", email)
    page.fill("#password", PASSWORD)
    page.click("main button")
    page.wait_for_url("**/staff/")


def look(page: Page, served: str, address: str, width: int) -> None:
    for language in LANGUAGES:
        mark = "&" if "?" in address else "?"
        page.goto(f"{served}{address}{mark}lang={language}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
        page.evaluate(AXE)
        found = page.evaluate(
            "async () => (await axe.run()).violations.map(v => [v.id, v.nodes.map(n => n.html)])"
        )
        assert found == [], address
