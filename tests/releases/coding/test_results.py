"""Themes in results, what they freeze, and what is left when texts are deleted."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from consult.consultations.models import Consultation
from consult.db import db, writing
from consult.questionnaire.text import Text
from consult.releases.coding.counting import counted
from consult.releases.coding.forget import forget_deleted_texts
from consult.releases.coding.models import Coding, DeletedTexts, Quote, Theme
from consult.releases.coding.quoting.quote import propose
from consult.releases.freeze import released
from consult.releases.views import content
from consult.responses.closing import close_to_answers
from consult.responses.models import OpenText
from consult.responses.retention import purge
from consult.tables.audit import prove
from consult.tables.release import EVERYBODY
from tests.cast import Visitor
from tests.releases.coding.scene import (
    OF,
    ONE,
    QUESTION,
    SAID,
    THEMES,
    adds,
    begins,
    reads_everything,
    release,
    saves,
    the_one,
    write,
)

LINES = ["t1", "t2", "_none", "_empty"]


@pytest.fixture
def read(house: Flask, written: Flask, julio: Visitor) -> Flask:
    """Of 320 people 63 wrote, and somebody has read it all: light in 41 of them, work in none."""
    write(house, 200, ["luz"] * 41 + ["nada"] * 19)
    adds(julio, "Iluminación", "Lighting", "luz")
    adds(julio, "Trabajo", "Work")
    with house.app_context(), writing() as session:
        for text in session.scalars(select(OpenText)):
            row = Coding(
                text_id=text.id, consultation_id=text.consultation_id, question=QUESTION, themes=[]
            )
            session.add(row)
        some = session.scalars(select(Coding).limit(41)).all()
        for coding in some:
            coding.themes = ["t1"]
    return house


def the_release(house: Flask):
    with house.app_context():
        found = released(db.session(), the_one(db.session()), 1)
        assert found is not None
        return found


def test_themes_stand_in_results_for_everybody_only(read: Flask, julio: Visitor) -> None:
    release(read, julio)
    results = the_release(read)
    printed = results.question(QUESTION)
    assert prove(results) == []
    assert [line.id for line in printed.lines] == LINES
    assert list(printed.counts) == [EVERYBODY]
    rounded = [row[0] for row in printed.counts[EVERYBODY]]
    for told, true in zip(rounded, (41, 0, 22, 257), strict=True):
        assert abs(told - true) <= printed.deviation
    page = julio.sees(f"{OF}/releases/1/{QUESTION}")
    assert "Iluminación" in page
    assert "No escribió nada o no corresponde" in page
    for name in ("tables.csv", "codebook.csv", "about.json"):
        assert not any(said.encode() in content(results, name, "es") for said in SAID)


def test_what_is_not_read_is_left_out_and_said(read: Flask, julio: Visitor) -> None:
    write(read, 10, ["otra"])
    assert "Los resultados no la incluyen mientras" in julio.sees(f"{OF}/texts")
    assert "mientras queden respuestas por leer" in julio.sees(f"{OF}/releases")
    release(read, julio)
    results = the_release(read)
    assert QUESTION not in [one.id for one in results.questions]
    assert "¿Qué propone" in results.left_out[0].es


def test_a_question_without_themes_is_left_out(written: Flask, julio: Visitor) -> None:
    reads_everything(julio, "none")
    release(written, julio)
    assert QUESTION not in [one.id for one in the_release(written).questions]


def test_what_results_printed_stays(read: Flask, julio: Visitor) -> None:
    release(read, julio)
    assert (
        "Aquí ya no queda nada"
        in julio.client.get(julio.sends(ONE, begin="1", again="1").headers["Location"]).text
    )
    julio.sends(f"{THEMES}/t2/merge", into="t1")
    assert "está en los resultados, y se queda" in julio.client.get(THEMES).text
    with read.app_context():
        assert len(db.session.scalars(select(Theme)).all()) == 2
        assert all(db.session.scalars(select(Coding.printed)))


def test_new_answers_and_new_themes_go_on_after_results(read: Flask, julio: Visitor) -> None:
    release(read, julio)
    write(read, 60, ["luz otra vez"])
    saves(julio, begins(julio), "t1", new_es="Otro tema")
    with read.app_context():
        (themes,) = counted(read.extensions["key_ring"], db.session(), the_one(db.session()))
    assert (themes.counts, themes.read, themes.without) == ((42, 0, 1), 64, 22)


def test_while_results_are_prepared_nothing_counted_changes(read: Flask, julio: Visitor) -> None:
    julio.sends(f"{OF}/releases")
    page = begins(julio, again="1")
    assert "Se están preparando resultados" in saves(julio, page, "t1", "t2").text
    julio.sends(f"{THEMES}/t2/merge", into="t1")
    assert "Se están preparando resultados" in julio.client.get(THEMES).text


def test_deleted_texts_leave_numbers_alone(read: Flask) -> None:
    ring = read.extensions["key_ring"]
    with read.app_context():
        with writing() as session:
            consultation = session.query(Consultation).filter_by(slug="c-text").one()
            text = session.scalars(select(OpenText)).first()
            said = Text("Piden luz", "They ask for light")
            propose(ring, session, "julio@example.org", consultation, text, said)
            before = counted(ring, session, consultation)
            close_to_answers(session, "test", consultation, read.config["CLOCK"]())
        purge(ring, read.config["CLOCK"]().date() + timedelta(days=366))
        forget_deleted_texts()
        session = db.session()
        assert session.scalars(select(Coding)).all() == []
        assert session.scalars(select(Quote)).all() == []
        assert [(row.read, row.without) for row in session.scalars(select(DeletedTexts))] == [
            (63, 22)
        ]
        assert counted(ring, session, the_one(session)) == before
        forget_deleted_texts()
        db.session.rollback()
        assert counted(ring, db.session(), the_one(db.session())) == before
