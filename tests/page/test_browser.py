"""The page in a real browser: phone and desk, both languages, with and without scripts."""

import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import parse_qsl
from wsgiref.simple_server import WSGIRequestHandler, make_server
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from playwright.sync_api import Browser, Page

from consult.page import document, messages, review
from consult.page.headers import HEADERS
from consult.page.shelf import Shelf
from consult.questionnaire.answers import read_answers
from consult.questionnaire.text import LANGUAGES, Language
from tests.page.paper import CONTROLS, every_kind, neighbourhood

pytestmark = pytest.mark.browser

AXE = Path(__file__).parents[1].joinpath("assets", "axe.min.js").read_text(encoding="utf-8")
SCREENS = {"phone": (360, 640), "desk": (1280, 800)}
ADDRESS = "/c/c-7k2m"
FOUND_BY_AXE = """async () => (await axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a",
  "wcag21aa", "wcag22aa", "best-practice"]})).violations
  .map(v => [v.id, v.nodes.map(n => n.html)])"""
TOO_SMALL = """() => [...document.querySelectorAll("a, button, label, select, textarea, input")]
  .filter(e => e.type != "hidden" && !e.classList.contains("away") && !e.closest("h3")
    && !(e.tagName == "INPUT" && e.closest("label")))
  .filter(e => e.getBoundingClientRect().height < 47.9 || e.getBoundingClientRect().width < 47.9)
  .map(e => e.outerHTML)"""
HIDDEN_BY_THE_BAR = """() => {
  const below = document.querySelector(".bar").getBoundingClientRect().bottom;
  const focused = document.activeElement.closest("label") || document.activeElement;
  return focused.getBoundingClientRect().top < below && !focused.closest(".bar");
}"""


class Desk:
    """Serves the page behind its shelf and answers a POST as the intake would, storing nothing."""

    def __init__(self) -> None:
        self.kept: list[list[tuple[str, str]]] = []
        self.published = neighbourhood()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        start_response("200 OK", list(HEADERS.items()))
        if environ["REQUEST_METHOD"] == "GET":
            return [messages.render("stored", "es", self.published).encode()]
        body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])).decode()
        pairs = parse_qsl(body, keep_blank_values=True, strict_parsing=True)
        return [self._answer(pairs).encode()]

    def _answer(self, pairs: list[tuple[str, str]]) -> str:
        controls = {name: value for name, value in pairs if name.startswith("_")}
        answers = [pair for pair in pairs if pair[0] not in (*CONTROLS, "_edit", "_switch")]
        language: Language = "en" if controls["_lang"] == "en" else "es"
        read = read_answers(self.published.questionnaire, answers)
        assert pairs[-1] == ("_end", "1")
        if "_switch" in controls:
            language = "en" if controls["_switch"] == "en" else "es"
        if read.faults or "_switch" in controls or "_edit" in controls:
            faults = {} if "_edit" in controls or "_switch" in controls else read.faults
            return document.render(self.published, language, given=read.given, faults=faults)
        if "_id" not in controls:
            return review.render(self.published, language, read)
        self.kept.append([pair for pair in answers if pair[1]])
        return messages.render("stored", language, self.published)


class Quiet(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass


@pytest.fixture
def desk() -> Iterator[tuple[Desk, str]]:
    app = Desk()
    shelf = Shelf(app, lambda slug: app.published if slug == "c-7k2m" else None)
    with make_server("127.0.0.1", 0, shelf, handler_class=Quiet) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield app, f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture
def still(browser: Browser) -> Iterator[Page]:
    """A phone without scripts."""
    with browser.new_context(
        viewport={"width": 360, "height": 640},
        locale="es-PE",
        java_script_enabled=False,
        reduced_motion="reduce",
    ) as context:
        yield context.new_page()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_open_to_everybody(
    browser: Browser, desk: tuple[Desk, str], language: Language, screen: str, scheme: str
) -> None:
    width, height = SCREENS[screen]
    with browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        bypass_csp=True,
    ) as context:
        page = context.new_page()
        page.goto(f"{desk[1]}{ADDRESS}?lang={language}")
        assert axe(page) == []
        page.fill("#a-proposal", "x")
        page.check("input[name=victim][value=none]", force=True)
        page.check("input[name=victim][value=theft]", force=True)
        send(page, ".actions .main")
        assert page.locator(".summary").count() == 1
        assert axe(page) == []
        page.uncheck("input[name=victim][value=none]", force=True)
        send(page, ".actions .main")
        assert page.locator("h1").count() == 1
        assert axe(page) == []
        send(page, ".actions .main")
        assert axe(page) == []


def send(page: Page, button: str) -> None:
    """Press a button and wait for the page that answers."""
    with page.expect_navigation():
        page.click(button)


def axe(page: Page) -> list[list[object]]:
    page.evaluate(AXE)
    found: list[list[object]] = page.evaluate(FOUND_BY_AXE)
    return found


def test_the_check_itself_is_awake(browser: Browser) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.set_content("<input><p style='color: #ccc; background: #fff'>pale</p>")
        assert {"label", "color-contrast", "html-has-lang"} <= {found[0] for found in axe(page)}


def test_a_whole_answer_without_a_script(desk: tuple[Desk, str], still: Page) -> None:
    app, origin = desk
    still.goto(f"{origin}{ADDRESS}")
    still.get_by_text("El Porvenir", exact=True).click()
    still.locator("#q-safety_night").get_by_text("Con inseguridad", exact=True).click()
    still.select_option("select >> nth=0", "youth")
    still.select_option("select >> nth=1", "arms")
    still.fill("#a-proposal", "Más luz\ny árboles")
    send(still, ".switch")
    assert still.locator("html").get_attribute("lang") == "en"
    assert still.locator("input[name=district][value='130102']").is_checked()
    send(still, ".actions .main")
    assert "El Porvenir" in still.locator("dl").first.inner_text()
    send(still, "button[name=_edit]")
    assert still.input_value("#a-proposal") == "Más luz\ny árboles"
    still.locator("#q-sex").get_by_text("Woman", exact=True).click()
    send(still, ".actions .main")
    assert app.kept == []
    send(still, ".actions .main")
    [kept] = app.kept
    assert sorted(kept) == [
        ("district", "130102"),
        ("priorities", "arms"),
        ("priorities", "youth"),
        ("proposal", "Más luz\r\ny árboles"),
        ("safety_night", "unsafe"),
        ("sex", "f"),
    ]
    assert kept.index(("priorities", "youth")) < kept.index(("priorities", "arms"))


def test_enter_in_a_field_does_not_change_the_language(desk: tuple[Desk, str], still: Page) -> None:
    desk[0].published = every_kind()
    still.goto(f"{desk[1]}{ADDRESS}?lang=es")
    still.fill("#a-people", "x")
    still.check("input[name=one][value=b]", force=True)
    with still.expect_navigation():
        still.press("#a-people", "Enter")
    assert still.locator("html").get_attribute("lang") == "es"
    assert still.locator(".summary a").get_attribute("href") == "#a-people"
    assert still.input_value("#a-people") == "x"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_target_is_large_enough_for_a_thumb(
    desk: tuple[Desk, str], phone: Page, language: Language
) -> None:
    phone.goto(f"{desk[1]}{ADDRESS}?lang={language}")
    assert phone.evaluate(TOO_SMALL) == []


@pytest.mark.parametrize("text", ["100%", "112.5%", "225%"])
@pytest.mark.parametrize("width", [320, 360, 768])
def test_nothing_runs_off_the_side(
    desk: tuple[Desk, str], phone: Page, width: int, text: str
) -> None:
    phone.set_viewport_size({"width": width, "height": 640})
    phone.goto(f"{desk[1]}{ADDRESS}")
    phone.evaluate(f"document.documentElement.style.fontSize = '{text}'")
    assert phone.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [320, 360, 1280])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_bar_stays_one_line(
    desk: tuple[Desk, str], phone: Page, language: Language, width: int
) -> None:
    phone.set_viewport_size({"width": width, "height": 640})
    phone.goto(f"{desk[1]}{ADDRESS}?lang={language}")
    bar = phone.locator(".bar").bounding_box()
    assert bar
    assert bar["height"] <= 64


def test_the_bar_never_covers_what_has_the_focus(desk: tuple[Desk, str], phone: Page) -> None:
    phone.emulate_media(reduced_motion="reduce")
    phone.goto(f"{desk[1]}{ADDRESS}")
    phone.locator("#a-proposal").focus()
    for _ in range(40):
        phone.keyboard.press("Shift+Tab")
        assert not phone.evaluate(HIDDEN_BY_THE_BAR), phone.evaluate(
            "document.activeElement.outerHTML"
        )


def test_the_fault_leads_to_its_question(desk: tuple[Desk, str], phone: Page) -> None:
    phone.emulate_media(reduced_motion="reduce")
    phone.goto(f"{desk[1]}{ADDRESS}")
    for option in ("theft", "none"):
        phone.check(f"input[name=victim][value={option}]", force=True)
    send(phone, ".actions .main")
    assert phone.evaluate("document.activeElement.className") == "summary"
    phone.click(".summary a")
    assert phone.evaluate("document.activeElement.name") == "victim"
    heading = phone.locator("#q-victim h3").bounding_box()
    bar = phone.locator(".bar").bounding_box()
    assert heading
    assert bar
    assert heading["y"] >= bar["y"] + bar["height"]


def test_who_comes_back_after_leaving_finds_an_empty_form(
    desk: tuple[Desk, str], still: Page
) -> None:
    still.route("https://www.google.com.pe/", lambda route: route.fulfill(body="elsewhere"))
    still.goto(f"{desk[1]}{ADDRESS}")
    still.locator("#q-sex").get_by_text("Mujer", exact=True).click()
    still.fill("#a-proposal", "un secreto")
    send(still, ".exit")
    assert "elsewhere" in still.content()
    still.go_back()
    assert still.locator("input:checked").count() == 0
    assert still.input_value("#a-proposal") == ""


def test_nothing_is_asked_of_anybody_else(desk: tuple[Desk, str], phone: Page) -> None:
    asked: list[str] = []
    said: list[str] = []
    phone.on("request", lambda request: asked.append(request.url))
    phone.on("console", lambda message: said.append(message.text))
    phone.goto(f"{desk[1]}{ADDRESS}")
    assert [url for url in asked if not url.startswith("data:")] == [f"{desk[1]}{ADDRESS}"]
    assert said == []
    assert phone.context.cookies() == []
    assert phone.evaluate("getComputedStyle(document.querySelector('.exit')).color") == (
        "rgb(251, 249, 245)"
    )
