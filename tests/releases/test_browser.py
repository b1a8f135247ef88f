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
SCREENS = {"wall": (1920, 1080), "desk": (1366, 768), "phone": (360, 640)}
OPEN, DRAFT = "/staff/consultations/c-open", "/staff/consultations/c-draft"
FOR_ALL = ["/", "/why", "/staff/sign-in", PUBLIC, f"{PUBLIC}/1/safety_night?by=sex"]
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
    f"{ONE}?find=noche",
    f"{ONE}?find=xyzzy",
    f"{ONE}/main-findings",
    QUESTION,
    f"{QUESTION}?by=district",
    f"{QUESTION}?by=district*sex",
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


@pytest.mark.parametrize("furnished_url", ["sqlite"], indirect=True)
def test_the_questions_are_walked_and_searched_by_keys(served: str, browser: Browser) -> None:
    with browser.new_context(viewport={"width": 1366, "height": 768}, locale="es-PE") as context:
        page = context.new_page()
        sign_in(page, served)
        page.goto(f"{served}{QUESTION}")
        before = page.url
        page.keyboard.press("j")
        page.wait_for_url(lambda url: url != before)
        page.keyboard.press("k")
        page.wait_for_url(before)
        page.keyboard.press("/")
        page.keyboard.type("NOCHE")
        assert page.locator(".side [data-words]:visible").count() == 1
        page.keyboard.type("zzz")
        assert page.locator(".side-none").inner_text() == "Nada tiene esas palabras."
        page.keyboard.press("Escape")
        assert page.locator(".side [data-words]:visible").count() > 5


@pytest.mark.parametrize("furnished_url", ["sqlite"], indirect=True)
def test_a_tab_changes_the_table_and_nothing_else(served: str, browser: Browser) -> None:
    with browser.new_context(viewport={"width": 1366, "height": 768}, locale="es-PE") as context:
        page = context.new_page()
        sign_in(page, served)
        page.goto(f"{served}{QUESTION}")
        page.evaluate("window.same = true")
        page.locator(".cuts a").first.focus()
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Enter")
        page.wait_for_url("**by=district")
        page.wait_for_selector(".cuts a[aria-current]:focus")
        assert page.evaluate("window.same")
        assert page.locator("main").count() == 1
        page.go_back()
        page.wait_for_selector(".cuts a:first-child[aria-current]")


@pytest.mark.parametrize("furnished_url", ["sqlite"], indirect=True)
def test_without_a_script_tabs_search_and_example_are_links_and_forms(
    served: str, browser: Browser
) -> None:
    with browser.new_context(java_script_enabled=False, locale="es-PE") as context:
        page = context.new_page()
        sign_in(page, served)
        page.goto(f"{served}{QUESTION}")
        page.locator(".cuts a").nth(1).click()
        page.wait_for_url("**by=district")
        page.fill("#find", "noche")
        page.press("#find", "Enter")
        page.wait_for_url("**find=noche")
        assert page.locator("main h3 a").count() == 1
        page.goto(f"{served}/why")
        page.check("input[value=yes]")
        page.click(".pick button")
        assert page.locator(".gives-away th").inner_text() == "Sí"


@pytest.mark.parametrize("furnished_url", ["sqlite"], indirect=True)
def test_the_example_answers_at_once(served: str, browser: Browser) -> None:
    with browser.new_context(locale="es-PE") as context:
        page = context.new_page()
        page.goto(f"{served}/why")
        assert not page.locator(".pick button").is_visible()
        page.check("input[value=refused]")
        page.wait_for_selector(".gives-away th:text('Prefiero no responder')")


def sign_in(page: Page, served: str) -> None:
    page.goto(f"{served}/staff/sign-in")
    page.fill("#email", "rosa@example.org")
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
