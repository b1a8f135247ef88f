"""Paper forms keyed in by keyboard alone, in a browser."""

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from consult.consultations.published import find
from consult.db import db, writing
from consult.responses.closing import close_to_answers
from consult.responses.mixing import mix_all
from consult.responses.models import Pending
from consult.responses.stored import blocks_of
from tests.page.looks import axe, runs_off_the_side
from tests.responses.paper import GOOD, KINDS, kinds
from tests.staff_browser import desk, served

__all__ = ["desk", "kinds", "served"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("furnished_url", ["sqlite"], indirect=True),
]
PLACE = f"/staff/consultations/{KINDS}/keying"


def key(page: Page, *entries: str) -> None:
    """Type each entry where the keyboard leads, and press Enter."""
    for entry in entries:
        page.keyboard.type(entry)
        page.keyboard.press("Enter")


def at(page: Page) -> str:
    """The field that the keyboard is at."""
    return str(page.evaluate("document.activeElement.dataset.field"))


def stored(page: Page, number: int) -> None:
    expect(page.locator(".sitting")).to_have_text(f"Guardado. {number} en esta sesión")
    expect(page.locator("[data-field=where]")).to_be_focused()
    assert page.locator("[data-field]").evaluate_all("all => all.every(one => !one.value)")


def test_three_papers_by_keyboard_alone(kinds: Flask, desk: Page) -> None:
    desk.goto(PLACE)
    key(desk, *GOOD.values())
    stored(desk, 1)

    key(desk, "1", "1")  # who answered "1" is not asked how many people
    key(desk, "ns")
    expect(desk.locator("#answer-degree-told")).to_have_text("Ese código no existe aquí.")
    assert at(desk) == "degree"
    desk.locator("[data-field=degree]").press("Control+a")
    key(desk, "2", "4")
    assert at(desk) == "words"
    assert desk.locator("[data-field=people]").get_attribute("aria-disabled") == "true"
    desk.keyboard.press("ArrowUp")
    assert at(desk) == "several"
    key(desk, "", "", "", "nr", "", "")
    stored(desk, 2)

    faulty = GOOD | {"people": "99", "several": "1"}
    key(desk, *faulty.values())
    expect(desk.locator("#answer-people-fault")).to_be_visible()
    assert at(desk) == "people"
    assert desk.locator("[data-field=words]").input_value() == "Más luz"
    assert axe(desk) == []
    key(desk, "9")
    expect(desk.locator("#answer-people-fault")).to_have_count(0)
    key(desk, *("" for field in list(GOOD)[list(GOOD).index("words") :]))
    stored(desk, 3)
    in_block(kinds)


def in_block(kinds: Flask) -> None:
    """What the three papers say, once they are mixed."""
    with kinds.app_context():
        assert list(db.session.scalars(select(Pending.channel))) == ["paper"] * 3
        with writing() as session:
            consultation = find(session, KINDS)
            assert consultation
            close_to_answers(session, "test", consultation, kinds.config["CLOCK"]())
        mix_all(kinds.extensions["key_ring"], consultation.id)
        [(_, block)] = blocks_of(db.session(), consultation.id)
        assert block.size == 3
        ones = sorted(block.arrays["one"].tolist())
        assert ones[0] != ones[1] == ones[2]


def test_enter_without_a_script_stores_nothing_by_itself(kinds: Flask, desk: Page) -> None:
    bare = desk.context.browser.new_context(
        java_script_enabled=False,
        storage_state=desk.context.storage_state(),
        base_url=desk.url.partition("/staff")[0],
        locale="es-PE",
    )
    page = bare.new_page()
    page.goto(PLACE)
    page.fill("[data-field=one]", "2")
    page.press("[data-field=one]", "Enter")
    expect(
        page.get_by_text("No se encontró ningún error. Todavía no está guardado.")
    ).to_be_visible()
    page.get_by_role("button", name="Guardar", exact=True).click()
    expect(page.locator(".sitting")).to_contain_text("1 en esta sesión")
    bare.close()
    with kinds.app_context():
        assert list(db.session.scalars(select(Pending.channel))) == ["paper"]


def test_the_page_is_sound_on_a_desk_and_on_a_phone(desk: Page) -> None:
    for language, width in (("es", 1366), ("en", 360)):
        desk.set_viewport_size({"width": width, "height": 640})
        desk.goto(f"{PLACE}?lang={language}")
        assert axe(desk) == []
        assert not runs_off_the_side(desk)
