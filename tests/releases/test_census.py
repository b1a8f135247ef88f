"""A census is written down, or brought as a file, and the next results are weighted by it."""

import csv
import io
import json

import pytest
from flask import Flask

from consult.accounts.models import AuditEntry
from consult.consultations.published import find
from consult.db import db
from consult.releases.census.models import StoredCensus
from consult.releases.freeze import released
from tests.cast import Visitor
from tests.releases.test_views import OF, ONE, answer, run

HERE = "/staff/consultations/c-open/census"
SOURCE = {"source_es": "INEI, Censos Nacionales", "source_en": "", "year": "2017"}
# Those made up by `answer` chose among the first three of everything.
DISTRICTS = {"130101": "310000", "130102": "190000", "130103": "37000"}
SEXES = {"f": "270,000", "m": "267 000", "x": "-"}


def figures(**roles: dict[str, str]) -> dict[str, str]:
    """The fields of the form as a browser would send them."""
    told = [(role, group, n) for role, margin in roles.items() for group, n in margin.items()]
    return {
        f"figures-{place}-{name}": value
        for place, line in enumerate(told)
        for name, value in zip(("role", "group", "people"), line, strict=True)
    }


def others(districts: dict[str, str]) -> dict[str, str]:
    """With a hyphen for the districts of the province in which nobody was asked."""
    return {f"1301{n:02}": districts.get(f"1301{n:02}", "-") for n in range(1, 13)}


def file(text: str) -> dict[str, object]:
    return {"file": (io.BytesIO(text.encode("utf-8-sig")), "censo.csv")}


def kept(house: Flask) -> StoredCensus | None:
    with house.app_context():
        return db.session.scalar(db.select(StoredCensus))


@pytest.mark.parametrize("who", ["rosa", "julio"])
def test_a_census_is_written_down(house: Flask, who: str, request: pytest.FixtureRequest) -> None:
    visitor = request.getfixturevalue(who)
    assert "Cifras del censo" in visitor.sees(HERE)
    sent = visitor.sends(HERE, **SOURCE, **figures(district=others(DISTRICTS), sex=SEXES))
    assert sent.headers["Location"] == HERE, sent.text
    page = visitor.sees(HERE)
    assert "Guardado: 537,000 personas en total." in page
    assert 'value="270000"' in page
    census = kept(house)
    assert census is not None
    assert (census.source_en, census.year) == ("INEI, Censos Nacionales", 2017)
    assert census.margins["sex"] == {"f": 270000, "m": 267000, "x": None}
    assert census.margins["district"]["elsewhere"] is None
    assert "age" not in census.margins


def test_every_change_is_recorded_with_what_was_before(house: Flask, rosa: Visitor) -> None:
    rosa.sends(HERE, **SOURCE, **figures(sex=SEXES))
    rosa.sends(HERE, **SOURCE, **figures(sex=SEXES))  # the same once more
    rosa.sends(f"{HERE}/remove")
    assert kept(house) is None
    with house.app_context():
        record = db.session.scalars(db.select(AuditEntry).filter_by(verb="census.keep")).all()
        details = [json.loads(entry.detail) for entry in record]
    assert [(d["old"] is None, d["new"] is None) for d in details] == [(True, False), (False, True)]
    assert details[0]["new"]["margins"] == {"sex": {"f": 270000, "m": 267000, "x": None}}


def test_a_file_takes_the_place_of_the_fields(house: Flask, rosa: Visitor) -> None:
    text = "role;group;people\nsexo;mujer;51\nsexo;hombre;49\nsexo;x;-\n"
    sent = rosa.sends(HERE, **SOURCE, **figures(sex=SEXES), **file(text))
    assert sent.status_code == 302
    census = kept(house)
    assert census is not None
    assert census.margins == {"sex": {"f": 51, "m": 49, "x": None}}


def test_the_file_to_fill_in_names_every_category(rosa: Visitor) -> None:
    answer = rosa.client.get(f"{HERE}/census.csv?lang=es")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="c-open-census.csv"'
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))
    assert rows[:2] == [["role", "group", "people"], ["district", "Trujillo", ""]]
    assert {row[0] for row in rows[1:]} == {"district", "sex", "age"}


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (figures(sex=SEXES | {"f": "0"}), "«Mujer» (Sexo) tiene 0 personas"),
        (figures(sex=SEXES | {"f": ""}), "Falta la cifra de «Mujer» (Sexo)."),
        (figures(sex=SEXES | {"f": "-5"}), "tiene una cifra negativa: -5."),
        (figures(sex=SEXES | {"f": "<b>"}), "«&lt;b&gt;» no es un número de personas"),
        (figures(sex=SEXES, district=others(DISTRICTS | {"130101": "9"})), "suma 227,009 personas"),
        (figures(sex=dict.fromkeys("fmx", "")), "No hay ninguna cifra."),
        (figures(income={"low": "1"}), "«income» no es una pregunta que el censo"),
        ({"file": "role,group,people\ndistrict,Lima,1\n"}, "Fila 2: «Lima» no es una categoría"),
        ({"file": "distrito,personas\n"}, "La primera fila del archivo tiene que ser"),
        ({"year": "1066"}, "Escriba un año entre 1940 y 2026."),
        ({"year": "hoy"}, "Escriba un año entre 1940 y 2026."),
        ({"year": ""}, "Escriba el año de las cifras."),
        ({"source_es": " "}, "Escriba de dónde vienen las cifras."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    house: Flask, rosa: Visitor, sent: dict[str, str], said: str
) -> None:
    brought = file(sent["file"]) if "file" in sent else {}
    page = rosa.sends(f"{HERE}?lang=es", **SOURCE | figures(sex=SEXES) | sent | brought)
    assert page.status_code == 200
    assert said in page.text
    assert f'value="{sent.get("figures-1-people", "267 000")}"' in page.text
    assert kept(house) is None


def test_staff_of_another_programme_see_nothing(stranger: Visitor) -> None:
    stranger.sees(HERE, 404)
    assert stranger.sends(f"{HERE}/remove").status_code == 404


def test_a_draft_may_have_its_census_already(rosa: Visitor) -> None:
    page = rosa.sees("/staff/consultations/c-draft/census")
    assert "El Porvenir" in page
    assert "18 a 24 años" in page


def weigh(house: Flask, julio: Visitor, **roles: dict[str, str]) -> str:
    """Make results no. 1 beside a census; its page on who answered."""
    answer(house, 600)
    assert julio.sends(HERE, **SOURCE, **figures(**roles)).status_code == 302
    julio.sends(OF)
    run(house)
    return julio.sees(ONE)


def test_results_are_weighted_and_say_by_what(house: Flask, julio: Visitor) -> None:
    page = weigh(house, julio, sex={"f": "90", "m": "10", "x": "-"})
    assert "Ponderado por sexo (INEI, Censos Nacionales, 2017)" in page
    assert "Faltan respuestas de «Mujer»" in page
    rows = csv.DictReader(
        io.StringIO(julio.client.get(f"{ONE}/files/es/tables.csv").data.decode("utf-8-sig"))
    )
    for row in rows:
        given = row["status"] == "ok" and int(row["base"]) >= 100
        assert (row["weighted_percent"] != "") <= given, row
    assert "Ponderado %" in julio.sees(f"{ONE}/safety_night")
    assert "Ponderado por sexo" in julio.sees("/c/c-open/results")
    about = json.loads(julio.client.get(f"{ONE}/files/es/about.json").data)
    assert "Ponderado por sexo" in about["label"]["es"]
    julio.sends(f"{HERE}/remove")
    with house.app_context():
        consultation = find(db.session(), "c-open")
        assert consultation is not None
        release = released(db.session(), consultation, 1)
        assert release is not None
        assert release.weighting is not None  # what is made keeps its own


def test_where_nobody_answered_weights_are_left_out_and_the_page_says_why(
    house: Flask, julio: Visitor
) -> None:
    page = weigh(house, julio, district=others(DISTRICTS | {"130110": "4000"}))
    assert "Sin ponderar: nadie o casi nadie respondió en «Simbal» (Distrito)." in page
