"""What goes into the street: it leads to the right page, and betrays nobody who carries it."""

import io
import re
from datetime import date
from html import unescape

import pytest
import segno
from flask import Flask

from consult.consultations.published import find
from consult.consultations.sharing.missing import missing
from consult.db import db, writing
from consult.questionnaire.reading import with_places
from consult.questionnaire.shipped import TRUJILLO, shipped
from consult.questionnaire.text import LANGUAGES
from tests.cast import Visitor
from tests.responses.paper import kinds

__all__ = ["kinds"]
pytestmark = pytest.mark.parametrize("furnished_url", ["sqlite"], indirect=True)

OPEN, DRAFT = (f"/staff/consultations/{slug}/share" for slug in ("c-open", "c-draft"))
KINDS = "/staff/consultations/c-kinds/share"
SHEETS = ("poster", "cards", "paper")
BETRAYING = re.compile("segur|violen|delit|arma|crim|safe|polic|extors|denunci|Humana", re.I)


def sheet(page: str) -> str:
    """The words of what is printed, without the tools around it."""
    words = re.sub(r"<[^>]*>", " ", "<main" + page.partition("<main")[2])
    return " ".join(unescape(words).split())


def change(house: Flask, slug: str, **columns: object) -> None:
    with house.app_context(), writing() as session:
        consultation = find(session, slug)
        for name, value in columns.items():
            setattr(consultation, name, value)


def retitle(house: Flask, spanish: str) -> None:
    """Another title for the draft, which it has in Spanish alone."""
    with house.app_context(), writing() as session:
        consultation = find(session, "c-draft")
        assert consultation
        assert consultation.draft
        consultation.draft = consultation.draft | {"title": {"es": spanish, "en": ""}}


def test_staff_see_every_page_in_both_languages(rosa: Visitor, julio: Visitor) -> None:
    for address in (OPEN, DRAFT, *(f"{OPEN}/{name}" for name in SHEETS), f"{DRAFT}/paper"):
        rosa.sees(address)
        julio.sees(address)
    assert "/keying" in rosa.sees(OPEN) and "/staff/field/c-open" in rosa.sees(OPEN)
    assert "/keying" not in julio.sees(OPEN)


def test_link_and_codes_lead_to_the_residents_page(rosa: Visitor) -> None:
    page = rosa.sees(OPEN)
    assert '>http://localhost<span class="whole">/c/c-open</span></a>' in page
    code = segno.make("http://localhost/c/c-open", error="m", micro=False)
    for kind, scale in (("svg", 8), ("png", 24)):
        drawn = io.BytesIO()
        code.save(drawn, kind=kind, scale=scale, dark="#1d2433", light="#ffffff")
        shown = rosa.client.get(f"{OPEN}/qr.{kind}?download=1")
        assert shown.data == drawn.getvalue()
        assert shown.mimetype.startswith("image/")
        name = shown.headers["Content-Disposition"]
        assert name == f'attachment; filename="c-open.{kind}"'
    assert rosa.client.get(f"{OPEN}/qr.gif").status_code == 404


def test_before_opening_it_says_what_is_missing_and_marks_every_sheet(
    house: Flask, rosa: Visitor
) -> None:
    change(house, "c-draft", helplines=[])
    retitle(house, "Mi barrio")
    page = rosa.sees(DRAFT)
    for said in ("todavía no está abierta", "líneas de ayuda", "inglés no", "esta computadora"):
        assert said in page
    for name in SHEETS:
        printed = rosa.sees(f"{DRAFT}/{name}")
        assert "Borrador" in sheet(printed)
        assert "Borrador" not in rosa.sees(f"{OPEN}/{name}")
        assert "recién cuando la consulta esté abierta" in printed
    assert "localhost" in sheet(rosa.sees(f"{DRAFT}/poster"))
    assert "/c/c-draft" in sheet(rosa.sees(f"{DRAFT}/poster"))


def test_a_link_that_phones_cannot_reach_is_told(house: Flask) -> None:
    near, open_to_all = "solo funciona en esta computadora", "no es seguro"
    told = {
        "https://consulta.example.pe/": "",
        "http://consulta.example.pe/": open_to_all,
        "https://192.168.1.7:8000/": near,
        "https://[::1]/": near,
        "http://localhost:8000/": near,
        "https://laptop.local/": near,
        "https://laptop/": near,
    }
    with house.test_request_context("/?lang=es"):
        consultation = find(db.session(), "c-open")
        assert consultation
        for base, said in told.items():
            sentences = missing(consultation, f"{base}c/c-open")
            assert len(sentences) == bool(said), base
            assert said in "".join(sentences)


def test_the_poster_says_all_that_a_passer_by_needs(house: Flask, rosa: Visitor) -> None:
    change(house, "c-open", closes_on=date(2026, 12, 31), districts=["130102", "130105"])
    poster = sheet(rosa.sees(f"{OPEN}/poster"))
    for said in (
        "Seguridad en mi barrio, versión corta",
        "Safety in my neighbourhood, short version",
        "Sin nombre",
        "No account",
        "Hasta el 31 de diciembre de 2026.",
        "Until 31 December 2026.",
        "El Porvenir, La Esperanza.",
        "Para personas de 18 años o más.",
        "Si está en un lugar inseguro, ábralo después.",
        "Trujillo",
        "105",
    ):
        assert said in poster
    assert "iolencia" not in poster
    change(house, "c-open", minimum_age=14)
    assert "Para adolescentes de 14 a 17 años." in sheet(rosa.sees(f"{OPEN}/poster"))


def test_what_is_neutral_names_neither_the_subject_nor_who_convenes(
    house: Flask, rosa: Visitor
) -> None:
    change(house, "c-open", helplines=[])  # whose numbers are what they are
    for name in ("poster?neutral=1&", "cards?"):
        for language in LANGUAGES:
            page = rosa.client.get(f"{OPEN}/{name}lang={language}").text
            words = sheet(page).replace("lugar inseguro", "").replace("unsafe place", "")
            assert "Consulta vecinal" in words
            assert not BETRAYING.search(words)
            assert not BETRAYING.search(re.findall("<title>(.*)</title>", page)[0])


def test_there_are_ten_cards_and_none_can_be_told_from_another(rosa: Visitor) -> None:
    cards = re.findall(r"<li>(.*?)</li>", rosa.sees(f"{OPEN}/cards"), re.S)
    assert len(cards) == 10
    assert len({re.sub(r' alt="[^"]*"', "", card) for card in cards}) == 1


def test_a_message_and_its_preview_begin_with_nothing(rosa: Visitor, neighbour: Visitor) -> None:
    page = rosa.sees(OPEN)
    spanish, english = re.findall(r"<textarea[^>]*>(.*?)</textarea>", page, re.S)
    assert spanish.startswith("Hola. Su opinión cuenta") and "/c/c-open " in spanish
    assert english.startswith("Hello. Your opinion counts") and "/c/c-open?lang=en " in english
    assert not BETRAYING.search(spanish + english)
    resident = neighbour.client.get("/c/c-open").text
    assert re.findall("<title>(.*?)</title>", resident) == ["Consulta"]
    head = resident.partition("</head>")[0]
    assert "og:" not in head and 'name="description"' not in head


def test_what_somebody_typed_is_only_words(house: Flask, rosa: Visitor) -> None:
    retitle(house, "<script>alert(1)</script>")
    for name in SHEETS:
        assert "<script>alert" not in rosa.sees(f"{DRAFT}/{name}")
    assert "&lt;script&gt;alert" in rosa.sees(f"{DRAFT}/poster")


def test_what_is_asked_in_spanish_alone_promises_no_english(house: Flask, rosa: Visitor) -> None:
    assert 'lang="en">No account' in rosa.sees(f"{DRAFT}/poster")
    retitle(house, "Mi barrio")
    for name in ("poster", "cards", "paper", "paper?in=en"):
        printed = rosa.client.get(f"{DRAFT}/{name}").text.partition("<main")[2]
        assert 'lang="en"' not in printed.replace('lang="en">Draft', "")
    page = rosa.sees(DRAFT)
    assert page.count("<textarea") == 1
    assert page.count("/share/paper") == 1


def test_how_long_it_takes_is_told_once(house: Flask, rosa: Visitor) -> None:
    poster = sheet(rosa.sees(f"{DRAFT}/poster"))
    neutral = sheet(rosa.client.get(f"{DRAFT}/poster?neutral=1&lang=es").text)
    assert poster.count("minutos") == neutral.count("minutos") == 1
    assert re.search(r"Unos \d+ minutos\. About \d+ minutes\.", neutral)


def test_paper_asks_what_the_phone_asks_under_the_same_numbers(rosa: Visitor) -> None:
    questionnaire = with_places(shipped()["neighbourhood_safety_short"], TRUJILLO)
    for language in LANGUAGES:
        printed = sheet(rosa.client.get(f"{OPEN}/paper?in={language}").text)
        for question in questionnaire.questions:
            assert (
                f" {questionnaire.numbers[question.id]} {question.text.get(language)} " in printed
            )
            for number, option in enumerate(question.options, start=1):
                code = "ABCD"[number - 1] if question.kind == "ranking" else number
                assert f" {code} {option.text.get(language)} " in printed
    both = sheet(rosa.sees(f"{OPEN}/paper"))
    assert " 1 ¿En qué distrito vive? Which district do you live in? " in both


def test_paper_has_a_place_for_every_kind_of_answer_and_none_for_a_name(
    kinds: Flask, rosa: Visitor
) -> None:
    printed = rosa.client.get(f"{KINDS}/paper?in=es&lang=en").text
    assert 'lang="en">' not in printed.partition("<main")[2]
    assert "Solo si respondió «B» a «¿Una?» (pregunta 2)." in printed
    for said in ("No escriba su nombre", "Puede marcar hasta 2.", "Escriba 1 en", "(necesaria)"):
        assert said in printed
    for part in ("paper-grid", "paper-lines", "paper-date", "paper-number", "boxes-ranks"):
        assert len(re.findall(f'class="[^"]*{part}"', printed)) == 1
    assert "c-kinds · versión 1" in printed
    assert "<input" not in printed


def test_where_paper_is_no_way_of_answering_none_is_offered(house: Flask, rosa: Visitor) -> None:
    change(house, "c-open", channels=["phone"])
    assert "/share/paper" not in rosa.sees(OPEN)
