"""A way to answer that is switched off takes nothing; what was sealed before is taken still."""

import secrets

import pytest
from flask import Flask
from sqlalchemy import select

from consult.consultations.published import find
from consult.db import db, writing
from consult.responses.importing import read, take_in
from consult.responses.mixing import keep_keys_ready
from consult.responses.models import Pending
from consult.web.refusal import Refusal
from tests.cast import Visitor
from tests.field.conftest import Tablet, tablet

__all__ = ["tablet"]
PAGE = "/c/c-open"


def leave_on(house: Flask, *channels: str) -> None:
    with house.app_context(), writing() as session:
        consultation = find(session, "c-open")
        assert consultation is not None
        consultation.channels = list(channels)


def waiting(house: Flask) -> list[str]:
    with house.app_context():
        return sorted(db.session.scalars(select(Pending.channel)))


def form(**fields: str) -> dict[str, str]:
    whole = {"_id": secrets.token_urlsafe(18), "_version": "1", "_lang": "es"}
    return whole | {"district": "130102"} | fields | {"_end": "1"}


def test_without_phones_the_link_says_that_answers_are_given_in_person(
    house: Flask, neighbour: Visitor, tablet: Tablet
) -> None:
    before = form()
    assert neighbour.client.post(PAGE, data=before).status_code == 303
    leave_on(house, "assisted", "paper")
    shown = neighbour.client.get(PAGE, headers={"Accept-Language": "es"})
    assert shown.status_code == 410
    assert "Aquí se responde en persona" in shown.text
    assert "c-open" not in neighbour.sees("/")
    refused = neighbour.client.post(PAGE, data=form())
    assert refused.status_code == 410
    assert "ahora no se guardó nada" in refused.text
    for unfinished in (form(_id=""), form(_edit="1"), form(_version="9")):
        assert neighbour.client.post(PAGE, data=unfinished).status_code in (400, 410)
    told = neighbour.client.post(PAGE, data=form(), headers={"Accept": "application/json"})
    assert (told.status_code, told.json["status"]) == (410, "closed")
    assert waiting(house) == ["phone"]
    again = neighbour.client.post(PAGE, data=before, headers={"Accept": "application/json"})
    assert again.json["status"] == "stored"  # it was, and whoever lost the reply learns it


def test_what_was_sealed_is_taken_whatever_is_switched_off_since(
    house: Flask, neighbour: Visitor, tablet: Tablet
) -> None:
    of_tablet, of_phone = tablet.seals(district="130102"), tablet.seals(_field="")
    leave_on(house, "paper")
    for letter in (of_tablet, of_phone):
        sent = neighbour.client.post(f"{PAGE}/sealed", data=letter, content_type="text/plain")
        assert sent.json["status"] == "stored"
    assert waiting(house) == ["assisted", "phone"]


def test_without_tablets_none_is_set_up_and_their_mark_means_nothing(
    house: Flask, rosa: Visitor, neighbour: Visitor, tablet: Tablet
) -> None:
    leave_on(house, "phone")
    page = rosa.sees("/staff/field/c-open")
    assert "Las tabletas están desactivadas" in page
    assert 'id="start"' not in page
    assert 'name="file"' in page  # what one has sealed can still be handed in
    assert rosa.client.get("/staff/field/c-open/tablet").status_code == 302
    assert "Preguntar con una tableta" not in rosa.sees("/staff/consultations/c-open/answers")
    assert neighbour.client.post(PAGE, data=form(_field=tablet.mark)).status_code == 303
    assert waiting(house) == ["phone"]
    leave_on(house, "paper")
    assert neighbour.client.post(PAGE, data=form(_field=tablet.mark)).status_code == 410


def test_a_tablet_goes_on_where_phones_are_off(
    house: Flask, neighbour: Visitor, tablet: Tablet
) -> None:
    leave_on(house, "assisted")
    assert neighbour.client.post(PAGE, data=form(_field=tablet.mark)).status_code == 303
    assert neighbour.client.post(PAGE, data=form(_field="a guess")).status_code == 410
    assert waiting(house) == ["assisted"]


def test_without_paper_none_is_taken_in(house: Flask) -> None:
    with house.app_context():
        ring = house.extensions["key_ring"]
        keep_keys_ready(ring)
        consultation = find(db.session(), "c-open")
        assert consultation is not None
        bulk = read(consultation, b"district\n130102\n")
        leave_on(house, "phone")
        with pytest.raises(Refusal, match="papel"), writing() as session:
            changed = find(session, "c-open")
            assert changed is not None
            take_in(ring, session, "test", changed, bulk)
