"""A day with a tablet: nothing of one person is there for the next, and nothing is lost."""

import json
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from consult.consultations.create import Plan, create
from consult.consultations.published import find
from consult.db import writing
from consult.questionnaire.document import Option, Question, Questionnaire, Section
from consult.questionnaire.text import LANGUAGES, Text
from consult.responses.closing import close_to_answers, open_to_answers
from consult.responses.mixing import keep_keys_ready
from tests.field.tablet import (
    TABLET,
    answer,
    by_axe,
    cut,
    everything,
    mend,
    next_person,
    numbers,
    set_up,
    sign_in,
    too_small,
    with_profile,
)
from tests.staff_browser import serving

pytestmark = pytest.mark.browser

SLUG, CANARY = "c-park", "canario que nadie debe leer"
HERE = f"/staff/field/{SLUG}"
NO_STORE = "Object.defineProperty(window, 'indexedDB', {value: {open() { throw Error() }}})"


def said(spanish: str, english: str) -> Text:
    return Text(spanish, english)


NIGHT = Question(
    "night",
    "single",
    said("¿Cómo se siente?", "How do you feel?"),
    options=(Option("safe", said("Bien", "Well")), Option("unsafe", said("Mal", "Badly"))),
)
WORDS = Question("words", "text", said("¿Algo más?", "Anything else?"))
PARK = Questionnaire(
    "park",
    said("El parque", "The park"),
    said("Dos preguntas.", "Two questions."),
    said("Gracias a usted.", "Thanks to you."),
    (Section("s", said("El parque", "The park"), (NIGHT, WORDS)),),
)


@pytest.fixture
def served(house: Flask) -> Iterator[str]:
    """The house on the server that it ships with, with the consultation of the park open in it."""
    with house.app_context():
        with writing() as session:
            programme = find(session, "c-open").programme_id
            made = create(session, "test", programme, Plan(PARK, SLUG), house.config["CLOCK"]())
            open_to_answers(session, "test", made, house.config["CLOCK"]())
        keep_keys_ready(house.extensions["key_ring"])
    with serving(house) as address:
        yield address


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with browser.new_context(viewport=TABLET, locale="es-PE", bypass_csp=False) as context:
        yield context.new_page()


def test_person_after_person_without_a_network(browser, served, house, waiting, tmp_path):
    with with_profile(browser, tmp_path / "profile") as context:
        page = context.new_page()
        set_up(page, served, SLUG)
        cut(context)
        for number, words in enumerate((CANARY, "algo", "")):
            if number == 1:
                page.reload()  # without a network
            answer(page, "Bien" if number else "Mal", words)
            for _ in ("on the screen that thanks", "and for the next person"):
                found = everything(page)
                assert CANARY not in found and "unsafe" not in found.partition("</html>")[2]
                assert page.locator(":checked").count() == 0
                if page.locator("[value=begin]").is_hidden():
                    next_person(page)
        day = numbers(page)
        assert (day["answered"], day["kept"], day["sent"]) == (3, 3, 0)
        assert waiting() == {}
        mend(context)
        page.evaluate("dispatchEvent(new Event('online'))")
        expect(page.locator("[data-number=sent]")).to_have_text("3")
        assert numbers(page)["kept"] == 0
    assert waiting() == {"assisted": 3}
    files = [file for file in (tmp_path / "profile").rglob("*") if file.is_file()]
    for written in (CANARY.encode(), CANARY.encode("utf-16-le")):
        assert not [file for file in files if written in file.read_bytes()]


def test_without_a_network_setting_up_leads_to_the_questionnaire_in_both_languages(page, served):
    set_up(page, served, SLUG)
    cut(page.context)
    page.goto(served + HERE)
    page.wait_for_url("**/tablet?lang=es")
    page.click("[value=begin]")
    page.get_by_text("Mal", exact=True).click()
    page.click(".switch")
    page.get_by_text("How do you feel?").wait_for()
    assert page.locator(":checked").get_attribute("value") == "unsafe"


def test_whoever_holds_the_tablet_is_not_signed_in(page, served):
    set_up(page, served, SLUG)
    page.goto(f"{served}/staff/")
    assert "/sign-in" in page.url


def test_who_leaves_in_the_middle_leaves_nothing(page, served):
    set_up(page, served, SLUG)
    page.click("[value=begin]")
    page.get_by_text("Mal", exact=True).click()
    page.get_by_role("link", name="Borrar todo").click()
    page.locator("[value=begin]:visible").wait_for()
    assert page.locator(":checked").count() == 0
    page.go_back()
    assert "/sign-in" in page.url  # what led here is not open to whoever holds the tablet
    page.go_forward()
    page.locator("[value=begin]:visible").wait_for()
    assert page.locator(":checked").count() == 0
    assert numbers(page)["answered"] == 0


def test_each_person_begins_in_the_language_of_the_day(page, served):
    set_up(page, served, SLUG, "en")
    page.click(".switch")
    page.wait_for_url("**?lang=es")
    page.locator(".exit[href='?lang=en']").wait_for()  # once what was set up has been read
    page.get_by_role("link", name="Borrar todo").click()
    page.wait_for_url("**?lang=en")


def test_people_are_counted_and_a_slip_is_taken_back(page, served):
    set_up(page, served, SLUG)
    page.click("#menu")
    for name, by in (("approached", 1),) * 3 + (("refused", 1), ("refused", -1), ("refused", -1)):
        page.click(f"[data-count={name}][data-by='{by}']")
    day = numbers(page)
    assert (day["approached"], day["refused"], day["open"]) == (3, 0, 3)
    page.click("#menu")
    expect(page.locator("#place")).to_have_text("Parque Río Seco")


def test_a_portal_that_says_yes_to_everything_is_not_believed(page, served, waiting):
    set_up(page, served, SLUG)
    page.route("**/sealed", lambda route: route.fulfill(body="<h1>Wi-Fi</h1>"))
    answer(page, "Mal", "")
    page.route(  # before the first is gone: it tries again by itself
        "**/sealed", lambda route: route.fulfill(json={"status": "stored", "_id": "another"})
    )
    next_person(page)
    day = numbers(page)
    assert (day["kept"], day["sent"]) == (1, 0)
    page.unroute("**/sealed")
    page.click("#menu")
    page.click("[data-do=send]")
    expect(page.locator("[data-number=sent]")).to_have_text("1")
    assert waiting() == {"assisted": 1}


def test_what_the_server_refuses_stays_until_it_is_in_a_file(page, served, house):
    set_up(page, served, SLUG)
    cut(page.context)
    answer(page, "Mal", CANARY)
    with house.app_context(), writing() as session:
        close_to_answers(session, "test", find(session, SLUG), house.config["CLOCK"]())
    mend(page.context)
    next_person(page)
    day = numbers(page)
    assert (day["kept"], day["said"], day["sent"]) == (1, 1, 0)
    page.click("#menu")
    assert page.locator("[data-do=end]").is_disabled()
    with page.expect_download() as download:
        page.click("[data-do=save]")
    assert download.value.suggested_filename == f"{SLUG}-sealed.jsonl"
    [line] = download.value.path().read_text().splitlines()
    assert CANARY not in line and json.loads(line)["consultation"] == SLUG
    page.on("dialog", lambda asked: asked.accept())
    page.click("[data-do=end]")
    page.wait_for_url("**/sign-in**")
    assert page.evaluate("indexedDB.databases().then(all => all.length)") == 0
    assert page.evaluate("caches.keys()") == []


def test_a_device_that_keeps_nothing_says_so_before_anybody_is_asked(page, served, waiting):
    set_up(page, served, SLUG)
    page.add_init_script(NO_STORE)
    page.reload()
    page.get_by_text("Esta tableta no puede guardar respuestas.").wait_for()
    answer(page, "Mal", "")  # and if somebody is asked all the same, the network takes it at once
    assert waiting() == {"assisted": 1}
    sign_in(page, served)
    page.goto(served + HERE)
    page.get_by_text("No se puede usar: este navegador no guarda nada").wait_for()
    assert page.locator("#start button").is_disabled()


def test_an_address_that_is_not_secure_is_told_and_nothing_begins(page, served):
    page.add_init_script("Object.defineProperty(window, 'isSecureContext', {value: false})")
    sign_in(page, served)
    page.goto(served + HERE)
    page.get_by_text("No se puede usar: esta dirección no es segura").wait_for()
    assert page.locator("#start button").is_disabled()
    assert page.evaluate("caches.keys()") == []


@pytest.mark.parametrize("screen", [(1024, 768), (360, 640)])
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_open_to_everybody(browser, served, language, screen):
    width, height = screen
    with browser.new_context(
        viewport={"width": width, "height": height}, locale="es-PE", bypass_csp=True
    ) as context:
        page = context.new_page()
        sign_in(page, served)
        page.goto(f"{served}/staff/field/c-open?lang={language}")
        page.locator("#start button:enabled").wait_for()
        assert by_axe(page) == []
        page.check(f"#language-{language}")
        page.click("#start button")
        page.wait_for_url("**/tablet?lang=*")
        for button in ("begin", *["next"] * 10, "send"):
            assert by_axe(page) == too_small(page) == []
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            if page.locator(f"[value={button}]").is_visible():
                page.click(f"[value={button}]")
        page.locator("[data-in~=stored]:visible").first.wait_for()
        page.click("#menu")
        assert by_axe(page) == too_small(page) == []
