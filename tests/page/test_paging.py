"""The page with its script: one step at a time, every answer kept, and nothing left behind."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from consult.page.script import script_of
from consult.questionnaire.reading import read_document
from consult.questionnaire.text import LANGUAGES, Language
from tests.browser import ALONE, executable
from tests.page.desk import ADDRESS, Desk
from tests.page.looks import axe, is_behind_the_bar, runs_off_the_side, too_small
from tests.page.paper import every_kind

pytestmark = pytest.mark.browser

ELSEWHERE = "https://www.google.com.pe/"
VOICES = """speechSynthesis.getVoices = () => [
  {localService: false, lang: "es-PE", name: "remote"},
  {localService: true, lang: "es-US", name: "local"}];
speechSynthesis.speak = (words) => { window.said = [words.text, words.lang]; };
window.SpeechSynthesisUtterance = function (text) { this.text = text; };"""


def part(page: Page) -> str:
    return str(page.evaluate("document.body.dataset.part"))


def press(page: Page, button: str) -> None:
    page.click(f"[value={button}]:visible")


def asked(page: Page) -> str:
    """The question on the screen, without its number and hint; nothing where it is a note."""
    legends = page.locator("section:not([hidden]) > fieldset:not([hidden]) > legend")
    words = "e => [...e.childNodes].map(n => n.data || '').join('')"
    return str(legends.first.evaluate(words)).strip() if legends.count() else ""


def walk(page: Page) -> Iterator[str]:
    """Every step from here to the check, answering nothing."""
    while part(page) == "ask":
        yield asked(page)
        press(page, "next")


def hurry(page: Page) -> None:
    """From here to the check at once."""
    page.evaluate("""() => {
      const next = document.querySelector("[value=next]");
      while (document.body.dataset.part === "ask") next.click();
    }""")


def begin(page: Page, desk: Desk, query: str = "") -> None:
    begin_at(page, desk.address + query)


def begin_at(page: Page, address: str) -> None:
    page.goto(address)
    press(page, "begin")


def to(page: Page, words: str) -> None:
    """Go on until a question is asked."""
    while words not in asked(page):
        press(page, "next")
        assert part(page) == "ask", words


def tick(page: Page, name: str, *values: str) -> None:
    for value in values:
        page.locator(f"label:has([name='{name}'][value='{value}'])").click()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_screen_is_open_to_everybody(
    browser: Browser, desk: Desk, language: Language, scheme: str
) -> None:
    desk.published = every_kind()
    with browser.new_context(
        viewport={"width": 360, "height": 640},
        color_scheme="dark" if scheme == "dark" else "light",
        bypass_csp=True,
    ) as context:
        page = context.new_page()
        page.goto(f"{desk.address}?lang={language}")
        assert axe(page) == []
        press(page, "young")
        assert axe(page) == []
        page.reload()
        press(page, "begin")
        to(page, "¿Una?" if language == "es" else "One?")
        press(page, "next")
        assert page.locator(".summary").is_visible()
        assert axe(page) == []
        tick(page, "one", "b")
        press(page, "next")
        for words in walk(page):
            assert (axe(page), too_small(page)) == ([], []), words
        assert part(page) == "check"
        assert (axe(page), too_small(page)) == ([], [])
        press(page, "send")
        page.wait_for_selector("[data-part=stored]")
        assert axe(page) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("width", "text"), [(320, "112.5%"), (320, "225%"), (1366, "112.5%")])
def test_every_step_of_the_long_questionnaire_shows_whole(
    browser: Browser, desk: Desk, width: int, text: str, language: Language
) -> None:
    height = 568 if width == 320 else 768
    with browser.new_context(viewport={"width": width, "height": height}) as context:
        page = context.new_page()
        page.goto(f"{desk.address}?lang={language}")
        page.evaluate(f"document.documentElement.style.fontSize = '{text}'")
        press(page, "begin")
        tick(page, "district", "130102")
        steps = 0
        for words in walk(page):
            steps += 1
            assert not runs_off_the_side(page), words
            assert not is_behind_the_bar(page), words
            shown = page.locator("section:not([hidden]) fieldset:not([hidden])").last
            controls = shown.locator("label, textarea, select").all()
            assert controls and all(control.is_visible() for control in controls), words
        assert steps == (19 + 6 + 6 if width == 320 else 21)  # four of the 25 follow up on answers
        assert not runs_off_the_side(page)


def test_what_is_not_asked_is_neither_shown_nor_sent(desk: Desk, phone: Page) -> None:
    begin(phone, desk)
    to(phone, "¿le pasó algo de esto?")
    press(phone, "next")
    assert "balaceras" in asked(phone)
    press(phone, "back")
    tick(phone, "victim", "theft")
    press(phone, "next")
    assert "arma" in asked(phone)
    tick(phone, "weapon", "firearm")
    press(phone, "back")
    tick(phone, "victim", "none")
    assert not phone.locator("[name=victim][value=theft]").is_checked()
    press(phone, "next")
    assert "balaceras" in asked(phone)
    list(walk(phone))
    press(phone, "send")
    phone.wait_for_selector("[data-part=stored]")
    assert desk.kept == [[("victim", "none")]]


def test_it_sends_the_fields_that_the_long_form_sends(desk: Desk, phone: Page) -> None:
    begin(phone, desk)
    tick(phone, "district", "130102")
    to(phone, "¿Qué tan seguro le parece estar en estos lugares?")
    assert phone.locator(".row:visible").count() == 1
    press(phone, "next")
    tick(phone, "safety_places.street", "unsafe")
    to(phone, "¿Qué se debería atender primero")
    lists = phone.locator(".places select")
    lists.nth(0).select_option("crime")
    lists.nth(1).select_option("arms")
    lists.nth(2).select_option("crime")
    assert lists.nth(0).input_value() == ""
    lists.nth(0).select_option("youth")
    to(phone, "¿Qué propone")
    phone.fill("textarea", "Más luz\ny árboles")
    press(phone, "next")
    press(phone, "send")
    phone.wait_for_selector("[data-part=stored]")
    [kept] = desk.kept
    assert kept == [
        ("district", "130102"),
        ("safety_places.street", "unsafe"),
        ("priorities", "youth"),
        ("priorities", "arms"),
        ("priorities", "crime"),
        ("proposal", "Más luz\ny árboles"),
    ]


def test_before_sending_only_what_was_chosen_stands_there_and_can_be_changed(
    desk: Desk, phone: Page
) -> None:
    begin(phone, desk)
    tick(phone, "district", "130102")
    list(walk(phone))
    labels = phone.locator("label:has([name=district])")
    assert [label.inner_text() for label in labels.all() if label.is_visible()] == ["El Porvenir"]
    assert phone.locator("label:has([name=sex])").first.is_visible()
    phone.locator("[name=district]:checked").focus()
    assert all(label.is_visible() for label in labels.all())
    tick(phone, "district", "130101")
    press(phone, "send")
    phone.wait_for_selector("[data-part=stored]")
    assert desk.kept == [[("district", "130101")]]


def test_what_stands_alone_stands_alone(desk: Desk, phone: Page) -> None:
    desk.published = every_kind()
    begin(phone, desk)
    to(phone, "¿Una?")
    tick(phone, "one", "b")
    to(phone, "¿Cuáles?")
    tick(phone, "several", "x", "y", "z")
    checked = "[name=several]:checked"
    assert [box.input_value() for box in phone.locator(checked).all()] == ["x", "y"]
    tick(phone, "several", "none")
    assert [box.input_value() for box in phone.locator(checked).all()] == ["none"]
    tick(phone, "several", "_dk")
    assert [box.input_value() for box in phone.locator(checked).all()] == ["_dk"]
    to(phone, "¿Cuántas personas?")
    phone.fill("[name=people]", "7")
    tick(phone, "people", "_dk")
    assert phone.input_value("[name=people] >> nth=0") == ""


def test_a_fault_is_told_on_top_and_beside_and_mended(desk: Desk, phone: Page) -> None:
    desk.published = every_kind()
    begin(phone, desk)
    to(phone, "¿Una?")
    press(phone, "next")
    assert phone.evaluate("document.activeElement.className") == "summary"
    assert "Falta responder" in phone.inner_text(".summary")
    assert phone.locator("fieldset:visible .fault").count() == 1
    phone.click(".summary a")
    assert phone.evaluate("document.activeElement.name") == "one"
    tick(phone, "one", "b")
    press(phone, "next")
    assert phone.locator(".fault").count() == 0
    assert not phone.locator(".summary").is_visible()
    to(phone, "¿Cuántas personas?")
    for typed, told in (("muchas", "con cifras"), ("-1", "no sea menor"), ("1e9", "con cifras")):
        phone.fill("[name=people]", typed)
        press(phone, "next")
        assert told in phone.inner_text(".summary"), typed
        assert phone.input_value("[name=people] >> nth=0") == typed
    phone.fill("[name=people]", "7,5")
    press(phone, "next")
    assert not phone.locator(".summary").is_visible()


def too_long(page: Page) -> None:
    """What no hand could type, and the server refuses."""
    page.evaluate("document.querySelector('textarea').value = 'x'.repeat(1001)")


def test_what_only_the_server_finds_is_told_and_every_answer_kept(desk: Desk, phone: Page) -> None:
    said: list[str] = []
    phone.on("dialog", lambda dialog: (said.append(dialog.message), dialog.accept()))
    begin(phone, desk)
    tick(phone, "district", "130102")
    hurry(phone)
    too_long(phone)
    with phone.expect_event("dialog"):
        press(phone, "send")
    phone.wait_for_selector("[data-part=check]")
    assert len(said) == 1
    assert "caben 500" in said[0]
    assert phone.locator("[name=district][value='130102']").is_checked()
    phone.fill("textarea", "corto")
    press(phone, "send")
    phone.wait_for_selector("[data-part=stored]")
    assert desk.kept == [[("district", "130102"), ("proposal", "corto")]]
    assert len(said) == 1


def test_what_only_the_server_finds_is_told_beside_where_faults_are(
    desk: Desk, phone: Page
) -> None:
    desk.published = every_kind()
    begin(phone, desk)
    to(phone, "¿Una?")
    tick(phone, "one", "b")
    hurry(phone)
    too_long(phone)
    press(phone, "send")
    phone.wait_for_selector(".summary a")
    assert phone.locator("fieldset:has(textarea) .fault").count() == 1
    assert phone.evaluate("document.activeElement.className") == "summary"


def test_a_reload_while_it_is_sent_goes_on_sending_the_same(desk: Desk, phone: Page) -> None:
    posts: list[str] = []

    def lose(route) -> None:
        if route.request.method == "POST":
            posts.append(route.request.post_data)
            if len(posts) > 1:
                return route.continue_()
            return None  # nobody answers
        return route.continue_()

    phone.route(f"**{ADDRESS}*", lose)
    begin(phone, desk)
    tick(phone, "district", "130102")
    hurry(phone)
    press(phone, "send")
    phone.wait_for_selector("[data-part=sending]")
    while not posts:
        phone.wait_for_timeout(10)
    phone.reload()
    phone.wait_for_selector("[data-part=stored]")
    assert len(posts) == 2
    assert posts[0] == posts[1]


@pytest.mark.parametrize("name", ["action", "reset", "contains", "dataset", "constructor"])
def test_no_name_of_a_question_gets_in_the_way(desk: Desk, phone: Page, name: str) -> None:
    words = {"es": "¿?", "en": "?"}
    options = [{"id": one, "text": words} for one in ("a", "b")]
    question = {"id": name, "kind": "single", "text": words, "options": options}
    section = {"id": "s", "title": words, "questions": [question]}
    texts = dict.fromkeys(("title", "intro", "thanks"), words)
    questionnaire, faults = read_document({"format": 1, "id": "q", **texts, "sections": [section]})
    assert questionnaire, faults
    desk.published = replace(desk.published, questionnaire=questionnaire)
    begin(phone, desk)
    tick(phone, name, "b")
    press(phone, "next")
    press(phone, "send")
    phone.wait_for_selector("[data-part=stored]")
    press(phone, "another")
    press(phone, "begin")
    assert phone.locator("input:checked").count() == 0
    assert desk.kept == [[(name, "b")]]


def test_who_comes_back_to_a_page_that_was_put_aside_finds_nothing(
    desk: Desk, tmp_path: Path, browser: Browser
) -> None:
    """With what the tests' browser leaves out: pages kept whole to be shown at once."""
    context = browser.browser_type.launch_persistent_context(
        tmp_path,
        executable_path=executable(),
        args=ALONE,
        ignore_default_args=["--disable-back-forward-cache"],
    )
    page = context.pages[0]
    begin(page, desk)
    tick(page, "district", "130102")
    press(page, "next")
    page.goto(f"{desk.origin}/elsewhere")
    page.go_back()
    page.wait_for_selector("[data-part]")
    assert part(page) == "start"
    assert page.locator("input:checked").count() == 0
    context.close()


def test_a_draft_has_one_length_whatever_was_chosen(desk: Desk, phone: Page) -> None:
    lengths = set()
    for option in ("130102", "elsewhere", "130111"):
        begin(phone, desk)
        if phone.locator(f"[name=district][value='{option}']").count():
            tick(phone, "district", option)
        lengths.add(phone.evaluate("window.name.split(',').length"))
    assert len(lengths) == 1


def test_the_other_language_keeps_every_answer_and_the_place(desk: Desk, phone: Page) -> None:
    begin(phone, desk)
    tick(phone, "district", "130102")
    to(phone, "¿Qué tan seguro le parece estar en estos lugares?")
    tick(phone, "safety_places.home", "safe")
    phone.click(".switch >> nth=0")
    phone.wait_for_selector("html[lang=en] [data-part=ask]")
    assert asked(phone) == "How safe do you feel in these places?"
    assert phone.locator("[name='safety_places.home'][value=safe]").is_checked()
    said: list[str] = []
    phone.on("dialog", lambda dialog: (said.append(dialog.message), dialog.accept()))
    phone.context.set_offline(True)
    with phone.expect_event("dialog"):
        phone.click(".switch >> nth=0")
    assert said == ["No signal. Your answers are still here."]
    assert asked(phone) == "How safe do you feel in these places?"
    phone.context.set_offline(False)
    list(walk(phone))
    press(phone, "send")
    phone.wait_for_selector("[data-part=stored]")
    assert desk.kept == [[("district", "130102"), ("safety_places.home", "safe")]]


def test_a_reload_keeps_the_answers_and_nothing_else_does(desk: Desk, phone: Page) -> None:
    phone.route(ELSEWHERE, lambda route: route.fulfill(body="elsewhere", content_type="text/html"))
    begin(phone, desk)
    tick(phone, "district", "130102")
    press(phone, "next")
    tick(phone, "sex", "f")
    phone.reload()
    assert asked(phone) == "¿Cómo se identifica?"
    assert phone.locator("input:checked").count() == 2
    for held in ("window.name", "JSON.stringify(sessionStorage)"):
        assert not re.search("130102|district", str(phone.evaluate(held)))
    phone.goto(ELSEWHERE)
    phone.go_back()
    assert part(phone) == "start"
    assert phone.locator("input:checked").count() == 0


@pytest.mark.parametrize("way", ["link", "shift"])
def test_leaving_quickly_leads_past_the_page(desk: Desk, phone: Page, way: str) -> None:
    phone.route(ELSEWHERE, lambda route: route.fulfill(body="elsewhere", content_type="text/html"))
    phone.goto(f"{desk.origin}/before")
    begin(phone, desk)
    before = phone.evaluate("history.length")
    tick(phone, "district", "130102")
    press(phone, "next")
    assert phone.evaluate("history.length") == before
    if way == "link":
        phone.click(".exit")
    else:
        for _ in range(3):
            phone.keyboard.press("Shift")
    phone.wait_for_url(ELSEWHERE)
    assert phone.evaluate("window.name") == ""
    phone.go_back()
    assert phone.url == f"{desk.origin}/before"


def test_after_sending_nothing_is_shown_and_nothing_sent_twice(desk: Desk, phone: Page) -> None:
    begin(phone, desk)
    tick(phone, "district", "130102")
    list(walk(phone))
    press(phone, "send")
    phone.wait_for_selector("[data-part=stored]")
    assert re.search("Gracias. Su respuesta se guardó", phone.inner_text("main"))
    assert "sesión de diálogo" in phone.inner_text("main")
    assert not re.search("[A-Z0-9]{4}-|código|recibo", phone.inner_text("main"))
    press(phone, "another")
    assert part(phone) == "start"
    phone.reload()
    assert (part(phone), phone.locator("input:checked").count()) == ("start", 0)
    assert len(desk.kept) == 1


def test_a_question_is_read_aloud_only_by_a_voice_of_the_phone(desk: Desk, phone: Page) -> None:
    begin(phone, desk)
    assert not phone.locator("[value=listen]").is_visible()
    phone.add_init_script(VOICES)
    begin(phone, desk)
    press(phone, "listen")
    text, language = phone.evaluate("window.said")
    assert language == "es-US"
    assert "¿En qué distrito vive?" in text
    assert "El Porvenir" in text
    assert "¿Cómo se identifica?" not in text
    begin(phone, desk, "?lang=en")
    assert not phone.locator("[value=listen]").is_visible()


def test_whoever_is_too_young_is_stopped_kindly(desk: Desk, phone: Page) -> None:
    phone.goto(desk.address)
    press(phone, "young")
    said = phone.inner_text("body")
    assert "18 años o más" in said
    assert "Línea 100" in said
    assert not phone.locator("[value=begin]").is_visible()


def test_help_is_one_tap_away_on_every_step(desk: Desk, phone: Page) -> None:
    begin(phone, desk)
    for _ in walk(phone):
        phone.click("section:not([hidden]) a.switch")
        assert phone.evaluate("document.activeElement.href") == "tel:105"
    assert phone.url == desk.address


def test_it_can_be_answered_by_keyboard_alone(desk: Desk, phone: Page) -> None:
    desk.published = every_kind()
    phone.goto(desk.address)
    phone.locator("[value=begin]").focus()
    phone.keyboard.press("Enter")
    seen: list[str] = []
    for _ in range(200):
        if part(phone) != "ask":
            break
        seen.append(str(phone.evaluate("document.activeElement.tagName")))
        phone.keyboard.press("Tab")
        if phone.evaluate("document.activeElement.type") in ("radio", "checkbox"):
            phone.keyboard.press("Space")
        if phone.evaluate("document.activeElement.value") == "next":
            phone.keyboard.press("Enter")
    assert part(phone) == "check"
    assert seen[0] == "FIELDSET"
    phone.locator("[value=send]").focus()
    phone.keyboard.press("Enter")
    phone.wait_for_selector("[data-part=stored]")
    assert dict(desk.kept[0])["one"] in ("a", "b", "_dk", "_refused")


def test_the_names_are_read_in_the_order_in_which_they_stand(desk: Desk, phone: Page) -> None:
    begin(phone, desk)
    heard = phone.locator("body").aria_snapshot()
    order = [
        "Consulta",
        "English",
        "Salir rápido",
        "Usted",
        "Líneas de ayuda",
        "1 de 25 ¿En qué",
        "El Porvenir",
        "Prefiero no responder",
        "Atrás",
        "Siguiente",
        "Policía Nacional",
    ]
    places = [heard.find(words) for words in order]
    assert places == sorted(places) and -1 not in places
    assert 'group "1 de 25 ¿En qué distrito vive?"' in heard


def test_the_script_brings_what_is_needed_and_nothing_that_keeps(desk: Desk) -> None:
    shipped, whole = script_of(desk.published.questionnaire), script_of(every_kind().questionnaire)
    assert "validationMessage" not in shipped
    assert "validationMessage" in whole
    for script in (shipped, whole):
        assert not re.search(r"\beval\b|new Function|cookie|localStorage|import ", script)
