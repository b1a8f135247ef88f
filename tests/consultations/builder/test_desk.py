"""The desk in a real browser: ten questions from nothing, by mouse, by keys and by pasting."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from playwright.sync_api import Browser, Dialog, Page, expect

from consult.consultations.builder.drafting import draft_of, keep
from consult.consultations.by_slug import the_same
from consult.consultations.published import find
from consult.db import db, writing
from consult.questionnaire.document import Questionnaire
from consult.questionnaire.editing import replaced
from consult.questionnaire.text import Text
from tests.field.tablet import AXE, sign_in
from tests.staff_browser import serving

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("furnished_url", ["sqlite"], indirect=True),  # test_views meets both
]
HERE = "/staff/consultations/c-draft"
FOUND = """async () => (await axe.run(document, {iframes: false, runOnly: ["wcag2a", "wcag2aa",
  "wcag21a", "wcag21aa", "wcag22aa"]})).violations.map(v => [v.id, v.nodes.map(n => n.html)])"""


@pytest.fixture
def served(house: Flask) -> Iterator[str]:
    with serving(house) as address:
        yield address


@pytest.fixture
def page(browser: Browser, served: str) -> Iterator[Page]:
    """Rosa at her laptop. Whatever the console complains of fails the test."""
    with browser.new_context(viewport={"width": 1366, "height": 768}, locale="es-PE") as context:
        page = context.new_page()
        complaints: list[str] = []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: said.type == "error" and complaints.append(said.text))
        sign_in(page, served)
        page.goto(f"{served}{HERE}/builder/sex")
        yield page
        # What a refused or lost request leaves in the console is no fault of the page.
        assert [c for c in complaints if not c.startswith(("Failed to load", "htmx:"))] == []


def draft(house: Flask) -> Questionnaire:
    with house.app_context():
        consultation = find(db.session(), "c-draft")
        assert consultation is not None
        return draft_of(consultation)


def saved(page: Page) -> None:
    """Wait until nothing is left to be saved."""
    page.wait_for_function("() => !document.querySelector('.htmx-request, .htmx-settling')")
    expect(page.locator("#status")).to_contain_text("Guardado")


def option(page: Page, number: int, language: str = "es") -> str:
    return f"[data-list=options] .line:nth-child({number}) input[lang={language}]"


def paste(page: Page, words: str) -> None:
    page.evaluate(
        """(words) => {
          const data = new DataTransfer();
          data.setData("text/plain", words);
          const paste = {clipboardData: data, bubbles: true, cancelable: true};
          document.activeElement.dispatchEvent(new ClipboardEvent("paste", paste));
        }""",
        words,
    )


def drag_question(page: Page, what: str, where: str, section: str) -> None:
    """As a hand does it: the question makes its way before it is let go."""
    boxes = [page.locator(f"li[data-id={id_}] .entry").bounding_box() for id_ in (what, where)]
    box, there = (found for found in boxes if found)
    page.mouse.move(box["x"] + 60, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(box["x"] + 62, box["y"] + 30, steps=4)
    landed = page.locator(f"ol[data-section={section}] li[data-id={what}]")
    for tremble in range(100):
        page.mouse.move(there["x"] + 60 + tremble % 3, there["y"] + there["height"] - 6, steps=4)
        if landed.count():
            break
    expect(landed).to_be_visible()
    with page.expect_response("**/order"):
        page.mouse.up()


def test_what_is_typed_is_saved_and_stands_on_the_phone(page: Page, house: Flask) -> None:
    phone = page.frame_locator("#phone")
    expect(phone.locator("legend:visible")).to_contain_text(draft(house).by_id["sex"].text.es)
    page.fill("[name=text_es]", "¿Cómo se ve usted?")
    expect(phone.locator("legend:visible")).to_contain_text("¿Cómo se ve usted?")
    saved(page)
    expect(page.locator(".entry[aria-current]")).to_contain_text("¿Cómo se ve usted?")
    assert draft(house).by_id["sex"].text.es == "¿Cómo se ve usted?"
    page.get_by_role("button", name="Deshacer").click()
    expect(page.locator("[name=text_es]")).not_to_have_value("¿Cómo se ve usted?")
    page.fill("[name=text_es]", "Escrito a última hora")
    page.get_by_role("link", name="¿Qué edad tiene?").click()  # before it was saved by itself
    expect(page.locator("[name=text_es]")).to_have_value("¿Qué edad tiene?")
    assert draft(house).by_id["sex"].text.es == "Escrito a última hora"


def test_ten_questions_by_keys_alone(page: Page, house: Flask) -> None:
    page.locator("[name=text_es]").focus()
    for number in range(10):
        page.keyboard.press("Control+Enter")
        expect(page.locator("[name=text_es]")).to_have_value("")
        expect(page.locator("[name=text_es]")).to_be_focused()
        page.keyboard.type(f"¿Pregunta {number}?")
    saved(page)
    page.locator(option(page, 1)).focus()
    page.keyboard.type("Sí")
    page.keyboard.press("Enter")
    page.keyboard.type("No")
    page.keyboard.press("Enter")
    page.locator(option(page, 2)).focus()
    saved(page)
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator(option(page, 1))).to_have_value("No")
    expect(page.locator(option(page, 1))).to_be_focused()
    saved(page)
    page.keyboard.press("Alt+Shift+ArrowUp")
    saved(page)
    page.keyboard.press("Control+Shift+D")
    expect(page.locator(".entry[aria-current]")).to_contain_text("¿Pregunta 9?")
    saved(page)
    page.keyboard.press("Control+Shift+Backspace")
    saved(page)
    asked = [q.text.es for q in draft(house).sections[0].questions]
    new = [words for words in asked if words.startswith("¿Pregunta")]
    assert new == [f"¿Pregunta {number}?" for number in (0, 1, 2, 3, 4, 5, 6, 7, 9, 8)]
    last = next(q for q in draft(house).questions if q.text.es == "¿Pregunta 9?")
    assert [(o.id, o.text.es) for o in last.options] == [("no", "No"), ("si", "Sí")]


def test_questions_by_mouse_and_a_condition(page: Page, house: Flask) -> None:
    page.get_by_role("button", name="Añadir pregunta").click()
    expect(page.locator("[name=text_es]")).to_have_value("")
    page.fill("[name=text_es]", "¿Qué propone?")
    page.fill("[name=text_en]", "What do you propose?")
    page.select_option("[name=kind]", "multiple")
    expect(page.locator(".alone").first).to_be_visible()
    page.locator(option(page, 1)).click()
    paste(
        page,
        "1. Más luz\\tMore light\\n2. Más serenazgo\\n3. Ninguna\\n".replace("\\t", "\t").replace(
            "\\n", "\n"
        ),
    )
    expect(page.locator(option(page, 2))).to_have_value("Más serenazgo")
    expect(page.locator(option(page, 1, "en"))).to_have_value("More light")
    page.get_by_role("button", name="Mostrar solo si…").click()
    page.select_option("[name=conditions-0-field]", "district")
    saved(page)
    page.select_option("[name=conditions-0-test]", "is")
    page.locator(".chip", has_text="El Porvenir").click()
    saved(page)
    expect(page.locator("#not-asked")).to_be_visible()
    grip = page.locator("[data-list=options] .line:nth-child(3) .grip")
    grip.drag_to(page.locator("[data-list=options] .line:nth-child(1) .grip"))
    expect(page.locator(option(page, 1))).to_have_value("Ninguna")
    saved(page)
    made = draft(house).by_id["q"]
    assert (made.options[0].text.es, made.options[0].exclusive) == ("Ninguna", True)
    assert "130102" in str(made.when)


def test_a_question_is_dragged_even_while_words_are_being_saved(page: Page, house: Flask) -> None:
    page.fill("[name=text_es]", "Con prisa")
    drag_question(page, "age", "safety_night", "neighbourhood")
    page.wait_for_function("() => !document.querySelector('.htmx-request')")
    saved(page)
    assert draft(house).by_id["sex"].text.es == "Con prisa"
    assert "age" in [question.id for question in draft(house).sections[1].questions]


def test_nobody_overwrites_silently_and_nothing_is_lost(page: Page, house: Flask) -> None:
    with house.app_context(), writing() as session:
        here = the_same(session, "c-draft")
        old = draft_of(here)
        theirs = replace(old.by_id["sex"], text=Text("Lo de Julio", "Julio's"))
        keep(
            session,
            "julio@example.org",
            here,
            replaced(old, theirs),
            house.config["CLOCK"](),
            "sex",
        )
    page.fill("[name=text_es]", "Lo de Rosa")
    expect(page.locator("#desk [role=alert]")).to_contain_text("julio@example.org")
    expect(page.locator("[name=text_es]")).to_have_value("Lo de Rosa")
    assert draft(house).by_id["sex"].text.es == "Lo de Julio"
    page.get_by_role("button", name="Guardar lo mío").click()
    expect(page.locator("#desk [role=alert]")).to_have_count(0)
    assert draft(house).by_id["sex"].text.es == "Lo de Rosa"


def test_without_a_network_it_goes_on_trying(page: Page, house: Flask) -> None:
    page.route("**/builder/sex", lambda route: route.abort())
    page.fill("[name=text_es]", "Sin conexión")
    expect(page.locator("#status")).to_contain_text("Todavía sin guardar")
    page.on("dialog", Dialog.accept)
    page.unroute("**/builder/sex")
    saved(page)
    assert draft(house).by_id["sex"].text.es == "Sin conexión"


def test_a_lost_session_loses_no_words(page: Page) -> None:
    page.context.clear_cookies()
    page.fill("[name=text_es]", "Sin sesión")
    expect(page.locator("#status")).to_contain_text("Su sesión se cerró")
    expect(page.locator("[name=text_es]")).to_have_value("Sin sesión")


def test_a_try_out_on_the_phone_ends_without_storing(page: Page) -> None:
    phone = page.frame_locator("#phone")
    for _ in range(40):
        if phone.locator("[value=send]").is_visible():
            break
        phone.locator("[value=begin]:visible, [value=next]:visible").click()
    phone.locator("[value=send]").click()
    expect(phone.locator("#said")).to_contain_text("No se guardó nada")


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("width", [1366, 360])
def test_the_pages_are_for_everybody(page: Page, served: str, language: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 768})
    for address in ("builder/victim", "builder/_start", "bank", "paste", "review"):
        page.goto(f"{served}{HERE}/{address}?lang={language}")
        page.evaluate(AXE)
        assert page.evaluate(FOUND) == [], address
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address


TEN = "\n".join(f"{n}. ¿Pregunta {n}?\tQuestion {n}?\na) Sí\tYes\nb) No\tNo" for n in range(1, 11))


@pytest.mark.parametrize("language", ["es", "en"])
def test_from_nothing_to_an_open_consultation(page: Page, served: str, language: str) -> None:
    spanish = language == "es"
    page.goto(f"{served}/staff/consultations/new?lang={language}")
    page.check("input[value=blank]")
    page.fill("#title_es", "Diez preguntas")
    page.fill("#title_en", "Ten questions")
    page.get_by_role("button", name="Crear" if spanish else "Create").click()
    page.get_by_role("link", name="Cuestionario" if spanish else "Questionnaire").first.click()
    page.get_by_role("link", name="Pegar preguntas" if spanish else "Paste questions").click()
    page.fill("#questions", TEN)
    page.get_by_role("button", name="Ver qué sale" if spanish else "See what comes of it").click()
    page.get_by_role("button", name="Añadir 10" if spanish else "Add 10").click()
    expect(page.locator(".entry-number")).to_have_count(13)  # and district, sex, age
    phone = page.frame_locator("#phone")
    expect(phone.locator("legend:visible")).to_contain_text("1?")
    for _ in range(10):
        phone.locator("label:visible").first.click()
        phone.locator("[value=next]:visible").click()
    phone.locator("[value=send]").click()
    expect(phone.locator("#said")).to_contain_text("No se guardó" if spanish else "Nothing was")
    page.get_by_role("link", name="Publicar versión 1" if spanish else "Publish version 1").click()
    page.get_by_role("button", name="Publicar y abrir" if spanish else "Publish and open").click()
    expect(page.locator("[role=status]")).to_contain_text("abierta" if spanish else "is open")
