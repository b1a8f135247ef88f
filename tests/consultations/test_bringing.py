"""A questionnaire from a file: read, told of, confirmed; and given back as a file."""

import io
import json

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import func, select

from consult.consultations.bringing.bring import throw_away_old_files
from consult.consultations.bringing.report import in_runs
from consult.consultations.models import BroughtFile
from consult.db import db
from consult.questionnaire.apart import AT_ONCE, _places
from consult.questionnaire.reading import write_document
from consult.questionnaire.shipped import shipped
from consult.questionnaire.xlsform import read_xlsform
from tests.cast import Visitor
from tests.conftest import Clock

NEW = "/staff/consultations/new"
SHORT = shipped()["neighbourhood_safety_short"]


def document() -> bytes:
    return json.dumps(write_document(SHORT)).encode()


def xlsform(photos: int = 0, label: str = "label::Español (es)") -> bytes:
    """A spreadsheet with one question that is taken over, and so many that cannot be."""
    book = openpyxl.Workbook()
    survey = book.active
    survey.title = "survey"
    survey.append(["type", "name", label])
    survey.append(["integer", "people", "Total"])
    for number in range(photos):
        survey.append(["image", f"photo_{number}", f"Foto {number}"])
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def how_many_kept(house: Flask) -> int | None:
    with house.app_context():
        return db.session.scalar(select(func.count(BroughtFile.id)))


def test_a_file_becomes_a_draft_once_it_is_confirmed(rosa: Visitor, house: Flask) -> None:
    address = rosa.uploads(
        "mine.json", document(), title_es="Mi barrio", districts=["130102", "130103"]
    ).headers["Location"]
    page = rosa.sees(address)
    assert f"<strong>{len(SHORT.questions)}</strong>" in page
    assert "Todo el archivo entra tal como está." in page
    rosa.sees("/staff/consultations/c-file", 404)
    assert rosa.sends(address).headers["Location"] == "/staff/consultations/c-file"
    shown = rosa.sees("/staff/consultations/c-file")
    assert "Mi barrio" in shown
    assert "El Porvenir, Florencia de Mora" in shown
    rosa.sees(address, 404)
    assert how_many_kept(house) == 0


def test_what_a_file_loses_is_told_by_reason_with_its_rows(rosa: Visitor) -> None:
    page = rosa.sees(rosa.uploads("mine.xlsx", xlsform(400)).headers["Location"])
    assert "<strong>1</strong> de 401 preguntas" in page
    left = page.partition("<h2>Quedó fuera")[2].partition("<h2>")[0]
    assert "400 filas" in left
    assert "hoja survey, filas 3–402" in left
    assert left.count("<li>") == 1


def test_nothing_is_kept_of_a_file_that_nobody_wants(
    rosa: Visitor, house: Flask, clock: Clock
) -> None:
    first, second = (rosa.uploads("mine.json", document()).headers["Location"] for _ in "ab")
    assert rosa.sends(first, cancel="1").headers["Location"] == NEW
    rosa.sees(first, 404)
    assert how_many_kept(house) == 1
    clock.pass_(days=1, seconds=1)
    rosa.sees(second, 404)
    assert rosa.sends(second).status_code == 404
    with house.app_context():
        throw_away_old_files(clock.now)
    assert how_many_kept(house) == 0


def test_a_file_is_of_the_person_who_brought_it(
    rosa: Visitor, julio: Visitor, stranger: Visitor, neighbour: Visitor
) -> None:
    address = rosa.uploads("mine.json", document()).headers["Location"]
    julio.sees(address, 403)
    stranger.sees(address, 404)
    assert stranger.sends(address).status_code == 404
    assert neighbour.client.get(address).headers["Location"].startswith("/staff/sign-in")
    rosa.sees("/staff/consultations/brought/%00", 404)


def test_the_name_of_a_file_may_be_anything(rosa: Visitor) -> None:
    odd = rosa.uploads("a\x00\u202e<b>%s.json", document()).headers["Location"]
    assert "a&lt;b&gt;%s.json" in rosa.sees(odd)


@pytest.mark.parametrize(
    ("name", "content"),
    [("x.json", b"{"), ("x.json", b'{"format": 1}'), ("x.xlsx", b"no workbook"), ("x.xlsx", b"PK")],
)
def test_a_file_that_is_none_is_refused_with_its_faults(
    rosa: Visitor, house: Flask, name: str, content: bytes
) -> None:
    answer = rosa.uploads(name, content)
    assert answer.status_code == 200
    assert f"«{name}» no sirve como cuestionario." in answer.text
    assert "<li>" in answer.text.partition("no sirve como cuestionario")[2]
    assert how_many_kept(house) == 0


def test_a_taken_address_is_told_before_and_after(rosa: Visitor) -> None:
    assert "ya está" in rosa.uploads("mine.json", document(), slug="c-open").text
    first, second = (rosa.uploads("mine.json", document()).headers["Location"] for _ in "ab")
    rosa.sends(first)
    refused = rosa.sends(second)
    assert refused.status_code == 200
    assert 'role="alert"' in refused.text


def test_the_language_of_a_file_that_does_not_say_is_chosen(rosa: Visitor) -> None:
    for language, said in (("", "En español."), ("en", "En inglés."), ("es", "En español.")):
        answer = rosa.uploads("mine.xlsx", xlsform(label="label"), language=language)
        assert said in rosa.sees(answer.headers["Location"])


def test_a_third_file_at_once_is_put_off(rosa: Visitor) -> None:
    for _ in range(AT_ONCE):
        _places.acquire()
    try:
        assert "Pruebe otra vez en un minuto" in rosa.uploads("mine.json", document()).text
    finally:
        for _ in range(AT_ONCE):
            _places.release()


def test_the_questionnaire_is_given_back_as_a_file(rosa: Visitor, stranger: Visitor) -> None:
    rosa.brings("mine.json", document())
    for slug in ("c-file", "c-open"):
        form = rosa.client.get(f"/staff/consultations/{slug}/questionnaire.xlsx")
        assert form.headers["Content-Disposition"] == f'attachment; filename="{slug}.xlsx"'
        assert read_xlsform(form.data).questionnaire
        own = rosa.client.get(f"/staff/consultations/{slug}/questionnaire.json")
        assert own.json
        assert own.json["format"] == 1
    assert own.json != write_document(SHORT)
    assert rosa.client.get("/staff/consultations/c-file/questionnaire.pdf").status_code == 404
    assert stranger.client.get("/staff/consultations/c-file/questionnaire.xlsx").status_code == 404


def test_rows_are_told_in_runs() -> None:
    assert in_runs([3, 5, 6, 7, 9]) == "3, 5–7, 9"
    assert in_runs([]) == ""
