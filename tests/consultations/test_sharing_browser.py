"""Sheets as a printer gets them, and their pages in a browser."""

import re

import pytest
from flask import Flask
from playwright.sync_api import Page

from consult.consultations.published import find
from consult.db import writing
from tests.page.looks import axe, runs_off_the_side
from tests.responses.paper import KINDS, kinds
from tests.staff_browser import desk, served

__all__ = ["desk", "kinds", "served"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("furnished_url", ["sqlite"], indirect=True),
]
DRAFT = "/staff/consultations/c-draft/share"
HERE = f"/staff/consultations/{KINDS}/share"
A4 = (595, 842)  # points
# The lowest edge of anything on a sheet, as a part of the sheet.
_LOWEST = """sheet => {
  const {top, height} = sheet.getBoundingClientRect();
  const parts = [...sheet.querySelectorAll("p, img, li, h1")];
  return (Math.max(...parts.map(part => part.getBoundingClientRect().bottom)) - top) / height;
}"""

_HOLDS = "async said => (await navigator.clipboard.readText()).includes(said)"


def printed(page: Page, name: str, place: str = HERE) -> list[tuple[int, int]]:
    """The size of each page of the PDF that printing gives, in whole points."""
    page.goto(f"{place}/{name}")
    pdf = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == len(re.findall(rb"/MediaBox", pdf))
    boxes = re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    return [(round(float(width)), round(float(height))) for width, height in boxes]


def test_poster_and_cards_fill_one_page_whatever_they_say(kinds: Flask, desk: Page) -> None:
    for title in ("Mi barrio", "Una consulta con un título bastante más largo", "Larguísimo " * 18):
        words = title.strip()[:200]
        with kinds.app_context(), writing() as session:
            consultation = find(session, "c-draft")
            assert consultation
            assert consultation.draft
            consultation.draft = consultation.draft | {"title": {"es": words, "en": f"{words}."}}
        for name in ("poster", "poster?neutral=1", "cards"):
            assert printed(desk, name, DRAFT) == [A4], (title, name)
            assert desk.locator(".sheet").evaluate(_LOWEST) <= 1
            code = desk.locator(".poster img, .cards img").first.bounding_box()
            assert code
            assert code["height"] > 120  # pixels, 32 mm: enough for a camera at arm's length


def test_the_form_is_printed_on_pages_of_its_own(desk: Page) -> None:
    alone, both = printed(desk, "paper?in=es"), printed(desk, "paper")
    assert set(alone) == set(both) == {A4}
    assert 2 <= len(alone) <= len(both) <= 4


def test_every_page_is_sound_on_a_desk_and_on_a_phone(desk: Page) -> None:
    for name, width in (("", 1366), ("", 360), ("/poster", 1366), ("/cards", 360), ("/paper", 360)):
        desk.set_viewport_size({"width": width, "height": 640})
        desk.goto(f"{HERE}{name}?lang={'en' if width == 360 else 'es'}")
        assert axe(desk) == [], name
        assert not runs_off_the_side(desk), name


def test_link_and_message_are_copied(desk: Page) -> None:
    desk.context.grant_permissions(["clipboard-read", "clipboard-write"])
    desk.goto(HERE)
    for name, said in (
        ("Copiar el enlace", "/c/c-kinds"),
        ("Copiar el mensaje en inglés", "Hello."),
    ):
        desk.get_by_role("button", name=name).click()
        desk.get_by_role("button", name="Copiado").first.wait_for()
        desk.wait_for_function(_HOLDS, arg=said)
