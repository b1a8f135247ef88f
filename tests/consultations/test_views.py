"""Pages of facilitators: who sees them, what they do, what they say."""

import json
import re
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from consult.accounts.models import AuditEntry
from consult.consultations.published import find
from consult.db import db, writing
from consult.questionnaire.reading import write_document
from consult.questionnaire.shipped import HELPLINES, shipped
from tests.cast import Visitor

TEXT = {"es": "Hola", "en": "Hello"}
SHOW = "/staff/consultations/c-open"
SETTINGS = f"{SHOW}/settings"
ADDRESSES = [
    SHOW,
    "/staff/consultations/c-draft",
    f"{SHOW}/answers",
    "/staff/consultations/c-draft/answers",
    f"{SHOW}/close",
    f"{SHOW}/releases",
    SETTINGS,
    f"{SHOW}/people",
]


@pytest.mark.parametrize("address", [*ADDRESSES, "/staff/", "/staff/releases"])
def test_staff_see_their_pages_in_both_languages(
    rosa: Visitor, julio: Visitor, address: str
) -> None:
    rosa.sees(address)
    julio.sees(address)


@pytest.mark.parametrize("address", [*ADDRESSES, f"{SHOW}/helplines"])
def test_what_belongs_to_another_programme_does_not_exist(stranger: Visitor, address: str) -> None:
    assert stranger.client.get(address).status_code == 404
    assert "Seguridad" not in stranger.sees("/staff/")


@pytest.mark.parametrize("address", [*ADDRESSES, "/staff/", "/staff/consultations/new"])
def test_without_an_account_there_is_only_the_door(neighbour: Visitor, address: str) -> None:
    answer = neighbour.client.get(address)
    assert answer.headers["Location"].startswith("/staff/sign-in?next=")


def test_the_first_page_names_what_is_open(neighbour: Visitor) -> None:
    page = neighbour.sees("/")
    assert "/c/c-open" in page
    assert "c-draft" not in page


def test_a_facilitator_begins_with_a_shipped_questionnaire(rosa: Visitor, house: Flask) -> None:
    rosa.sees("/staff/consultations/new")
    answer = rosa.sends(
        "/staff/consultations/new",
        source="neighbourhood_safety",
        title_es="Mi barrio",
        districts=["130102", "130103"],
        slug="c-7k2m",
    )
    assert answer.headers["Location"] == "/staff/consultations/c-7k2m"
    page = rosa.sees("/staff/consultations/c-7k2m")
    assert "Mi barrio" in page
    assert "El Porvenir, Florencia de Mora" in page
    with house.app_context():
        entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc())).first()
        assert entry is not None
        assert (entry.actor, entry.verb, entry.object) == (
            "rosa@example.org",
            "consultation.create",
            "c-7k2m",
        )


def test_a_consultation_is_for_whom_its_questionnaire_is_made(rosa: Visitor) -> None:
    rosa.sends("/staff/consultations/new", **new(slug="c-adults"))
    assert "18 años o más" in rosa.sees("/staff/consultations/c-adults")
    questionnaire = replace(shipped()["neighbourhood_safety_short"], minimum_age=14)
    document = json.dumps(write_document(questionnaire)).encode()
    rosa.brings("mine.json", document)
    assert "De 14 a 17 años" in rosa.sees("/staff/consultations/c-file")
    assert "Para adolescentes de 14 a 17 años." in preview(rosa, "c-file")
    assert "Es para personas de 18 años o más." in preview(rosa, "c-adults")


def test_what_was_made_for_adolescents_is_for_them(rosa: Visitor) -> None:
    rosa.sends("/staff/consultations/new", **new(slug="c-new", source="young_people"))
    assert "Para adolescentes de 14 a 17 años." in preview(rosa, "c-new")


def new(**form: str) -> dict[str, object]:
    return {"source": "neighbourhood_safety", "districts": ["130102"]} | form


def preview(rosa: Visitor, slug: str) -> str:
    return rosa.client.get(f"/staff/consultations/{slug}/preview?lang=es").text


def test_a_coordinator_begins_none(julio: Visitor) -> None:
    assert "Nueva consulta" not in julio.sees("/staff/")
    julio.sees("/staff/consultations/new", 403)
    assert julio.sends("/staff/consultations/new", slug="c-mine").status_code == 403


def test_a_draft_names_what_is_doubtful_in_it(rosa: Visitor, house: Flask) -> None:
    assert "solo en español: falta el inglés en 1 texto" in change_draft(
        rosa, house, title={"es": "Mi barrio"}
    )
    review = rosa.sees("/staff/consultations/c-draft/review")
    assert "El inglés no está completo" in review
    assert "Nada impide publicarlo." in review


def test_what_stops_a_draft_is_counted_on_its_page_and_named_once_where_it_is_checked(
    rosa: Visitor, house: Flask
) -> None:
    questions = [{"id": f"q{n}", "kind": "single", "text": TEXT, "options": []} for n in range(40)]
    sections = [{"id": "one", "title": TEXT, "questions": questions}]
    page = change_draft(rosa, house, sections=sections)
    assert re.search(r"Primero hay que corregir 4\d errores\.", page)
    review = "/staff/consultations/c-draft/review"
    assert rosa.sends("/staff/consultations/c-draft/open").headers["Location"] == review
    page = rosa.sees(review)
    assert page.count("La pregunta necesita al menos dos opciones.") == 1
    assert ">P40</a>" in page


def change_draft(rosa: Visitor, house: Flask, **parts: object) -> str:
    """The page of the draft, once parts of its document are others."""
    with house.app_context(), writing() as session:
        consultation = find(session, "c-draft")
        assert consultation is not None
        assert consultation.draft is not None
        consultation.draft = consultation.draft | parts
    return rosa.sees("/staff/consultations/c-draft")


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"source": "file", "districts": ["130102"], "slug": "c-new"}, "Elija el archivo"),
        ({"slug": "c-new"}, "Elija al menos un distrito."),
        ({"districts": ["130102"], "slug": "c-open"}, "La dirección «c-open» ya"),
        ({"districts": ["130102"], "slug": "../etc"}, "La dirección «../etc» no"),
        ({"districts": ["999999"], "slug": "c-new"}, "field-fault"),
        ({"districts": ["130102"], "slug": "c-new", "title_es": "x" * 201}, "field-fault"),
    ],
)
def test_what_cannot_be_is_said_beside_the_form(
    rosa: Visitor, form: dict[str, object], said: str
) -> None:
    full = {"source": "neighbourhood_safety"} | form
    answer = rosa.sends("/staff/consultations/new", **full)
    assert answer.status_code == 200
    assert said in answer.text
    assert 'name="slug"' in answer.text


def test_the_preview_is_the_residents_own_page(rosa: Visitor) -> None:
    answer = rosa.client.get("/staff/consultations/c-draft/preview?lang=es")
    assert "¿En qué distrito vive?" in answer.text
    assert "Salir rápido" in answer.text
    assert "sha256-" in answer.headers["Content-Security-Policy"]


def helplines(**changes: str) -> dict[str, str]:
    form = {
        "lines-0-number": "105",
        "lines-0-name_es": "Policía",
        "lines-0-name_en": "Police",
        "lines-0-about_es": "Emergencias",
        "lines-0-about_en": "",
        "lines-0-hours_es": "24 horas",
        "lines-0-hours_en": "",
        "lines-0-languages_es": "español",
        "lines-0-languages_en": "",
        "lines-0-source": "llamada",
        "lines-0-checked": "2026-11-24",
    }
    return form | {f"lines-0-{name}": value for name, value in changes.items()}


def test_helplines_are_edited_with_the_day_they_were_checked(rosa: Visitor, house: Flask) -> None:
    assert HELPLINES[0]["number"] in rosa.sees(f"{SHOW}/helplines")
    assert rosa.sends(f"{SHOW}/helplines", **helplines()).status_code == 302
    assert "comprobado el 24 de noviembre de 2026" in rosa.sees(SETTINGS)
    with house.app_context():
        consultation = find(db.session(), "c-open")
        assert consultation is not None
        (line,) = consultation.helplines
    assert line["name"] == {"es": "Policía", "en": "Police"}
    assert line["hours"] == {"es": "24 horas", "en": "24 horas"}


def test_a_number_that_nobody_called_is_not_said_to_be_checked(
    rosa: Visitor, neighbour: Visitor
) -> None:
    def said() -> tuple[bool, bool]:
        for_staff, for_all = rosa.sees(SETTINGS), neighbour.sees("/c/c-open/thanks")
        called = "comprobado el 24 de noviembre" in for_staff
        assert called != ("según fuentes públicas, revisadas el" in for_staff)
        return called, "Números comprobados el" in for_all

    shipped_day = HELPLINES[0]["checked"]
    assert said() == (False, False)
    rosa.sends(f"{SHOW}/helplines", **helplines(checked=shipped_day))
    assert said() == (False, False)
    rosa.sends(f"{SHOW}/helplines", **helplines())
    assert said() == (True, True)
    rosa.sends(f"{SHOW}/helplines", **helplines(name_es="Policía Nacional"))
    assert said() == (True, True)


@pytest.mark.parametrize(
    "change",
    [
        {"name_es": ""},
        {"checked": ""},
        {"number": "llame"},
        {"number": "++"},
        {"name_es": "a\0b"},
        {"hours_es": "24\x0b"},
    ],
)
def test_a_helpline_needs_a_number_a_name_and_a_day(rosa: Visitor, change: dict[str, str]) -> None:
    answer = rosa.sends(f"{SHOW}/helplines", **helplines(**change))
    assert answer.status_code == 200
    assert len(re.findall("field-fault", answer.text)) == 1


def test_a_line_without_a_number_is_left_out(rosa: Visitor, house: Flask) -> None:
    assert rosa.sends(f"{SHOW}/helplines", **helplines(number="")).status_code == 302
    assert "Ninguna." in rosa.sees(SETTINGS)


def test_a_post_without_lines_erases_none(rosa: Visitor) -> None:
    rosa.sends(f"{SHOW}/helplines", **helplines())
    assert rosa.sends(f"{SHOW}/helplines").status_code == 200
    assert "Policía" in rosa.sees(SETTINGS)


def test_a_coordinator_edits_no_helplines(julio: Visitor) -> None:
    julio.sees(f"{SHOW}/helplines", 403)
    assert "Editar líneas de ayuda" not in julio.sees(SETTINGS)
