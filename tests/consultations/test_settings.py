"""Setting a consultation: what may be changed and until when, and the record of it."""

import json
import re
from datetime import date

from flask import Flask
from sqlalchemy import select

from consult.accounts.models import AuditEntry
from consult.consultations.models import Consultation
from consult.consultations.published import find
from consult.db import db, writing
from tests.cast import Visitor

DRAFT, OPEN = "/staff/consultations/c-draft", "/staff/consultations/c-open"
TRUJILLO = [f"1301{number:02}" for number in range(1, 13)]


def settings(**changed: object) -> dict[str, object]:
    form: dict[str, object] = {
        "opens_on": "",
        "closes_on": "",
        "channels": ["phone", "assisted", "paper"],
        "minimum_age": "18",
    }
    for number, district in enumerate(TRUJILLO):
        form |= {f"targets-{number}-district": district, f"targets-{number}-number": ""}
    return form | {name.replace("__", "-"): value for name, value in changed.items()}


def kept(house: Flask, slug: str = "c-draft") -> Consultation:
    with house.app_context():
        consultation = find(db.session(), slug)
        assert consultation is not None
        return consultation


def record(house: Flask) -> list[tuple[str, str, object]]:
    with house.app_context():
        rows = db.session.scalars(select(AuditEntry).order_by(AuditEntry.seq))
        return [
            (row.actor, row.object, json.loads(row.detail))
            for row in rows
            if row.verb == "consultation.settings"
        ]


def test_days_ways_and_targets_are_set_and_recorded(house: Flask, rosa: Visitor) -> None:
    wish = settings(
        opens_on="2026-11-25",
        closes_on="2026-11-30",
        channels=["paper", "phone"],
        targets__11__number="120",
    )
    assert rosa.sends(f"{DRAFT}/settings", **wish).status_code == 302
    consultation = kept(house)
    assert consultation.opens_on == date(2026, 11, 25)
    assert consultation.closes_on == date(2026, 11, 30)
    assert consultation.channels == ["phone", "paper"]
    assert consultation.targets == {"130112": 120}
    [(actor, slug, detail)] = record(house)
    assert (actor, slug) == ("rosa@example.org", "c-draft")
    assert detail == {
        "opens_on": {"old": None, "new": "2026-11-25"},
        "closes_on": {"old": None, "new": "2026-11-30"},
        "channels": {"old": ["phone", "assisted", "paper"], "new": ["phone", "paper"]},
        "targets": {"old": {}, "new": {"130112": 120}},
    }
    rosa.sends(f"{DRAFT}/settings", **wish)  # nothing differs: nothing more to record
    assert len(record(house)) == 1
    overview = rosa.sees(DRAFT)
    assert "abre el 25 de noviembre de 2026" in overview
    assert "cierra para siempre después del 30 de noviembre de 2026" in overview


IMPOSSIBLE: list[tuple[dict[str, object], str]] = [
    ({"opens_on": "2026-11-23"}, "Elija hoy o un día posterior."),
    ({"closes_on": "2026-11-23"}, "Elija hoy o un día posterior."),
    ({"opens_on": "2026-12-02", "closes_on": "2026-12-01"}, "El último día es anterior"),
    ({"opens_on": "mañana"}, "field-fault"),
    ({"channels": []}, "Deje al menos un medio"),
    ({"channels": ["pigeon"]}, "field-fault"),
    ({"minimum_age": "14"}, "es para personas adultas"),
    ({"minimum_age": "13"}, "field-fault"),
    ({"targets__0__number": "-1"}, "field-fault"),
    ({"targets__0__number": "12.5"}, "field-fault"),
    ({"targets__0__number": "9" * 40}, "field-fault"),
    ({"targets__0__number": "x<script>"}, "field-fault"),
]


def test_what_cannot_be_is_said_and_nothing_is_saved(house: Flask, rosa: Visitor) -> None:
    for wish, said in IMPOSSIBLE:
        answer = rosa.sends(f"{DRAFT}/settings", **settings(**wish))
        assert answer.status_code == 200, wish
        assert said in answer.text, wish
        assert "<script>" not in answer.text
    assert record(house) == []


def test_a_target_of_somewhere_else_is_none(house: Flask, rosa: Visitor) -> None:
    wish = settings(targets__0__district="150101", targets__0__number="10")
    rosa.sends(f"{DRAFT}/settings", **wish)
    assert kept(house).targets == {}


def test_what_is_open_keeps_its_districts_its_age_and_its_beginning(
    house: Flask, rosa: Visitor
) -> None:
    page = rosa.sees(f"{OPEN}/settings")
    assert "Los distritos son parte de la versión publicada" in page
    assert "Quienes ya respondieron lo hicieron con esta edad" in page
    assert 'name="opens_on"' not in page
    assert "Cambiar distritos" not in page
    answer = rosa.sends(f"{OPEN}/settings/districts", districts=["130102"])
    assert "Los distritos son parte de la versión publicada" in answer.text
    rosa.sends(f"{OPEN}/settings", **settings(minimum_age="14", opens_on="2026-12-24"))
    consultation = kept(house, "c-open")
    assert consultation.districts == TRUJILLO
    assert (consultation.minimum_age, consultation.opens_on) == (18, None)
    rosa.sends(f"{OPEN}/settings", **settings(closes_on="2026-11-24"))
    assert kept(house, "c-open").closes_on == date(2026, 11, 24)
    rosa.sends(f"{OPEN}/close")
    assert 'name="closes_on"' not in rosa.sees(f"{OPEN}/settings")


def test_a_coordinator_reads_the_settings_and_changes_none(house: Flask, julio: Visitor) -> None:
    page = julio.sees(f"{DRAFT}/settings")
    assert "18 años o más" in page
    assert "Guardar ajustes" not in page
    assert julio.sends(f"{DRAFT}/settings", **settings(closes_on="2026-12-01")).status_code == 403
    assert record(house) == []


def ticked(page: str) -> list[str]:
    return re.findall(r'<input checked[^>]*name="districts"[^>]*value="(\d+)"', page)


def test_districts_are_looked_for_and_added_without_a_script(house: Flask, rosa: Visitor) -> None:
    address = f"{DRAFT}/settings/districts"
    assert ticked(rosa.sees(address)) == TRUJILLO
    none = rosa.sends(address, districts=TRUJILLO, look="none").text
    assert ticked(none) == []
    found = rosa.sends(address, districts=["130102"], find="santa rosa", look="search").text
    assert ticked(found) == ["130102"]
    assert "Santa Rosa (Chiclayo)" in found
    assert "Santa Rosa (Lima)" in found
    rosa.sends(address, districts=["130102"], find="surco")  # the key for a new line
    assert kept(house).districts == TRUJILLO
    assert ticked(rosa.sends(address, districts=["150101"], look="province").text) == [
        *TRUJILLO,
        "150101",
    ]
    assert rosa.sends(address, districts=["150139", "140114"]).status_code == 302
    assert kept(house).districts == ["140114", "150139"]
    assert "Santa Rosa (Chiclayo), Santa Rosa (Lima)" in rosa.sees(DRAFT)
    assert "Ningún distrito coincide." in rosa.sends(address, find="xyz", look="search").text


def test_only_districts_of_peru_are_districts(house: Flask, rosa: Visitor) -> None:
    for chosen in (["999999"], ["130102", "' or 1"], []):
        answer = rosa.sends(f"{DRAFT}/settings/districts", districts=chosen)
        assert answer.status_code == 200
        assert "field-fault" in answer.text
    assert kept(house).districts == TRUJILLO


def test_a_district_that_goes_takes_its_target_along(house: Flask, rosa: Visitor) -> None:
    with house.app_context(), writing() as session:
        consultation = find(session, "c-draft")
        assert consultation is not None
        consultation.targets = {"130101": 10, "130112": 20}
    rosa.sends(f"{DRAFT}/settings/districts", districts=["130112"])
    assert kept(house).targets == {"130112": 20}


def test_the_search_answers_staff(rosa: Visitor, neighbour: Visitor) -> None:
    found = rosa.client.get("/staff/districts?q=alto truj").json
    assert found == {
        "districts": [{"id": "130112", "name": "Alto Trujillo", "where": "Trujillo, La Libertad"}]
    }
    assert neighbour.client.get("/staff/districts?q=alto").status_code == 302
