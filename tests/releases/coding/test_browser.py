"""Reading by keyboard and without a script, desk and phone, both languages."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from consult.db import db
from consult.releases.coding.models import Coding
from tests.cast import PASSWORD, Visitor
from tests.page.looks import axe, runs_off_the_side
from tests.releases.coding.scene import ONE, QUOTES, TEXTS, THEMES, adds, begins
from tests.staff_browser import serving

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("furnished_url", ["sqlite"], indirect=True),
]
SCREENS = {"desk": (1366, 768), "phone": (360, 640)}


@pytest.fixture
def served(written: Flask, julio: Visitor) -> Iterator[str]:
    adds(julio, "Iluminación de parques y paraderos", "Lighting of parks and stops", "luz")
    adds(julio, "Trabajo y estudio", "Work and study", "trabaj")
    page = begins(julio)
    form = {"quote_es": "Carlos pide luz", "quote_en": "Carlos asks for light", "propose": "1"}
    julio.sends(ONE, text=page.id, **form)
    with serving(written) as address:
        yield address


def sign_in(page: Page, served: str, email: str) -> None:
    page.goto(f"{served}/staff/sign-in")
    page.fill("#email", email)
    page.fill("#password", PASSWORD)
    page.click("main button")
    page.wait_for_url("**/staff/")


def begin(page: Page) -> None:
    page.get_by_role("button", name=re.compile("Empezar a leer|Begin to read")).click()
    expect(page.locator("#written")).to_be_focused()


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("language", ["es", "en"])
def test_every_page_is_sound(
    served: str, ana: Visitor, browser: Browser, screen: str, language: str
) -> None:
    width, height = SCREENS[screen]
    with browser.new_context(
        viewport={"width": width, "height": height}, bypass_csp=True, base_url=served
    ) as context:
        page = context.new_page()
        sign_in(page, served, "ana@example.org")
        for address in (TEXTS, THEMES, QUOTES):
            page.goto(f"{address}?lang={language}")
            assert axe(page) == []
            assert not runs_off_the_side(page)
        page.goto(THEMES)
        begin(page)
        page.locator(".quoting summary").click()
        assert axe(page) == []
        assert not runs_off_the_side(page)
        assert ana.client.get(THEMES).headers["Cache-Control"] == "no-store"


def test_by_keyboard_alone(served: str, written: Flask, browser: Browser) -> None:
    with browser.new_context(locale="es-PE", base_url=served) as context:
        page = context.new_page()
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text))
        sign_in(page, served, "julio@example.org")
        page.goto(THEMES)
        begin(page)
        first = page.locator("#written").inner_text()
        page.keyboard.press("1")
        page.keyboard.press("0")  # no theme: that takes the tick from the first
        expect(page.locator("input[value=t1]")).not_to_be_checked()
        page.keyboard.press("2")
        expect(page.locator("#none")).not_to_be_checked()
        page.keyboard.press("Enter")
        expect(page.locator("#written")).not_to_have_text(first)
        page.keyboard.press("Enter")  # nobody has decided
        expect(page.get_by_role("alert")).to_contain_text("Marque los temas")
        page.locator("#new_es").focus()
        page.keyboard.type("Ronda 1")
        page.keyboard.press("Enter")
        expect(page.locator("input[value=t3]")).to_be_attached()
        page.keyboard.press("0")
        page.keyboard.press("Enter")
        expect(page.get_by_text("No queda ninguna por leer.")).to_be_visible()
        assert complaints == []
    with written.app_context():
        rows = sorted(row.themes for row in db.session.scalars(db.select(Coding)))
    assert rows == [[], ["t2"], ["t3"]]


def test_without_a_script(served: str, written: Flask, browser: Browser) -> None:
    with browser.new_context(java_script_enabled=False, locale="es-PE", base_url=served) as context:
        page = context.new_page()
        sign_in(page, served, "julio@example.org")
        page.goto(THEMES)
        page.get_by_role("button", name=re.compile("Empezar a leer|Begin to read")).click()
        for _text in range(3):
            page.keyboard.press("Tab")
            page.locator("#none").focus()
            page.keyboard.press("Space")
            page.keyboard.press("Enter")
        expect(page.get_by_text("No queda ninguna por leer.")).to_be_visible()
