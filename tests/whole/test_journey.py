"""One answer through the whole house: a phone's browser, the mixing, a release, its CSV."""

import csv
import io
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from consult.app import create_runner
from consult.consultations.published import find
from consult.db import db, writing
from consult.responses.closing import close_to_answers
from consult.responses.mixing import mix_all
from consult.responses.models import OpenText, Pending, StoredBlock
from tests.cast import PASSWORD, house
from tests.staff_browser import serving

__all__ = ["house"]
pytestmark = pytest.mark.browser

PEOPLE = 24


@pytest.fixture
def served(house: Flask) -> Iterator[str]:
    """The house on the server that it ships with, at a free port."""
    with serving(house) as address:
        yield address


@pytest.fixture
def plain_phone(browser: Browser) -> Iterator[Page]:
    """A small phone without JavaScript."""
    screen = {"width": 360, "height": 640}
    with browser.new_context(viewport=screen, locale="es-PE", java_script_enabled=False) as context:
        yield context.new_page()


def answer(page: Page, address: str, feeling: str) -> None:
    page.goto(address)
    page.check("input[name=district][value='130102']", force=True)
    page.check("input[name=sex][value=f]", force=True)
    page.check(f"input[name=safety_night][value={feeling}]", force=True)
    page.get_by_role("button", name="Revisar mis respuestas").click()
    page.get_by_text("Todavía no se guardó nada").wait_for()
    page.get_by_role("button", name="Enviar").click()
    page.wait_for_url("**/thanks")
    page.get_by_text("Su respuesta quedó guardada").wait_for()


def test_from_a_phone_to_a_spreadsheet(served, house, plain_phone, phone):
    for number in range(PEOPLE):
        answer(plain_phone, f"{served}/c/c-open", "unsafe" if number % 4 else "safe")
    assert plain_phone.context.cookies() == []
    with house.app_context():
        assert db.session.query(Pending).count() == PEOPLE
        db.session.remove()
        with writing() as session:
            consultation = find(session, "c-open")
            close_to_answers(session, "test", consultation, house.config["CLOCK"]())
        mix_all(house.extensions["key_ring"], consultation.id)
        assert [db.session.query(table).count() for table in (Pending, OpenText, StoredBlock)] == [
            0,
            0,
            1,
        ]
        db.session.remove()
    coordinator_makes_results(phone, served)
    with house.app_context():
        create_runner(house).work_once()
    rows = downloaded(phone, served)
    (unsafe,) = [row for row in rows if row["option"] == "unsafe"]
    assert unsafe["count"] in ("15", "20") and unsafe["base"] in ("20", "25")  # of 18 and 24


def coordinator_makes_results(page: Page, served: str) -> None:
    page.goto(f"{served}/staff/")
    page.fill("input[name=email]", "julio@example.org")
    page.fill("input[name=password]", PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Ingresar").click()
    page.wait_for_url("**/staff/")
    page.goto(f"{served}/staff/consultations/c-open/releases")
    page.locator("main form button").click()
    page.get_by_role("status").wait_for()  # being prepared


def downloaded(page: Page, served: str) -> list[dict[str, str]]:
    address = f"{served}/staff/consultations/c-open/releases/1/files/es/tables.csv"
    reply = page.request.get(address)
    assert reply.ok
    text = reply.body().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    return [row for row in rows if row["question"] == "safety_night" and row["by"] == ""]
