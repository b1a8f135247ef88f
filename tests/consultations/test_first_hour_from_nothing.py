"""The first hour of whoever brings their own questions, from nothing to paper keyed in.

In a browser. They are written and published in Spanish alone.
"""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.page.looks import axe, runs_off_the_side
from tests.responses.paper import kinds
from tests.staff_browser import desk, served

__all__ = ["desk", "kinds", "served"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("furnished_url", ["sqlite"], indirect=True),
]
LIST = """1. ¿Qué falta en su parque? (puede marcar varias)
a) Bancas
b) Árboles
c) Juegos
2. ¿Qué haría usted primero?"""
LINES = "[data-list=options] .line"


@pytest.fixture
def complaints(desk: Page) -> Iterator[list[str]]:
    """What the console says; nothing may be left at the end."""
    said: list[str] = []
    desk.on("pageerror", lambda error: said.append(str(error)))
    desk.on("response", lambda answer: answer.status >= 400 and said.append(answer.url))
    yield said
    assert said == []


def sound(page: Page) -> None:
    """In both languages, at a desk and on a phone."""
    for width, language in ((360, "en"), (1366, "es")):
        page.set_viewport_size({"width": width, "height": 768})
        page.goto(f"{page.url.partition('?')[0]}?lang={language}")
        expect(page.locator("html")).to_have_attribute("lang", language)
        assert axe(page) == [], (page.url, width)
        assert not runs_off_the_side(page), (page.url, width)


@pytest.mark.usefixtures("complaints")
def test_from_nothing_to_paper_keyed_in(desk: Page, browser: Browser, served: str) -> None:
    desk.goto("/staff/consultations/new?lang=es")
    desk.get_by_label("Desde cero").check()
    desk.fill("#title_es", "Nuestro parque")
    desk.get_by_role("button", name="Crear borrador").click()
    here = desk.url

    desk.get_by_role("link", name="Seguir aquí").click()
    _asks_in_the_builder(desk)
    sound(desk)
    desk.get_by_role("link", name="Pegar preguntas").click()
    desk.get_by_label("Preguntas", exact=True).fill(LIST)
    desk.get_by_role("button", name="Ver qué sale").click()
    desk.get_by_role("button", name="Añadir 2 preguntas").click()
    expect(desk.locator(".entry-number").last).to_have_text("6")

    desk.goto(here)
    expect(desk.locator(".step-done")).to_contain_text("solo en español: falta el inglés en 8")
    desk.get_by_role("link", name="Publicar y abrir").click()
    expect(desk.get_by_role("heading", name="El inglés no está completo")).to_be_visible()
    sound(desk)
    desk.get_by_role("button", name="Publicar y abrir", exact=True).click()
    expect(desk.get_by_label("Español")).to_contain_text("/c/")
    expect(desk.get_by_label("English")).to_have_count(0)
    sound(desk)
    assert _language(browser, here.replace("/staff/consultations/", "/c/")) == "es"

    desk.get_by_role("link", name="Digitar formularios en papel").click()
    desk.locator("#answer-district").press_sequentially("1")
    expect(desk.get_by_text("Trujillo", exact=True)).to_be_visible()  # the script is there
    for code in ("", "2", "1", "1", "1 3", "NR"):
        desk.keyboard.type(code)
        desk.keyboard.press("Enter")
    expect(desk.get_by_text(re.compile("1 en esta sesión"))).to_be_visible()


def _asks_in_the_builder(desk: Page) -> None:
    """A question with its options by mouse; one too many is taken out again."""
    expect(desk.locator("[name=text_es]")).to_have_value("¿Qué edad tiene?")  # what is new follows
    desk.get_by_role("button", name="Añadir pregunta").click()
    expect(desk.locator("[name=text_es]")).to_have_value("")
    desk.fill("[name=text_es]", "¿Va al parque de su barrio?")
    for number, words in enumerate(("Sí", "Nunca", "No")):
        desk.locator(f"{LINES} input[lang=es]").nth(number).fill(words)
    expect(desk.frame_locator("#phone").get_by_text("Nunca")).to_be_visible()
    desk.locator(LINES).nth(1).hover()
    desk.get_by_role("button", name="Quitar la línea 2").click()
    expect(desk.locator(f"{LINES} input[lang=es]")).to_have_count(3)  # with the empty one
    expect(desk.frame_locator("#phone").get_by_text("Nunca")).to_have_count(0)
    expect(desk.locator(".entry[aria-current]")).to_contain_text("falta inglés")
    expect(desk.locator("#status")).to_contain_text("Guardado")


def _language(browser: Browser, link: str) -> str | None:
    """In which one somebody reads it who would rather read English."""
    with browser.new_context(locale="en-GB") as context:
        page = context.new_page()
        page.goto(link)
        expect(page.get_by_role("heading", name="Nuestro parque")).to_be_visible()
        return page.locator("html").get_attribute("lang")
