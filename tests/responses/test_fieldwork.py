"""While answers come in: opening, closing, and how many there are, in tens and no closer."""

from datetime import date

import pytest
from flask import Flask
from flask_babel import force_locale

from consult.consultations.published import find, questionnaire_of
from consult.db import db, writing
from consult.questionnaire.document import Questionnaire
from consult.questionnaire.route import asked
from consult.responses.resting import add_to_blocks
from consult.responses.stream import Channel, Stream
from consult.tables.blocks import from_rows
from consult.tables.columns import encode, layout
from tests.cast import Visitor

OPEN, DRAFT = "/staff/consultations/c-open", "/staff/consultations/c-draft"


def answer(house: Flask, way: Channel = "phone", **people: int) -> None:
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
        stream = Stream(consultation.id, 1, way)
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
        one.partition('row">')[2].partition("<")[0].strip(): one.partition('count">')[2].partition(
            "<"
        )[0]
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
    assert rosa.sends(f"{DRAFT}/open").headers["Location"] == f"{DRAFT}/share"
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


def hope_for(house: Flask, **values: object) -> None:
    with house.app_context(), writing() as session:
        consultation = find(session, "c-open")
        for name, value in values.items():
            setattr(consultation, name, value)


def test_what_is_hoped_for_says_where_to_go_next(house: Flask, rosa: Visitor) -> None:
    answer(house, d130102=29, d130103=64, d130112=105)
    hope_for(house, targets={"130102": 120, "130103": 120, "130112": 100})
    page = rosa.sees(f"{OPEN}/answers")
    assert (
        "El Porvenir: 20 de 120. Siguiente: compartir el enlace allí, ir con una tableta o llevar "
        "formularios en papel." in page
    )
    row = {name: page.partition(f'row">{name}')[2].partition("</tr>")[0] for name in figures(page)}
    assert "menos de la mitad" in row["El Porvenir"]
    assert "menos de la mitad" not in row["Florencia de Mora"]
    assert "alcanzado" in row["Alto Trujillo"]
    assert "<progress" not in row["Trujillo"]  # nothing is hoped for there
    for exact in ("29", "64", "105", "198"):
        assert f">{exact}<" not in page
    hope_for(house, targets={"130112": 100}, channels=["paper"])
    assert "Todos los distritos alcanzaron lo que se espera." in rosa.sees(f"{OPEN}/answers")
    hope_for(house, targets={"130101": 50})
    page = rosa.sees(f"{OPEN}/answers")
    assert "Trujillo: menos de 10 de 50. Siguiente: llevar formularios en papel." in page


@pytest.mark.parametrize(
    ("last", "said"),
    [
        (date(2026, 11, 30), "Quedan 7 días, hasta el 30 de noviembre de 2026."),
        (date(2026, 11, 25), "Quedan 2 días"),
        (date(2026, 11, 24), "Hoy es el último día."),
        (date(2026, 11, 23), "Su último día terminó."),
    ],
)
def test_how_many_days_are_left(house: Flask, rosa: Visitor, last: date, said: str) -> None:
    hope_for(house, closes_on=last)
    assert said in rosa.sees(f"{OPEN}/answers")


def test_ways_are_counted_each_by_itself_and_never_by_district(house: Flask, rosa: Visitor) -> None:
    answer(house, d130102=29)
    answer(house, way="assisted", d130102=15, d130103=8)
    page = rosa.sees(f"{OPEN}/answers")
    ways = page.partition("Por medio")[2].partition("</ul>")[0]
    assert [n for n in ways.split("<strong>")[1:] if n] == [
        "20</strong></li><li>Con una tableta que alguien lleva: ",
        "20</strong></li><li>En papel, se digita después: ",
        "menos de 10</strong></li>",
    ]
    assert figures(page)["El Porvenir"] == "40"
    assert "<strong>50</strong>" in page
