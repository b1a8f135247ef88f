"""Paper forms keyed in: the same answers as a phone's, once each, and nothing of who keyed them."""

import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from consult.accounts.models import AuditEntry
from consult.consultations.published import find
from consult.db import db, writing
from consult.questionnaire.reading import write_document
from consult.responses.closing import close_to_answers, open_to_answers
from consult.responses.mixing import mix_all
from consult.responses.models import OpenText, Pending, Seen, StoredBlock
from consult.responses.stored import blocks_of
from tests.cast import Visitor, check
from tests.page.paper import every_kind
from tests.responses.paper import GOOD, KINDS, PHONE, kinds

__all__ = ["kinds"]
on_one_database = pytest.mark.parametrize("furnished_url", ["sqlite"], indirect=True)
PLACE = f"/staff/consultations/{KINDS}/keying"


def keys(
    rosa: Visitor, address: str = PLACE, *, press: str = "store", **entries: str
) -> TestResponse:
    """What a browser sends that was shown the page at an address."""
    page = rosa.client.get(address).text
    return again(rosa, page, press=press, **entries)


def again(rosa: Visitor, page: str, *, press: str = "store", **entries: str) -> TestResponse:
    hidden = dict(re.findall(r'name="(id|version|sitting)" type="hidden" value="([^"]*)"', page))
    assert len(hidden) == 3
    given = {f"answer-{field.replace('__', '.')}": entry for field, entry in entries.items()}
    return rosa.sends(PLACE, **hidden, **given, **{press: "1"})


def waiting(house: Flask) -> list[str]:
    with house.app_context():
        return list(db.session.scalars(select(Pending.channel)))


def close(house: Flask, slug: str = KINDS) -> None:
    with house.app_context():
        with writing() as session:
            consultation = find(session, slug)
            assert consultation
            close_to_answers(session, "test", consultation, house.config["CLOCK"]())
        mix_all(house.extensions["key_ring"], consultation.id)


def test_what_is_keyed_is_stored_as_if_a_phone_had_sent_it(kinds: Flask, rosa: Visitor) -> None:
    answer = keys(rosa, **GOOD)
    assert answer.status_code == 302
    assert "1</strong> en esta sesión" in rosa.client.get(f"{answer.location}&lang=es").text
    body = urlencode([*PHONE, ("_version", "1"), ("_id", "a" * 24), ("_end", "1")])
    form = "application/x-www-form-urlencoded"
    sent = rosa.client.post(f"/c/{KINDS}", data=body, content_type=form)
    assert sent.status_code == 303
    assert sorted(waiting(kinds)) == ["paper", "phone"]
    close(kinds)
    with kinds.app_context():
        stored = db.session.scalars(select(StoredBlock).order_by(StoredBlock.channel)).all()
        assert [row.channel for row in stored] == ["paper", "phone"]
        consultation = find(db.session(), KINDS)
        assert consultation
        [(_, block)] = blocks_of(db.session(), consultation.id)
        assert block.size == 2
        assert all(one == other for one, other in block.arrays.values())
        assert len(db.session.scalars(select(OpenText)).all()) == 2


def test_a_double_enter_stores_once_and_counts_once(kinds: Flask, rosa: Visitor) -> None:
    page = rosa.client.get(PLACE).text
    first, second = again(rosa, page, **GOOD), again(rosa, page, **GOOD)
    assert first.location == second.location
    assert waiting(kinds) == ["paper"]


@on_one_database
def test_the_same_page_with_another_paper_is_told_and_gets_an_id_of_its_own(
    kinds: Flask, rosa: Visitor
) -> None:
    page = rosa.client.get(PLACE).text
    again(rosa, page, **GOOD)
    other = again(rosa, page, **GOOD | {"one": "1"})
    check(other, "es")
    assert "queda guardado como estaba" in other.text
    assert again(rosa, other.text, **GOOD | {"one": "1"}).status_code == 302
    assert waiting(kinds) == ["paper", "paper"]


WRONG = [
    {"one": ""},
    {"one": "3"},
    {"one": "1 2"},
    {"several": "4 1"},
    {"several": "123"},
    {"people": "99"},
    {"people": "x"},
    {"since": "31/02/2025"},
    {"order": "AA"},
    {"trust__police": "7"},
    {"words": "a\0b"},
    {"words": "ñ" * 201},
    {"where": "130102"},  # an id is no code
]


@on_one_database
def test_a_fault_is_told_at_its_field_and_nothing_is_lost(kinds: Flask, rosa: Visitor) -> None:
    for wrong in WRONG:
        answer, [field] = keys(rosa, **GOOD | wrong), wrong
        assert answer.status_code == 200
        check(answer, "es")
        name = field.replace("__", ".")
        assert f'<span class="fault" id="answer-{name}-fault">' in answer.text, wrong
        assert f'<a href="#answer-{name}">' in answer.text
        for other, entry in (GOOD | wrong).items():
            shown = f'name="answer-{other.replace("__", ".")}" value="{entry}"'
            assert shown in answer.text or "\0" in entry
    assert waiting(kinds) == []


@on_one_database
def test_looking_stores_nothing_nor_does_an_empty_form(kinds: Flask, rosa: Visitor) -> None:
    looked = keys(rosa, press="look", **GOOD)
    assert "No se encontró ningún error" in looked.text
    assert "No se digitó nada" in keys(rosa, one=" ").text
    assert waiting(kinds) == []
    with kinds.app_context():
        assert not db.session.scalars(select(Seen)).all()


@on_one_database
def test_what_does_not_apply_is_left_out(kinds: Flask, rosa: Visitor) -> None:
    assert keys(rosa, **GOOD | {"one": "1", "people": "99"}).status_code == 302
    assert waiting(kinds) == ["paper"]


@on_one_database
def test_what_cannot_be_written_stays_on_the_page_under_its_id(
    kinds: Flask, rosa: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OperationalError("insert", {}, Exception("disk is full"))

    page = rosa.client.get(PLACE).text
    with monkeypatch.context() as patched:
        patched.setattr(kinds.extensions["intake"], "accept", full)
        refused = again(rosa, page, **GOOD)
    assert "No se pudo guardar en este momento" in refused.text
    assert 'value="Más luz"' in refused.text
    assert again(rosa, refused.text, **GOOD).status_code == 302
    assert again(rosa, page, **GOOD).status_code == 302
    assert waiting(kinds) == ["paper"]


def test_paper_is_keyed_in_after_closing_too_and_deleted_in_its_time(
    kinds: Flask, rosa: Visitor
) -> None:
    close(kinds)
    assert keys(rosa, **GOOD).status_code == 302
    with kinds.app_context():
        consultation = find(db.session(), KINDS)
        assert consultation
        mix_all(kinds.extensions["key_ring"], consultation.id)
        for table in (Seen, StoredBlock, OpenText):
            assert db.session.scalars(select(table.delete_after)).one() is not None


@on_one_database
def test_no_row_tells_who_keyed_what_or_when(kinds: Flask, rosa: Visitor) -> None:
    """One entry for each sitting, before its first form: none follows the forms."""
    answer = keys(rosa, **GOOD)
    for _ in range(2):
        kinds.config["CLOCK"].pass_(minutes=3)
        answer = keys(rosa, answer.location, **GOOD)
    assert answer.location.endswith("sitting=3")
    with kinds.app_context():
        entries = db.session.scalars(select(AuditEntry).filter_by(verb="answers.key")).all()
        assert [(entry.actor, entry.object, entry.detail) for entry in entries] == [
            ("rosa@example.org", KINDS, "{}")
        ]
        assert kinds.config["CLOCK"]() - entries[0].at > timedelta(minutes=5)


@on_one_database
def test_each_paper_is_keyed_by_the_version_that_it_was_printed_from(
    kinds: Flask, rosa: Visitor
) -> None:
    with kinds.app_context(), writing() as session:
        consultation = find(session, KINDS)
        assert consultation
        document = write_document(every_kind().questionnaire)
        document["sections"][0]["questions"][2]["options"].reverse()
        consultation.draft = document
        open_to_answers(session, "test", consultation, kinds.config["CLOCK"]())
    assert f"{PLACE}?version=1" in rosa.sees(PLACE)
    for address in (PLACE, f"{PLACE}?version=1"):
        answer = keys(rosa, address, **GOOD | {"people": ""})
        assert answer.status_code == 302
    assert "version=1" in answer.location
    with kinds.app_context():
        assert sorted(db.session.scalars(select(Pending.version))) == [1, 2]
    for unknown in ("3", "0", "9" * 40):
        assert rosa.client.get(f"{PLACE}?version={unknown}").status_code == 404


@on_one_database
def test_where_no_paper_comes_in_none_is_keyed(kinds: Flask, rosa: Visitor) -> None:
    assert "cuando la consulta ya está abierta" in rosa.sees("/staff/consultations/c-draft/keying")
    page = rosa.client.get(PLACE).text
    with kinds.app_context(), writing() as session:
        consultation = find(session, KINDS)
        assert consultation
        consultation.channels = ["phone"]
    assert "no se responde en papel" in rosa.sees(PLACE)
    assert again(rosa, page, **GOOD).status_code == 400


@on_one_database
def test_a_form_that_is_not_ours_is_refused(kinds: Flask, rosa: Visitor) -> None:
    good = {"id": "a" * 24, "version": "1", "sitting": "0", "store": "1"}
    for change in ({"id": "short"}, {"version": "x"}, {"sitting": "-1"}, {"sitting": "9" * 30}):
        assert rosa.sends(PLACE, **good | change).status_code == 400


@on_one_database
def test_a_coordinator_keys_nothing_in(kinds: Flask, julio: Visitor) -> None:
    julio.sees(PLACE, 403)
    assert julio.sends(PLACE).status_code == 403
