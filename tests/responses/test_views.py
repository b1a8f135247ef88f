"""Every case of a submission, as a page and as JSON, on both databases."""

import re
import secrets
from urllib.parse import urlencode

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.exc import OperationalError

from consult.consultations.create import Plan, create
from consult.consultations.models import Consultation
from consult.consultations.published import find_to_change
from consult.db import db, writing
from consult.questionnaire.shipped import shipped
from consult.responses.closing import close_to_answers
from consult.responses.models import Pending

FORM = "application/x-www-form-urlencoded"
GOOD = {"district": "130102", "sex": "f", "safety_night": "very_unsafe"}


def body(answers, **controls) -> bytes:
    fields = {"_version": "1", "_lang": "es", **controls}
    return urlencode([*answers.items(), *fields.items(), ("_end", "1")], doseq=True).encode()


def new_id() -> str:
    return secrets.token_urlsafe(18)


@pytest.fixture
def post(app, consultation):
    def post(data: bytes, slug="barrio", json=False, content_type=FORM, **headers):
        if json:
            headers["Accept"] = "application/json"
        db.session.remove()  # the request finds the session as a real one would: new
        client = app.test_client()
        reply = client.post(f"/c/{slug}", data=data, content_type=content_type, headers=headers)
        assert "Set-Cookie" not in reply.headers
        return reply

    return post


def case(reply) -> str:
    """What a program is told, besides a sentence for its user in each language."""
    told = reply.get_json()
    assert told["message"]["es"] != told["message"]["en"]
    return told["status"]


def stored() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Pending))


def test_stored_again_under_the_same_id_and_refused_with_other_content(post):
    sent = body(GOOD, _id=(same := new_id()))
    reply = post(sent)
    assert (reply.status_code, reply.headers["Location"]) == (303, "/c/barrio/thanks")
    assert post(sent, json=True).get_json() == {"status": "stored", "_id": same}
    other = post(body({**GOOD, "sex": "m"}, _id=same), json=True)
    assert (other.status_code, case(other)) == (409, "conflict")
    assert stored() == 1


@pytest.mark.parametrize("furnished_url", ["postgres"], indirect=True)  # SQLite has one writer
def test_an_answer_waits_for_nobody_who_writes_the_questionnaire(post):
    with writing() as session:
        assert find_to_change(session, "barrio")
        assert post(body(GOOD, _id=new_id())).status_code == 303
    assert stored() == 1


def test_without_an_id_nothing_is_stored_and_the_review_page_comes_back(post):
    reply = post(body(GOOD))
    assert reply.status_code == 200
    assert 'name="_id"' in reply.text and "El Porvenir" in reply.text
    assert stored() == 0


def test_a_program_is_told_of_each_step_that_nothing_is_stored_yet(post):
    for step, controls in {"review": {}, "edit": {"_edit": "1"}}.items():
        reply = post(body(GOOD, **controls), json=True)
        assert (reply.status_code, case(reply)) == (200, step)
        assert "todavía no" in reply.get_json()["message"]["es"].lower()
    assert stored() == 0


def test_correcting_shows_the_form_with_every_answer(post):
    reply = post(body({**GOOD, "proposal": "Más luz en el parque"}, _edit="1"))
    assert reply.status_code == 200
    assert "Más luz en el parque" in reply.text and 'name="_end"' in reply.text


def test_the_other_language_keeps_the_answers(post):
    reply = post(body({**GOOD, "proposal": "Más luz"}, _switch="en"))
    assert 'lang="en"' in reply.text and "Más luz" in reply.text


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"district": "lima"}, "district"),
        ({"sex": ["f", "m"]}, "sex"),
        ({"nobody": "1"}, "nobody"),
        ({"proposal": "a\0b"}, "proposal"),
        ({"proposal": "a" * 5000}, "proposal"),
        ({"victim": ["theft", "none"]}, "victim"),
        ({"priorities": ["arms", "arms"]}, "priorities"),
    ],
)
def test_answers_at_fault_come_back_with_a_sentence_in_both_languages(post, answers, field):
    sent = body({**GOOD, **answers}, _id=new_id())
    page = post(sent)
    assert page.status_code == 422
    reply = post(sent, json=True)
    assert (reply.status_code, reply.get_json()["status"]) == (422, "invalid")
    said = reply.get_json()["errors"][field]
    assert said["es"] and said["en"] and said["es"] != said["en"]
    assert stored() == 0


@pytest.mark.parametrize(
    ("data", "content_type", "status", "told"),
    [
        (body(GOOD), "application/json", 415, "wrong_type"),
        (body(GOOD), "multipart/form-data; boundary=x", 415, "wrong_type"),
        (body(GOOD), f"{FORM}; charset=latin-1", 415, "wrong_type"),
        (body(GOOD)[:-7], FORM, 400, "malformed"),
        (b"", FORM, 400, "malformed"),
        (b"sex=%ff&_version=1&_end=1", FORM, 400, "malformed"),
        (b"sex=%zz&_version=1&_end=1", FORM, 400, "malformed"),
        (b"sex=f&_end=1", FORM, 400, "malformed"),
        (body(GOOD, _id="short"), FORM, 400, "malformed"),
        (body(GOOD, _version="9"), FORM, 409, "unknown_version"),
        (body({"proposal": "a" * 70_000}), FORM, 413, "too_large"),
        (body({"proposal": "a" * 9_000_000}), FORM, 413, "too_large"),
    ],
)
def test_what_cannot_be_read(post, data, content_type, status, told):
    page = post(data, content_type=content_type)
    assert page.status_code == status and "<h1" in page.text
    reply = post(data, content_type=content_type, json=True)
    assert (reply.status_code, case(reply)) == (status, told)
    assert stored() == 0


def test_unknown_not_open_and_closed(post, app, consultation, clock):
    sent = body(GOOD, _id=new_id())
    assert case(post(sent, slug="nowhere", json=True)) == "unknown"
    with writing() as session:
        plan = Plan(shipped()["neighbourhood_safety"], "draft")
        create(session, "ana", consultation.programme_id, plan, clock())
    assert case(post(sent, slug="draft", json=True)) == "not_open"
    post(sent)
    with writing() as session:
        close_to_answers(session, "ana", session.get_one(Consultation, consultation.id), clock())
    assert post(sent, json=True).get_json()["status"] == "stored"
    late = post(body(GOOD, _id=new_id()), json=True)
    assert (late.status_code, case(late)) == (410, "closed")
    assert app.test_client().get("/c/barrio").status_code == 410


def test_what_cannot_be_written_is_asked_for_again(post, app, monkeypatch):
    def full(*_: object) -> None:
        raise OperationalError("insert", {}, Exception("disk is full"))

    monkeypatch.setattr(app.extensions["intake"], "accept", full)
    same = new_id()
    page = post(body(GOOD, _id=same))
    assert (page.status_code, page.headers["Retry-After"]) == (503, "5")
    assert same in page.text and "130102" in page.text
    assert case(post(body(GOOD, _id=same), json=True)) == "retry"


@pytest.mark.parametrize("sent", [{}, {"_edit": "1"}, {"_switch": "en"}])
def test_what_cannot_be_shown_again_while_the_database_is_away_is_kept_on_the_page(post, sent):
    """A form without ``_id``, sent from a browser without scripts, and the steps after it."""
    assert post(body(GOOD)).status_code == 200

    @event.listens_for(db.engine, "do_connect")
    def away(dialect, *_rest: object) -> None:
        raise dialect.loaded_dbapi.OperationalError("away")

    db.session.remove()
    db.engine.dispose()
    page = post(body({**GOOD, "proposal": "Más luz"}, **sent))
    event.remove(db.engine, "do_connect", away)
    assert (page.status_code, page.headers["Retry-After"]) == (503, "5")
    carried = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page.text))
    assert carried["proposal"] == "Más luz" and "_id" not in carried
    assert post("&".join(f"{name}={value}" for name, value in carried.items())).status_code == 200


def test_nobody_is_told_by_the_size_of_what_waits(post):
    for said in ("", "No", "ñ" * 500):
        assert post(body({**GOOD, "proposal": said}, _id=new_id())).status_code == 303
    assert len({len(sealed) for sealed in db.session.scalars(select(Pending.sealed))}) == 1
