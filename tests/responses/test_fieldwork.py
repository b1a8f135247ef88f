"""While answers come in: opening, closing, and how many there are, in tens and no closer."""

import pytest
from flask import Flask
from flask_babel import force_locale

from consult.consultations.published import find, questionnaire_of
from consult.db import db, writing
from consult.questionnaire.document import Questionnaire
from consult.questionnaire.route import asked
from consult.responses.resting import add_to_blocks
from consult.responses.stream import Stream
from consult.tables.blocks import from_rows
from consult.tables.columns import encode, layout
from tests.cast import Visitor

OPEN, DRAFT = "/staff/consultations/c-open", "/staff/consultations/c-draft"


def answer(house: Flask, **people: int) -> None:
    """Put mixed answers of so many people in each district (`d130102=25`) straight into blocks."""
    with house.app_context(), writing() as session:
        consultation = find(session, "c-open")
        assert consultation is not None
        questionnaire = questionnaire_of(consultation.versions[-1])
        rows = [
            row(questionnaire, district.removeprefix("d"))
            for district, number in people.items()
            for _person in range(number)
        ]
        columns = layout(questionnaire)
        stream = Stream(consultation.id, 1, "phone")
        ring = house.extensions["key_ring"]
        add_to_blocks(ring, session, stream, from_rows(columns, rows), [])


def row(questionnaire: Questionnaire, district: str) -> tuple[int, ...]:
    answers = {"district": district}
    return encode(layout(questionnaire), answers, asked(questionnaire, answers))


def state(house: Flask, slug: str) -> str:
    with house.app_context(), force_locale("es"):
        consultation = find(db.session(), slug)
        assert consultation is not None
        return consultation.state


def figures(page: str) -> dict[str, str]:
    """The table of districts, as words."""
    rows = page.partition("<tbody>")[2].partition("</tbody>")[0].split("<tr>")[1:]
    return {
        one.partition('row">')[2].partition("<")[0]: one.partition('count">')[2].partition("<")[0]
        for one in rows
    }


def test_counts_are_rounded_down_to_tens(house: Flask, rosa: Visitor) -> None:
    answer(house, d130102=29, d130103=20, d130111=9)
    page = rosa.sees(f"{OPEN}/answers")
    assert "<strong>50</strong>" in page
    shown = figures(page)
    assert shown["El Porvenir"] == "20"
    assert shown["Florencia de Mora"] == "20"
    assert shown["Trujillo"] == "menos de 10"
    assert "50 respuestas o más" in rosa.sees("/staff/")


def test_before_the_first_ten_nothing_is_counted(rosa: Visitor) -> None:
    page = rosa.sees(f"{OPEN}/answers")
    assert '<p class="figure">menos de 10</p>' in page
    assert "<table" not in page


def test_each_says_its_address_and_what_comes_next(rosa: Visitor) -> None:
    page = rosa.sees("/staff/")
    assert "/c/c-draft" in page
    assert "los pasos hasta las primeras respuestas" in page
    rosa.sends(f"{OPEN}/close")
    assert f'Sigue: <a href="{OPEN}/releases">' in rosa.sees("/staff/")


def test_a_draft_is_published_and_opened(house: Flask, rosa: Visitor) -> None:
    assert "Publicar y abrir" in rosa.sees(f"{DRAFT}/answers")
    assert rosa.sends(f"{DRAFT}/open").headers["Location"] == DRAFT
    assert state(house, "c-draft") == "open"
    assert "versión 1" in rosa.sees(DRAFT)


def test_closing_says_what_it_means_first(house: Flask, julio: Visitor) -> None:
    assert "No se puede volver a abrir." in julio.sees(f"{OPEN}/close")
    assert state(house, "c-open") == "open"
    julio.sends(f"{OPEN}/close")
    assert state(house, "c-open") == "closed"
    assert "Cerrada el" in julio.sees(f"{OPEN}/answers")


@pytest.mark.parametrize(
    ("address", "said"),
    [(f"{DRAFT}/close", "Solo se puede cerrar"), (f"{OPEN}/open", "La consulta está abierta.")],
)
def test_what_makes_no_sense_changes_nothing(
    house: Flask, rosa: Visitor, address: str, said: str
) -> None:
    before = state(house, "c-open"), state(house, "c-draft")
    rosa.sends(address)
    assert said in rosa.client.get("/staff/account").text
    assert (state(house, "c-open"), state(house, "c-draft")) == before


def test_a_closed_one_stays_closed(house: Flask, rosa: Visitor) -> None:
    rosa.sends(f"{OPEN}/close")
    rosa.sends(f"{OPEN}/open")
    assert state(house, "c-open") == "closed"


def test_opening_and_closing_need_the_token(house: Flask, rosa: Visitor) -> None:
    assert rosa.client.post(f"{OPEN}/close").status_code == 400
    assert rosa.client.post(f"{DRAFT}/open").status_code == 400
    assert state(house, "c-open") == "open"
