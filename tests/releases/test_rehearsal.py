"""Before the first results: what would be hidden, with real answers and with made-up ones, and the
categories that are merged so that less is."""

import json
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from sqlalchemy import select

from consult.accounts.models import AuditEntry
from consult.consultations.published import find
from consult.db import db, writing
from consult.releases.freeze import released
from consult.releases.models import StoredRelease
from tests.cast import Visitor, check
from tests.releases.test_views import OF, answer, run

REHEARSAL, CATEGORIES = f"{OF}/rehearsal", f"{OF}/categories"
DRAFT = OF.replace("c-open", "c-draft")


def simulates(visitor: Visitor, expected: object, address: str = REHEARSAL) -> str:
    """The rehearsal with so many made-up answers, in Spanish; the English one is sound too."""
    for language in ("en", "es"):
        query = {"expected": str(expected), "lang": language}
        answer = visitor.client.get(address, query_string=query)
        check(answer, language)
    return answer.text


def grouped(**groups: str) -> dict[str, object]:
    """A form in which these options of a question are in group A, by ``question="a b"``."""
    return {f"{name}.{one}": "A" for name, ids in groups.items() for one in ids.split()}


def records(house: Flask) -> list[object]:
    with house.app_context():
        rows = db.session.scalars(select(AuditEntry).filter_by(verb="release.categories"))
        return [json.loads(row.detail) for row in rows]


def test_made_up_answers_tell_before_there_are_any(house: Flask, julio: Visitor) -> None:
    page = simulates(julio, 300)
    assert "Ensayo con 300 respuestas simuladas" in page
    assert "nadie las dio" in page
    assert "Salaverry" in page
    assert "No se muestra: menos de 20" in page
    with house.app_context():
        assert db.session.scalars(select(StoredRelease)).all() == []


def test_made_up_answers_go_where_they_are_hoped_for(house: Flask, julio: Visitor) -> None:
    with house.app_context(), writing() as session:
        consultation = find(session, "c-open")
        assert consultation
        consultation.targets = {"130102": 200, "130109": 150, "130106": 10}
    page = julio.sees(REHEARSAL)
    assert 'value="360"' in page
    page = simulates(julio, 360)
    hidden = re.findall(r"No se muestra: menos de 20</th>\s*<td>([^<]*)</td>", page)
    assert "Poroto" not in hidden[0].replace("Víctor Larco", "")
    assert "El Porvenir" not in hidden[0]
    assert "Salaverry" not in hidden[0]


@pytest.mark.parametrize("expected", ["", "0", "-3", "many", "1000001", "1e3", "3.5"])
def test_a_number_that_cannot_be_is_told(julio: Visitor, expected: str) -> None:
    page = simulates(julio, expected)
    assert "Escriba un número entero entre 1 y 1,000,000." in page
    assert "simuladas</h2>" not in page


def test_too_few_expected_are_told(julio: Visitor) -> None:
    assert "muy pocas respuestas" in simulates(julio, 5)


def test_a_draft_can_be_rehearsed_with_made_up_answers(julio: Visitor) -> None:
    assert f'href="{DRAFT}/rehearsal"' in julio.sees(DRAFT)
    page = julio.sees(f"{DRAFT}/rehearsal")
    assert "Todavía no hay nada publicado" in page
    assert "Unir categorías" not in page
    assert "El Porvenir" in simulates(julio, 500, f"{DRAFT}/rehearsal")
    assert julio.client.get(f"{DRAFT}/categories").status_code == 302


def test_advice_leads_to_the_categories_ready_to_save(julio: Visitor) -> None:
    page = simulates(julio, 300)
    [address] = [a for a in re.findall(r'href="([^"]+categories\?[^"]+)"', page) if "district" in a]
    proposal = parse_qs(urlsplit(address.replace("&amp;", "&")).query)
    ids = proposal["district"][0].split("+")
    assert len(ids) > 2
    form = julio.client.get(address.replace("&amp;", "&")).text
    for one in ids:
        assert re.search(
            rf'name="district.{one}".*?<option value="A" selected>', form, re.DOTALL
        ), one
    julio.sends(CATEGORIES, **grouped(district=" ".join(ids)))
    again = simulates(julio, 300)
    assert "categories?district" not in again


def test_merged_categories_stand_in_the_results(house: Flask, julio: Visitor) -> None:
    julio.sends(CATEGORIES, **grouped(age="25_34 18_24", safety_night="very_unsafe unsafe"))
    answer(house, 120)
    julio.sends(OF)
    run(house)
    with house.app_context():
        consultation = find(db.session(), "c-open")
        assert consultation
        release = released(db.session(), consultation, 1)
    assert release
    assert release.breakdown("age").groups[0].text.es == "18 a 34 años"
    [(old, new)] = [(record["old"], record["new"]) for record in records(house)]  # type: ignore[index]
    assert old == {}
    assert list(new) == ["age", "safety_night"]


REFUSED: list[tuple[dict[str, object], str]] = [
    (grouped(district="130102"), "un grupo necesita dos opciones o más"),
    (grouped(sex="f m x"), "no queda nada que distinguir"),
]


@pytest.mark.parametrize(("form", "says"), REFUSED)
def test_what_cannot_be_merged_is_told_and_kept_on_the_page(
    house: Flask, julio: Visitor, form: dict[str, object], says: str
) -> None:
    answer = julio.sends(CATEGORIES, **form)
    assert answer.status_code == 200
    assert "No se guardó nada." in answer.text
    assert says in answer.text
    assert answer.text.count(" selected>") == len(form)
    assert records(house) == []


def test_results_that_were_asked_for_freeze_the_categories(house: Flask, julio: Visitor) -> None:
    answer(house, 120)
    julio.sends(CATEGORIES, **grouped(district="130102 130103"))
    julio.sends(OF)
    refused = julio.sends(CATEGORIES, **grouped(district="130104 130105"))
    assert "Ya se pidieron resultados" in refused.text
    assert '<button class="button button-main">' not in julio.sees(CATEGORIES)
    assert "Unir categorías pequeñas" not in julio.sees(REHEARSAL)
    assert len(records(house)) == 1


def test_results_that_could_not_be_made_freeze_nothing(house: Flask, julio: Visitor) -> None:
    answer(house, 3)
    julio.sends(OF)
    run(house)
    assert julio.sends(CATEGORIES, **grouped(district="130104 130105")).status_code == 302
    assert len(records(house)) == 1
    julio.sends(CATEGORIES, **grouped(district="130105 130104"))  # nothing differs
    assert len(records(house)) == 1


def test_who_may_merge(house: Flask, rosa: Visitor, stranger: Visitor) -> None:
    assert rosa.sends(CATEGORIES).status_code == 403
    assert stranger.sends(CATEGORIES).status_code == 404
    assert records(house) == []
