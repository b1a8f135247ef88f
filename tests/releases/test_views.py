"""Results on pages: made by coordinators, the same tables for staff and for everybody."""

import random
import re

import pytest
from flask import Flask

from consult.consultations.published import find, questionnaire_of
from consult.db import db, writing
from consult.questionnaire.document import Questionnaire
from consult.questionnaire.route import asked
from consult.releases.freeze import prepare
from consult.releases.models import StoredRelease
from consult.responses.resting import add_to_blocks
from consult.responses.stream import Stream
from consult.tables.blocks import from_rows
from consult.tables.columns import encode, layout
from tests.cast import Visitor

OF = "/staff/consultations/c-open/releases"
ONE, QUESTION = f"{OF}/1", f"{OF}/1/safety_night"
PUBLIC = "/c/c-open/results"


def answer(house: Flask, number: int) -> None:
    """Put so many mixed answers straight into blocks."""
    with house.app_context(), writing() as session:
        consultation = find(session, "c-open")
        assert consultation is not None
        questionnaire = questionnaire_of(consultation.versions[-1])
        draw = random.Random(7)
        rows = [row(questionnaire, draw) for _person in range(number)]
        columns, stream = layout(questionnaire), Stream(consultation.id, 1, "phone")
        ring = house.extensions["key_ring"]
        stream.begin_epoch(ring, session.connection())  # as where they had waited
        add_to_blocks(ring, session, stream, from_rows(columns, rows), [])


def row(questionnaire: Questionnaire, draw: random.Random) -> tuple[int, ...]:
    answers = {
        field: draw.choice(question.options[:3]).id
        for question in questionnaire.questions
        if question.kind in ("single", "scale", "place", "grid")
        for field in question.fields
    }
    return encode(layout(questionnaire), answers, asked(questionnaire, answers))


def run(house: Flask) -> None:
    """What the runner would do."""
    with house.app_context():
        stored = db.session.scalars(db.select(StoredRelease)).one()
        ring, number = house.extensions["key_ring"], stored.id
        db.session.rollback()
        prepare(ring, number)


@pytest.fixture
def released(house: Flask, julio: Visitor) -> Visitor:
    """A coordinator who has made results no. 1."""
    answer(house, 120)
    assert julio.sends(OF).headers["Location"] == OF
    run(house)
    return julio


def test_making_says_first_what_it_means(julio: Visitor) -> None:
    page = julio.sees(OF)
    assert "No se pueden rehacer. Los siguientes necesitan 30 respuestas nuevas y 20 % más." in page
    assert "No hay resultados en vivo" in page


def test_while_it_is_made_the_page_comes_back_by_itself(house: Flask, julio: Visitor) -> None:
    answer(house, 120)
    julio.sends(OF)
    page = julio.sees(OF)
    assert "En preparación" in page
    assert '<meta http-equiv="refresh"' in page
    julio.sees(ONE, 404)
    run(house)
    page = julio.sees(OF)
    assert "Listos" in page
    assert "refresh" not in page


def test_too_few_answers_are_refused_with_the_reason(house: Flask, julio: Visitor) -> None:
    answer(house, 3)
    julio.sends(OF)
    run(house)
    page = julio.sees(OF)
    assert "muy pocas respuestas" in page
    assert "Hacer resultados n.º 1" in page
    julio.sees(ONE, 404)


def test_a_rehearsal_makes_nothing(house: Flask, julio: Visitor) -> None:
    assert "Todavía no hay respuestas" in julio.sees(f"{OF}/rehearsal")
    answer(house, 120)
    page = julio.sees(f"{OF}/rehearsal")
    assert "<strong>120</strong>" in page
    assert "Se mostrarían" in page
    assert "Distrito y sexo" in page
    assert "<caption" not in page
    assert re.search(r"El Porvenir, [^<]+ · Florencia de Mora", page) or "grupos</td>" in page
    assert f'href="{OF}#make"' in page
    assert 'id="make"' in julio.sees(OF)
    with house.app_context():
        assert db.session.scalars(db.select(StoredRelease)).all() == []


def test_the_same_tables_for_staff_and_for_everybody(
    released: Visitor, rosa: Visitor, neighbour: Visitor
) -> None:
    def figures(page: str) -> str:
        return "".join(re.findall(r'<table class="figures.*?</table>', page, re.DOTALL))

    for by in ("", "?by=sex", "?by=district*sex"):
        for_staff = released.client.get(f"{QUESTION}{by}").text
        for_all = neighbour.client.get(f"{PUBLIC}/1/safety_night{by}").text
        assert figures(for_staff) == figures(for_all) != ""
    assert figures(rosa.client.get(QUESTION).text) == figures(released.client.get(QUESTION).text)


def test_a_question_is_a_chart_a_table_and_how_to_read_them(released: Visitor) -> None:
    page = released.sees(QUESTION)
    assert "<svg" in page
    assert "Participación voluntaria." in page
    assert "quiere decir entre 0 y" in page
    by_sex = released.client.get(f"{QUESTION}?by=sex").text
    assert "No compare grupos por diferencias menores de 10 puntos" in by_sex


def test_every_page_of_it_can_be_seen_in_both_languages(
    released: Visitor, neighbour: Visitor
) -> None:
    page = released.sees(ONE)
    assert "Quiénes respondieron" in page
    for address in re.findall(rf'href="({ONE}/[\w.]+)"', page):
        released.sees(address)
    public = neighbour.sees(PUBLIC)
    for address in re.findall(rf'href="({PUBLIC}/1/[\w.]+)\?', public):
        neighbour.sees(address)


def test_the_public_page_leads_to_its_parts(released: Visitor, neighbour: Visitor) -> None:
    page = neighbour.sees(PUBLIC)
    parts = re.findall(r'<h2 class="part" id="([\w-]+)"', page)
    assert len(parts) > 2
    assert re.findall(r'<li><a href="#([\w-]+)"', page) == parts


def test_public_pages_set_no_cookie(released: Visitor, neighbour: Visitor) -> None:
    for address in (PUBLIC, f"{PUBLIC}/1/safety_night"):
        assert "Set-Cookie" not in neighbour.client.get(address).headers


def test_before_results_the_public_page_says_so(neighbour: Visitor) -> None:
    assert "Todavía no hay resultados" in neighbour.sees(PUBLIC)
    neighbour.sees("/c/c-draft/results", 404)
    neighbour.sees("/c/nowhere/results", 404)


@pytest.mark.parametrize(
    "address",
    [
        f"{OF}/2",
        f"{ONE}/nothing",
        f"{QUESTION}?by=income",
        f"{PUBLIC}/1/nothing",
        f"{PUBLIC}/9/sex",
    ],
)
def test_what_a_release_does_not_print_does_not_exist(released: Visitor, address: str) -> None:
    assert released.client.get(address).status_code == 404


def test_facilitators_look_but_do_not_make(rosa: Visitor) -> None:
    assert "Hacer resultados" not in rosa.sees(OF)
    rosa.sees(f"{OF}/rehearsal", 403)
    assert rosa.sends(OF).status_code == 403


def test_of_another_programme_nothing_is_seen(released: Visitor, stranger: Visitor) -> None:
    for address in (OF, ONE, QUESTION, f"{ONE}/files/es/tables.csv"):
        assert stranger.client.get(address).status_code == 404
    assert "Resultados n.º 1" not in stranger.sees("/staff/releases")
    assert "Resultados n.º 1" in released.sees("/staff/releases")


def test_a_second_one_is_refused_with_a_sentence(released: Visitor) -> None:
    released.sends(OF)
    assert "Los resultados n.º 2" in released.client.get(OF).text
