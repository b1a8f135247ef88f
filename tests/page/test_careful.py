"""Answers that must go with each other: options for some only, in another order, and judged."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page

from consult.page.document import render
from consult.page.script import preview_script_of, script_of, tablet_script_of
from consult.questionnaire.check import check
from consult.questionnaire.text import LANGUAGES, Language
from tests.page.desk import Desk
from tests.page.looks import axe, runs_off_the_side, too_small
from tests.page.paper import Paper, careful, every_kind, neighbourhood
from tests.page.test_paging import begin, part, press, tick, to

REFUSAL = 'No pueden ser más que los "adultos" & <b>ya</b>.'


def test_it_can_be_published() -> None:
    faults = check(careful().questionnaire)
    assert {fault.code for fault in faults if fault.severity == "error"} == set()


@pytest.mark.parametrize("published", [every_kind(), neighbourhood()], ids=["every", "long"])
def test_a_document_without_such_rules_brings_nothing_along(published) -> None:
    for scripted in (script_of, preview_script_of, tablet_script_of):
        script, whole = (scripted(one.questionnaire) for one in (published, careful()))
        for word in ("data-when]", "shuffled", "_today"):
            assert word not in script
            assert word in whole
    html = render(published, "es")
    assert not any(word in html for word in ("data-needs", "data-valid", "data-last"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_a_script_each_option_says_for_whom_it_is(language: Language) -> None:
    paper = Paper(render(careful(), language))
    said = {
        "es": "El cerro Solo si respondió «Norte» a «¿Qué distrito?».",
        "en": "The hill Only if you answered “North” to “Which district?”.",
    }
    assert said[language] in " ".join(paper.text.split())
    assert ("Hay que responder si" if language == "es" else "It needs an answer if") in paper.text
    values = [one["value"] for one in paper.all("input") if one.get("name") == "what"]
    assert values == ["a", "b", "c", "d", "e", "more", "none", "_dk"]


def seen(page: Page, name: str) -> list[str]:
    """The values of a field that are on the screen, in their order."""
    return page.eval_on_selector_all(
        f"[name='{name}']",
        "all => all.filter(one => one.parentNode.offsetParent).map(one => one.value)",
    )


@pytest.mark.browser
def test_options_come_and_go_with_the_answers(desk: Desk, phone: Page) -> None:
    desk.published = careful()
    begin(phone, desk, "?lang=es")
    tick(phone, "place", "north")
    to(phone, "sector")
    assert seen(phone, "sector") == ["hill", "river"]
    press(phone, "next")
    assert phone.locator(".fault").count() == 1
    tick(phone, "sector", "river")
    press(phone, "next")
    tick(phone, "what", "d")
    press(phone, "back")
    press(phone, "back")
    tick(phone, "place", "far")
    press(phone, "next")
    assert seen(phone, "sector") == []
    assert not phone.is_checked("[name=sector][value=river]")
    press(phone, "next")  # there is nothing to choose
    assert sorted(seen(phone, "what")) == ["_dk", "a", "b", "c", "e", "more", "none"]
    assert not phone.is_checked("[name=what][value=d]")
    to(phone, "primero")
    offered = "all => all.filter(one => !one.hidden && one.value).map(one => one.value).sort()"
    selects = phone.eval_on_selector_all("[name=first] >> nth=0 >> option", offered)
    assert selects == ["p", "r", "s"]
    press(phone, "next")
    assert seen(phone, "trust.police") == ["low"]
    press(phone, "back")
    for _ in range(4):
        press(phone, "back")
    tick(phone, "place", "north")
    press(phone, "next")
    tick(phone, "sector", "hill")
    while part(phone) == "ask":
        press(phone, "next")
    assert seen(phone, "sector") == ["hill"]
    press(phone, "send")
    phone.wait_for_selector("[data-part=stored]")
    assert desk.kept == [[("place", "north"), ("sector", "hill")]]


@pytest.mark.browser
def test_the_rules_are_told_before_going_on(desk: Desk, phone: Page) -> None:
    desk.published = careful()
    begin(phone, desk, "?lang=es")
    tick(phone, "place", "far")
    to(phone, "pasó")
    tick(phone, "what", "more")
    press(phone, "next")
    press(phone, "next")
    assert "4 de 9" in phone.inner_text(".summary")
    assert phone.locator(".fault").inner_text().startswith("Falta responder")
    phone.fill("[name=why]", "Un choque")
    press(phone, "next")
    to(phone, "adultos")
    phone.fill("[name=adults]", "2")
    press(phone, "next")
    phone.fill("[name=women]", "3")
    press(phone, "next")
    assert phone.locator(".fault").inner_text() == REFUSAL
    assert axe(phone) == []
    phone.fill("[name=women]", "2")
    press(phone, "next")
    here = datetime.now(UTC) - timedelta(hours=5)
    phone.fill("[name=since]", f"{here + timedelta(days=2):%Y-%m-%d}")
    press(phone, "next")
    assert phone.locator(".fault").inner_text().startswith("Esta respuesta no cumple")
    phone.fill("[name=since]", f"{here:%Y-%m-%d}")
    press(phone, "next")
    assert part(phone) == "check"
    while part(phone) != "ask" or phone.locator("[name=adults]:visible").count() == 0:
        press(phone, "back")
    phone.fill("[name=adults]", "1")  # what was fine before no longer is
    press(phone, "next")
    press(phone, "next")
    assert phone.locator(".fault").inner_text() == REFUSAL


@pytest.mark.browser
def test_options_change_places_each_time_and_stay_while_answering(
    browser: Browser, desk: Desk
) -> None:
    desk.published = careful()
    orders = set()
    with browser.new_context(viewport={"width": 360, "height": 640}) as context:
        page = context.new_page()
        for _ in range(6):
            begin(page, desk, "?lang=es")
            tick(page, "place", "south")
            press(page, "next")
            tick(page, "sector", "beach")
            press(page, "next")
            order = seen(page, "what")
            assert sorted(order[:5]) == ["a", "b", "c", "d", "e"]
            assert order[5:] == ["more", "none", "_dk"]
            orders.add(tuple(order))
            tick(page, "what", "c")
            to(page, "primero")
            listed = "selects => selects.map(one => [...one.options].map(o => o.value).join())"
            lists = page.eval_on_selector_all("[name=first]", listed)
            assert len(set(lists)) == 1
            assert lists[0].startswith(",")
            press(page, "back")
            press(page, "back")
            assert seen(page, "what") == order
    assert len(orders) > 1  # all six alike: once in a hundred million times


@pytest.mark.browser
@pytest.mark.parametrize("language", LANGUAGES)
def test_without_a_script_the_server_judges(desk: Desk, still: Page, language: Language) -> None:
    desk.published = careful()
    still.goto(f"{desk.address}?lang={language}")
    still.check("[name=place][value=north]", force=True)
    still.check("[name=sector][value=beach]", force=True)
    still.fill("[name=adults]", "1")
    still.fill("[name=women]", "2")
    with still.expect_navigation():
        still.click("form > .main")
    assert still.locator(".fault").count() == 2
    assert still.locator(".summary a").count() == 2
    assert still.is_checked("[name=sector][value=beach]")


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 1280])
def test_it_looks_right_without_a_script(browser: Browser, desk: Desk, width: int) -> None:
    desk.published = careful()
    with browser.new_context(viewport={"width": width, "height": 640}, bypass_csp=True) as context:
        page = context.new_page()
        html = render(desk.published, "es").partition('<script type="module">')[0]
        page.set_content(html)
        assert (axe(page), too_small(page), runs_off_the_side(page)) == ([], [], False)
