"""The first hour as somebody new lives it, from a ready-made questionnaire to an open link."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from tests.cast import PASSWORD
from tests.staff_browser import serving

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("furnished_url", ["sqlite"], indirect=True),
]
AXE = Path(__file__).parents[1].joinpath("assets", "axe.min.js").read_text(encoding="utf-8")
_FOUND = """async () => (await axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a",
  "wcag21aa"]})).violations.map(v => [v.id, v.nodes.map(n => n.html)])"""
_TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture
def origin(house: Flask) -> Iterator[str]:
    with serving(house) as address:
        yield address


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with browser.new_context(viewport={"width": 1366, "height": 768}, locale="es-PE") as context:
        yield context.new_page()


def sound(page: Page) -> None:
    """Whoever cannot see finds the way as well, and on a phone nothing hangs over the edge."""
    page.evaluate(AXE)
    assert page.evaluate(_FOUND) == []
    wide = page.viewport_size
    page.set_viewport_size({"width": 360, "height": 640})
    assert not page.evaluate(_TOO_WIDE)
    page.evaluate(AXE)
    assert page.evaluate(_FOUND) == []
    assert wide
    page.set_viewport_size(wide)


def sign_in(page: Page, origin: str) -> None:
    page.goto(f"{origin}/staff/")
    page.fill("#email", "rosa@example.org")
    page.fill("#password", PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Ingresar").click()


def test_from_a_ready_made_one_to_an_open_link(page: Page, browser: Browser, origin: str) -> None:
    sign_in(page, origin)
    page.get_by_role("link", name="Nueva consulta").click()
    sound(page)
    page.get_by_label("Seguridad en mi barrio, versión corta").check()
    page.fill("#title_es", "Seguridad en Chao")
    page.get_by_role("button", name="Ningún distrito").click()
    find = page.get_by_label("Otro distrito del Perú")
    find.press_sequentially("chao vir")
    page.get_by_role("button", name="+ Chao").click()
    find.press_sequentially("guadalupito")
    page.get_by_role("button", name="Guadalupito").wait_for()
    find.press("Enter")  # the first one found; the form is not sent
    expect(page.locator(".districts :checked")).to_have_count(2)
    page.get_by_role("button", name="Crear borrador").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Seguridad en Chao")
    expect(page.locator(".step-next")).to_contain_text("2 distritos · todavía sin último día")
    sound(page)
    page.get_by_role("link", name="Seguir aquí").click()
    page.get_by_label("Último día").fill("2026-11-30")
    page.get_by_label("Chao").fill("120")
    sound(page)
    page.get_by_role("button", name="Guardar ajustes").click()
    expect(page.get_by_role("status")).to_have_text("Guardado.")

    page.get_by_role("link", name="Ver e invitar").click()
    page.get_by_role("button", name="Crear enlace").click()
    sound(page)
    _a_colleague_comes(browser, page.get_by_label("Enlace").input_value())

    page.get_by_role("link", name="Resumen").click()
    expect(page.locator(".step-done")).to_have_count(2)
    slug = page.url.rpartition("/")[2]
    page.get_by_role("link", name="Publicar y abrir").click()
    page.get_by_role("button", name="Publicar y abrir", exact=True).click()
    page.get_by_role("link", name="Resumen").click()
    expect(page.locator(".step-next")).to_contain_text("Imprimir y compartir")
    page.get_by_role("link", name="Respuestas").click()
    expect(page.get_by_text("Quedan 7 días, hasta el 30 de noviembre de 2026.")).to_be_visible()
    sound(page)
    page.goto(f"{origin}/c/{slug}")
    expect(page.get_by_role("heading", name="Seguridad en Chao")).to_be_visible()


def _a_colleague_comes(browser: Browser, link: str) -> None:
    with browser.new_context(locale="es-PE") as context:
        page = context.new_page()
        page.goto(link)
        sound(page)
        page.fill("#email", "ines@example.org")
        page.fill("#password", PASSWORD)
        page.fill("#again", PASSWORD)
        page.get_by_role("button", name="Crear mi cuenta").click()
        page.get_by_role("link", name="Seguridad en Chao").click()
        expect(page.get_by_role("link", name="Ajustes")).to_be_visible()
