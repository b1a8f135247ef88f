"""What a phone sealed: every case, whatever is wrong with it, and the key that opens it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from consult.config import LARGEST_BODY, LARGEST_SEALED
from consult.consultations.create import Plan, create
from consult.consultations.models import Consultation
from consult.consultations.publish import publish
from consult.db import db, writing
from consult.questionnaire.reading import write_document
from consult.questionnaire.shipped import shipped
from consult.responses.closing import close_to_answers, open_to_answers
from consult.responses.intake_key import IntakeKey, key_name, told
from consult.responses.letterbox import MARK
from consult.responses.mixing import keep_keys_ready, make_first_keys, mix_what_is_due
from consult.responses.models import Pending
from consult.responses.retention import purge
from tests.page.paper import Paper
from tests.questionnaire.street import CAREFUL
from tests.responses.test_views import FORM, GOOD, body, new_id
from tests.sealed import Phone

SHORT = shipped()["neighbourhood_safety_short"]


@pytest.fixture
def phone(app, ring, consultation) -> Phone:
    """It has opened the page of the consultation."""
    keep_keys_ready(ring)
    [form] = Paper(app.test_client().get("/c/barrio").text).all("form")
    return Phone(form["data-key"], "barrio")


@pytest.fixture
def post(app, phone):
    def post(data, slug="barrio", kind="text/plain;charset=UTF-8"):
        db.session.remove()
        return app.test_client().post(f"/c/{slug}/sealed", data=data, content_type=kind)

    return post


@pytest.fixture
def said(post):
    def said(data, slug="barrio", kind="text/plain"):
        """The status and the case, told in both languages."""
        reply = post(data, slug, kind)
        assert reply.mimetype == "application/json" and "Set-Cookie" not in reply.headers
        if reply.json["status"] != "stored":
            assert reply.json["message"]["es"] != reply.json["message"]["en"]
        return reply.status_code, reply.json["status"]

    return said


def stored() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Pending))


def close(consultation, clock) -> None:
    with writing() as session:
        close_to_answers(session, "ana", session.get_one(Consultation, consultation.id), clock())


def another(consultation, clock, slug, *, is_open=True) -> None:
    with writing() as session:
        made = create(session, "ana", consultation.programme_id, Plan(SHORT, slug), clock())
        if is_open:
            open_to_answers(session, "ana", made, clock())


def test_it_is_stored_once_and_says_under_which_id(phone, post, said):
    form = body(GOOD, _id=(same := new_id()), _pad="x" * 700)
    first = post(phone.seals(form))
    assert (first.status_code, first.json) == (200, {"status": "stored", "_id": same[:MARK]})
    assert post(phone.seals(form)).json == first.json
    assert said(phone.seals(body({**GOOD, "sex": "m"}, _id=same))) == (409, "conflict")
    assert stored() == 1


def test_what_was_kept_was_judged_on_its_own_day(app, ring, clock, consultation, post):
    with writing() as session:
        plan = Plan(CAREFUL, "cuidado")
        made = create(session, "ana", consultation.programme_id, plan, clock())
        open_to_answers(session, "ana", made, clock())
    keep_keys_ready(ring)
    [form] = Paper(app.test_client().get("/c/cuidado").text).all("form")
    later = {"born": f"{clock() + timedelta(days=2):%Y-%m-%d}"}
    sent = body({"place": "130103", **later}, _id=new_id())
    accept = {"Accept": "application/json"}
    plain = app.test_client().post("/c/cuidado", data=sent, content_type=FORM, headers=accept)
    assert (plain.status_code, set(plain.json["errors"])) == (422, {"born"})
    kept = Phone(form["data-key"], "cuidado").seals(sent)
    assert post(kept, "cuidado").json["status"] == "stored"
    wrong = body({"place": "130103", "dni": "123", **later}, _id=new_id())
    refused = post(Phone(form["data-key"], "cuidado").seals(wrong), "cuidado")
    assert refused.json["errors"] == {"dni": {"es": "Son 8 cifras.", "en": "It has 8 digits."}}


@pytest.mark.parametrize("first", ["plain", "sealed"])
def test_plain_and_sealed_it_is_one(app, phone, post, first):
    form = body(GOOD, _id=(same := new_id()))
    accept = {"Accept": "application/json"}
    send = {
        "plain": lambda: app.test_client().post(
            "/c/barrio", data=form, content_type=FORM, headers=accept
        ),
        "sealed": lambda: post(phone.seals(form)),
    }
    then = "sealed" if first == "plain" else "plain"
    said = {"plain": same, "sealed": same[:MARK]}
    for how in (first, then):
        assert send[how]().json == {"status": "stored", "_id": said[how]}
    assert stored() == 1


def test_fifty_copies_at_once_are_one(app, phone):
    form = body(GOOD, _id=new_id())
    copies = [phone.seals(form) for _ in range(25)] * 2

    def send(data: bytes):
        return app.test_client().post("/c/barrio/sealed", data=data, content_type="text/plain")

    with ThreadPoolExecutor(16) as threads:
        replies = list(threads.map(send, copies))
    assert {reply.status_code for reply in replies} == {200}
    assert stored() == 1


def test_answers_at_fault_are_named(phone, post):
    reply = post(phone.seals(body({**GOOD, "sex": "neither"}, _id=new_id())))
    assert (reply.status_code, reply.json["status"]) == (422, "invalid")
    assert reply.json["errors"]["sex"].keys() == reply.json["message"].keys() == {"es", "en"}
    assert stored() == 0


@pytest.mark.parametrize(
    "form",
    [
        body(GOOD),
        body(GOOD, _id=new_id(), _edit="1"),
        body(GOOD, _id=new_id(), _switch="en"),
        body(GOOD, _id=new_id(), _version="2"),
        body(GOOD, _id=new_id())[:-7],
        body(GOOD, _id="short"),
        b"\xff",
        b"",
    ],
    ids=["no id", "to edit", "to switch", "version", "cut", "short id", "no text", "nothing"],
)
def test_a_form_that_cannot_be_stored_as_it_is(phone, said, form):
    assert said(phone.seals(form)) == (400, "malformed")
    assert stored() == 0


def flipped(part: bytes) -> bytes:
    return part[:9] + (b"A" if part[9:10] != b"A" else b"B") + part[10:]


GARBAGE = [
    *(lambda _, new=new: new for new in (b"", b"2", b"\xff\x00", b"B" + b"A" * 86)),
    *(lambda _, size=size: b"A" * size for size in (1, 11, 16, 87, 400)),
    *(lambda part: part + b"=", lambda part: b"+" + part[1:], lambda part: part[:-1], flipped),
]


@pytest.mark.parametrize("part", range(5))
def test_garbage_in_any_part(phone, said, part):
    parts = phone.seals(body(GOOD, _id=new_id())).split(b"|")
    for made_of in GARBAGE:
        altered = [*parts[:part], made_of(parts[part]), *parts[part + 1 :]]
        assert said(b"|".join(altered)) == (400, "malformed"), altered
    assert stored() == 0


def test_it_opens_where_it_was_sealed_for_and_nowhere_else(phone, said, ring, consultation, clock):
    another(consultation, clock, "otro")
    keep_keys_ready(ring)
    form = body(GOOD, _id=new_id())
    for key in (phone.key, told(ring, consultation.id + 1)):
        for slug in ("barrio", "otro"):
            own = (key == phone.key) == (slug == "barrio")
            for sealed_for in ("barrio", "otro"):
                expected = (200, "stored") if own and sealed_for == slug else (400, "malformed")
                assert said(Phone(key, sealed_for).seals(form), slug) == expected


def test_an_older_version_opens_while_it_is_open(phone, said, consultation, clock):
    with writing() as session:
        changed = session.get_one(Consultation, consultation.id)
        changed.draft = write_document(SHORT)
        assert publish(session, "ana", changed, clock())
    assert said(phone.seals(body(GOOD, _id=new_id()))) == (200, "stored")
    newer = Phone(phone.key, "barrio", 2)
    assert said(newer.seals(body(GOOD, _id=new_id(), _version="2"))) == (200, "stored")
    assert said(newer.seals(body(GOOD, _id=new_id(), _version="1"))) == (400, "malformed")
    unknown = Phone(phone.key, "barrio", 3)
    assert said(unknown.seals(body(GOOD, _id=new_id(), _version="3"))) == (400, "malformed")


def test_unknown_and_not_open(phone, said, consultation, clock):
    another(consultation, clock, "draft", is_open=False)
    data = phone.seals(body(GOOD, _id=new_id()))
    assert said(data, "nowhere") == (404, "unknown")
    assert said(data, "draft") == (410, "not_open")


def test_after_closing_what_was_stored_is_known_until_its_key_is_gone(
    phone, said, ring, consultation, clock
):
    known, late = (phone.seals(body(GOOD, _id=new_id())) for _ in range(2))
    assert said(known) == (200, "stored")
    close(consultation, clock)
    for days, after in ((7, (200, "stored")), (1, (410, "closed"))):
        clock.pass_(days=days)
        purge(ring, clock().date())
        mix_what_is_due(ring, 10)
        assert said(known) == after
        assert said(late) == (410, "closed")
    assert key_name(consultation.id) not in ring.names()


def test_without_its_key_it_is_asked_for_again(phone, said, ring, consultation):
    data = phone.seals(body(GOOD, _id=new_id()))
    file = ring.folder / key_name(consultation.id)
    key = file.read_bytes()
    file.write_bytes(b"half a key")
    mix_what_is_due(ring, 10)
    assert said(data) == (503, "retry")
    file.unlink()
    assert said(data) == (503, "retry")
    file.write_bytes(key)
    assert said(data) == (200, "stored")


def test_what_cannot_be_written_or_looked_up_is_asked_for_again(phone, said, app, monkeypatch):
    def away(*_: object) -> None:
        raise OperationalError("insert", {}, Exception("disk is full"))

    data = phone.seals(body(GOOD, _id=new_id()))
    monkeypatch.setattr(app.extensions["intake"], "accept", away)
    assert said(data) == (503, "retry")
    monkeypatch.setattr("consult.responses.submit.find", away)
    assert said(data) == (503, "retry")


@pytest.mark.parametrize("kind", [FORM, "application/json", "text/plain; charset=latin-1", ""])
def test_another_type(phone, said, kind):
    assert said(phone.seals(body(GOOD, _id=new_id())), kind=kind) == (415, "wrong_type")


def test_the_largest_that_may_be_sent_plainly_may_be_sealed(phone, said):
    def padded(length: int) -> bytes:
        bare = len(body(GOOD, _id=new_id(), _pad=""))
        return body(GOOD, _id=new_id(), _pad="x" * (length - bare))

    assert said(phone.seals(padded(LARGEST_BODY))) == (200, "stored")
    assert said(phone.seals(padded(LARGEST_BODY + 1))) == (413, "too_large")
    assert said(b"x" * (LARGEST_SEALED + 1)) == (413, "too_large")


def test_every_key_is_another_and_the_same_each_time(phone, ring, consultation, clock):
    another(consultation, clock, "otro")
    keep_keys_ready(ring)
    assert told(ring, consultation.id) == phone.key != told(ring, consultation.id + 1)
    for edge in (bytes(32), b"\xff" * 32):
        (ring.folder / key_name(99)).write_bytes(edge)
        assert len(IntakeKey.find(ring, 99).point) == 65


def test_a_ring_that_takes_no_key_keeps_no_consultation_from_opening(ring, consultation):
    ring.folder.rmdir()
    ring.folder.touch()
    make_first_keys(ring)
    ring.folder.unlink()
    ring.folder.mkdir()
    make_first_keys(ring)
    assert key_name(consultation.id) in [*ring.names()]


def test_without_a_key_the_page_offers_none(app, consultation):
    assert "data-key=" not in app.test_client().get("/c/barrio").text


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_garbage_is_never_a_fault_of_ours(post, phone, data):
    whole = phone.seals(data.draw(st.binary(max_size=60) | st.just(body(GOOD, _id=new_id()))))
    pieces = st.sampled_from([*whole.split(b"|"), b"|", b"1", b"A" * 87]) | st.binary(max_size=90)
    sent = data.draw(
        st.lists(pieces, max_size=6).map(b"|".join)
        | st.integers(0, len(whole)).map(lambda end: whole[:end])
        | st.binary(max_size=300)
    )
    kind = data.draw(st.sampled_from(["text/plain", "text/plain;charset=utf-8", FORM, "x"]))
    assert post(sent, kind=kind).json["status"] in ("malformed", "wrong_type", "stored")
