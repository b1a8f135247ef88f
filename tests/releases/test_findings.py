"""Findings on pages: picked at first, hers from the first change on, and what everybody sees."""

import json
import re

import pytest
from flask import Flask

from consult.accounts.models import AuditEntry
from consult.db import db
from consult.releases.findings.models import KeptFinding
from tests.cast import Visitor
from tests.releases.test_views import OF, ONE, PUBLIC, answer, run

FINDINGS = f"{ONE}/main-findings"


@pytest.fixture
def released(house: Flask, julio: Visitor) -> Visitor:
    """A coordinator who has made results no. 1, in which all agree."""
    answer(house, 120, options=1)
    julio.sends(OF)
    run(house)
    return julio


def sentences(page: str) -> list[str]:
    """What stands on the page for staff, in its order; the dropped ones begin with "Quitado"."""
    found = re.findall(r'<p class="told-sentence">(.*?)</p>', page, re.DOTALL)
    return [re.sub(r"<[^>]+>", "", one).strip() for one in found]


def told(page: str) -> list[str]:
    """What everybody is told."""
    listed = re.findall(r'<ol class="findings">(.*?)</ol>', page, re.DOTALL)
    return [one.strip() for one in re.findall(r"<li>(.*?)<a ", "".join(listed), re.DOTALL)]


def records(house: Flask) -> list[tuple[str, dict[str, object]]]:
    with house.app_context():
        entries = db.session.scalars(db.select(AuditEntry).order_by(AuditEntry.seq))
        return [
            (entry.verb, json.loads(entry.detail))
            for entry in entries
            if entry.verb.startswith("finding")
        ]


def test_what_is_picked_stands_for_staff_and_for_everybody(
    house: Flask, released: Visitor, rosa: Visitor, neighbour: Visitor
) -> None:
    picked = sentences(released.sees(FINDINGS))
    assert len(picked) > 1
    assert all(one.startswith("De quienes respondieron, ") for one in picked)
    assert sentences(rosa.sees(FINDINGS)) == picked
    assert told(neighbour.sees(PUBLIC)) == picked
    with house.app_context():
        assert db.session.scalars(db.select(KeptFinding)).all() == []


def test_a_sentence_is_worded_otherwise_in_both_languages(
    house: Flask, released: Visitor, neighbour: Visitor
) -> None:
    before = sentences(released.sees(FINDINGS))
    form = {"es": "De quienes respondieron, muchos.", "en": "Of those who answered, many."}
    assert released.sends(f"{FINDINGS}/1", **form).headers["Location"] == FINDINGS
    assert told(neighbour.sees(PUBLIC)) == [form["es"], *before[1:]]
    assert form["en"] in neighbour.client.get(f"{PUBLIC}?lang=en").text
    verb, detail = records(house)[0]
    assert (verb, detail["finding"], detail["release"]) == ("finding.edit", 1, 1)
    assert detail["old"][0] == before[0]  # type: ignore[index]  # a pair of sentences
    assert detail["new"] == [form["es"], form["en"]]


def test_without_english_the_spanish_sentence_stands(released: Visitor, neighbour: Visitor) -> None:
    released.sends(f"{FINDINGS}/1", es="De quienes respondieron, muchos.", en="")
    assert "De quienes respondieron, muchos." in neighbour.client.get(f"{PUBLIC}?lang=en").text


def test_an_empty_sentence_is_refused_and_what_was_typed_stays(released: Visitor) -> None:
    page = released.sends(f"{FINDINGS}/1", es=" ", en="Of those who answered, many.").text
    assert "Escriba la frase en español." in page
    assert "Of those who answered, many.</textarea>" in page
    assert released.sends(f"{FINDINGS}/1", es="x" * 501, en="").status_code == 200


def test_order_drop_and_restore(released: Visitor, neighbour: Visitor, house: Flask) -> None:
    first, second, *rest = sentences(released.sees(FINDINGS))
    released.sends(f"{FINDINGS}/1/down")
    assert told(neighbour.sees(PUBLIC)) == [second, first, *rest]
    released.sends(f"{FINDINGS}/1/down")
    released.sends(f"{FINDINGS}/1/up")
    released.sends(f"{FINDINGS}/1/up")
    released.sends(f"{FINDINGS}/1/up")  # it is the first already
    assert told(neighbour.sees(PUBLIC)) == [first, second, *rest]
    released.sends(f"{FINDINGS}/2/drop")
    released.sends(f"{FINDINGS}/2/drop")
    assert told(neighbour.sees(PUBLIC)) == [first, *rest]
    assert sentences(released.sees(FINDINGS))[1].startswith("Quitado")
    released.sends(f"{FINDINGS}/2/restore")
    assert told(neighbour.sees(PUBLIC)) == [first, second, *rest]
    verbs = [verb.partition(".")[2] for verb, _ in records(house)]
    assert verbs == ["move"] * len(verbs[:-2]) + ["drop", "restore"]


def test_one_more_is_added_about_a_question(released: Visitor, neighbour: Visitor) -> None:
    before = sentences(released.sees(FINDINGS))
    page = released.client.get(f"{FINDINGS}?question=safety_night").text
    assert re.search(r'<option selected value="safety_night">', page)
    form = {"question": "safety_night", "es": "De quienes respondieron, pocos.", "en": "Few."}
    released.sends(FINDINGS, **form)
    assert told(neighbour.sees(PUBLIC)) == [*before, form["es"]]
    assert released.sends(FINDINGS, **form | {"question": "nothing"}).status_code == 200
    assert len(sentences(released.sees(FINDINGS))) == len(before) + 1


def test_what_says_too_much_is_doubted_but_kept(released: Visitor, neighbour: Visitor) -> None:
    said = "El 12,345 % de la población lo dice."
    released.sends(f"{FINDINGS}/1", es=said, en="")
    page = released.sees(FINDINGS)
    assert "No está en las tablas de esta pregunta: 12,345." in page
    assert "Dice «población», pero las tablas solo cuentan a quienes respondieron." in page
    assert said in told(neighbour.sees(PUBLIC))
    assert "Dice «" not in neighbour.sees(PUBLIC)


@pytest.mark.parametrize("address", ["/99", "/99/up", "/99/drop"])
def test_a_finding_that_is_not_there(released: Visitor, address: str) -> None:
    assert released.sends(f"{FINDINGS}{address}", es="Uno", en="One").status_code == 404


def test_only_whoever_makes_releases_changes_them(
    released: Visitor, rosa: Visitor, stranger: Visitor
) -> None:
    assert "<textarea" not in rosa.sees(FINDINGS)
    for address in ("", "/1", "/1/up", "/1/drop"):
        assert rosa.sends(f"{FINDINGS}{address}", es="Uno", en="One").status_code == 403
        assert stranger.sends(f"{FINDINGS}{address}", es="Uno", en="One").status_code == 404
