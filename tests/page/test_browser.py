"""The page without a script: one long form, a page before sending, and the same fields."""

import pytest
from playwright.sync_api import Browser, Page

from consult.questionnaire.text import LANGUAGES, Language
from tests.page.desk import ADDRESS, Desk
from tests.page.looks import axe, is_behind_the_bar, runs_off_the_side, too_small
from tests.page.paper import every_kind

pytestmark = pytest.mark.browser

SCREENS = {"phone": (360, 640), "desk": (1280, 800)}
SENDS = "form > .main"


def without_its_script(page: Page) -> None:
    """Axe needs scripts; the page's own is taken away."""

    def bare(route) -> None:
        reply = route.fetch()
        head, _, rest = reply.text().partition('<script type="module">')
        route.fulfill(response=reply, body=head + rest.partition("</script>")[2])

    page.route(f"**{ADDRESS}*", bare)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_long_form_is_open_to_everybody(
    browser: Browser, desk: Desk, language: Language, screen: str, scheme: str
) -> None:
    width, height = SCREENS[screen]
    with browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        bypass_csp=True,
    ) as context:
        page = context.new_page()
        without_its_script(page)
        page.goto(f"{desk.address}?lang={language}")
        assert axe(page) == []
        page.fill("[name=proposal]", "x")
        page.check("input[name=victim][value=none]", force=True)
        page.check("input[name=victim][value=theft]", force=True)
        send(page, SENDS)
        assert page.locator(".summary").count() == 1
        assert axe(page) == []
        page.uncheck("input[name=victim][value=none]", force=True)
        send(page, SENDS)
        assert page.locator("dl").count() > 1
        assert axe(page) == []
        send(page, ".pair .main")
        assert axe(page) == []


def send(page: Page, button: str) -> None:
    """Press a button and wait for the page that answers."""
    with page.expect_navigation():
        page.click(button)


def test_the_check_itself_is_awake(browser: Browser) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.set_content("<input><p style='color: #ccc; background: #fff'>pale</p>")
        assert {"label", "color-contrast", "html-has-lang"} <= {found[0] for found in axe(page)}


def test_a_whole_answer_without_a_script(desk: Desk, still: Page) -> None:
    still.goto(desk.address)
    still.get_by_text("El Porvenir", exact=True).click()
    still.locator("[name=safety_night][value=unsafe]").check()
    still.select_option("[name='trust.police']", "little")
    still.select_option(".places select >> nth=0", "youth")
    still.select_option(".places select >> nth=1", "arms")
    still.fill("[name=proposal]", "Más luz\ny árboles")
    send(still, ".switch")
    assert still.locator("html").get_attribute("lang") == "en"
    assert still.locator("input[name=district][value='130102']").is_checked()
    send(still, SENDS)
    assert "El Porvenir" in still.locator("dl").first.inner_text()
    send(still, "button[name=_edit]")
    assert still.input_value("[name=proposal]") == "Más luz\ny árboles"
    still.locator("[name=sex][value=f]").check()
    send(still, SENDS)
    assert desk.kept == []
    send(still, ".pair .main")
    [kept] = desk.kept
    assert sorted(kept) == [
        ("district", "130102"),
        ("priorities", "arms"),
        ("priorities", "youth"),
        ("proposal", "Más luz\r\ny árboles"),
        ("safety_night", "unsafe"),
        ("sex", "f"),
        ("trust.police", "little"),
    ]
    assert kept.index(("priorities", "youth")) < kept.index(("priorities", "arms"))


def test_enter_in_a_field_does_not_change_the_language(desk: Desk, still: Page) -> None:
    desk.published = every_kind()
    still.goto(f"{desk.address}?lang=es")
    still.fill("[name=people]", "x")
    still.check("input[name=one][value=b]", force=True)
    with still.expect_navigation():
        still.press("[name=people]", "Enter")
    assert still.locator("html").get_attribute("lang") == "es"
    assert still.locator(".summary a").get_attribute("href") == "#a-people"
    assert still.input_value("[name=people]") == "x"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_target_is_large_enough_for_a_thumb(
    desk: Desk, phone: Page, language: Language
) -> None:
    without_its_script(phone)
    phone.goto(f"{desk.address}?lang={language}")
    assert too_small(phone) == []


@pytest.mark.parametrize("text", ["100%", "112.5%", "225%"])
@pytest.mark.parametrize("width", [320, 360, 768])
def test_nothing_runs_off_the_side(desk: Desk, phone: Page, width: int, text: str) -> None:
    phone.set_viewport_size({"width": width, "height": 640})
    without_its_script(phone)
    phone.goto(desk.address)
    phone.evaluate(f"document.documentElement.style.fontSize = '{text}'")
    assert not runs_off_the_side(phone)


@pytest.mark.parametrize("width", [320, 360, 1280])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_bar_stays_one_line(desk: Desk, phone: Page, language: Language, width: int) -> None:
    phone.set_viewport_size({"width": width, "height": 640})
    phone.goto(f"{desk.address}?lang={language}")
    bar = phone.locator(".bar").bounding_box()
    assert bar
    assert bar["height"] <= 72


def test_the_bar_never_covers_what_has_the_focus(desk: Desk, phone: Page) -> None:
    without_its_script(phone)
    phone.goto(desk.address)
    phone.locator("[name=proposal]").focus()
    for _ in range(40):
        phone.keyboard.press("Shift+Tab")
        assert not is_behind_the_bar(phone), phone.evaluate("document.activeElement.outerHTML")


def test_the_fault_leads_to_its_question(desk: Desk, phone: Page) -> None:
    without_its_script(phone)
    phone.goto(desk.address)
    for option in ("theft", "none"):
        phone.check(f"input[name=victim][value={option}]", force=True)
    send(phone, SENDS)
    assert phone.evaluate("document.activeElement.className") == "summary"
    phone.click(".summary a")
    assert phone.evaluate("document.activeElement.name") == "victim"
    assert not is_behind_the_bar(phone)


def test_who_comes_back_after_leaving_finds_an_empty_form(desk: Desk, still: Page) -> None:
    still.route("https://www.google.com.pe/", lambda route: route.fulfill(body="elsewhere"))
    still.goto(desk.address)
    still.locator("[name=sex][value=f]").check()
    still.fill("[name=proposal]", "un secreto")
    send(still, ".exit")
    assert "elsewhere" in still.content()
    still.go_back()
    assert still.locator("input:checked").count() == 0
    assert still.input_value("[name=proposal]") == ""


def test_nothing_is_asked_of_anybody_else(desk: Desk, phone: Page) -> None:
    asked: list[str] = []
    said: list[str] = []
    phone.on("request", lambda request: asked.append(request.url))
    phone.on("console", lambda message: said.append(message.text))
    phone.goto(desk.address)
    assert [url for url in asked if not url.startswith("data:")] == [desk.address]
    assert said == []
    assert phone.context.cookies() == []
    assert phone.evaluate("getComputedStyle(document.querySelector('.exit')).color") == (
        "rgb(251, 249, 245)"
    )
