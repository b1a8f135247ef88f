"""A phone with a bad line: what it keeps is sealed, goes on its way, and is stored once."""

import json
import threading
from collections.abc import Callable, Iterator
from wsgiref.simple_server import make_server

import pytest
from playwright.sync_api import Page, Route
from sqlalchemy import func, select

from consult.consultations.create import Plan, create
from consult.consultations.models import Consultation
from consult.db import db, writing
from consult.questionnaire.shipped import shipped
from consult.responses.closing import close_to_answers, open_to_answers
from consult.responses.mixing import keep_keys_ready, mix_all
from consult.responses.models import Pending, Seen
from consult.responses.stored import blocks_of
from tests.page.desk import Crowded, Quiet
from tests.page.test_paging import begin_at, hurry, part, press, tick

pytestmark = pytest.mark.browser

CANARY = "colibrí turquesa"
# What the browser keeps, as JSON: everything of the only store.
HELD = """() => new Promise((done) => {
  const opening = indexedDB.open("consult");
  opening.onsuccess = () => {
    const names = opening.result.objectStoreNames;
    if (!names.length) return done("[]");
    const all = opening.result.transaction("kept").objectStore("kept").getAll();
    all.onsuccess = () => done(JSON.stringify(all.result));
  };
})"""
ADD = """(letter) => new Promise((done) => {
  const opening = indexedDB.open("consult");
  opening.onsuccess = () => {
    const change = opening.result.transaction("kept", "readwrite");
    change.objectStore("kept").add(letter);
    change.oncomplete = done;
  };
})"""


@pytest.fixture
def origin(app, ring, consultation) -> Iterator[str]:
    """The house, served; its consultations have their keys."""
    keep_keys_ready(ring)
    with make_server("127.0.0.1", 0, app.wsgi_app, Crowded, Quiet) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def stored() -> tuple[int, int]:
    """How many answers wait, and how many were seen."""
    db.session.rollback()
    count = [select(func.count()).select_from(table) for table in (Pending, Seen)]
    return db.session.scalar(count[0]) or 0, db.session.scalar(count[1]) or 0


def answered(page: Page, address: str) -> None:
    """All but sent."""
    begin_at(page, address)
    tick(page, "district", "130102")
    hurry(page)
    page.fill("[name=proposal]", CANARY)
    assert part(page) == "check"


def held(page: Page) -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads(page.evaluate(HELD))
    return found


def waits_until(page: Page, name: str) -> None:
    page.wait_for_selector(f"[data-part={name}]", timeout=30_000)


def test_what_was_kept_sealed_is_stored_once(app, ring, consultation, origin, phone: Page) -> None:
    answered(phone, f"{origin}/c/barrio")
    phone.context.set_offline(True)
    press(phone, "send")
    waits_until(phone, "kept")
    assert "Guardada en este teléfono, todavía no enviada." in phone.inner_text("main")
    assert "se guardó" not in phone.inner_text("main")
    [letter] = held(phone)
    assert letter["sealed"].startswith("1|")
    assert CANARY not in json.dumps(letter, ensure_ascii=False)
    assert not phone.evaluate(f"window.name.includes('{CANARY[:7]}')")
    assert stored() == (0, 0)
    phone.context.set_offline(False)
    waits_until(phone, "stored")
    assert held(phone) == []
    assert stored() == (1, 1)
    with writing() as session:
        close_to_answers(
            session, "a", session.get_one(Consultation, consultation.id), app.config["CLOCK"]()
        )
    mix_all(ring, consultation.id)
    [(_, block)] = blocks_of(db.session(), consultation.id)
    assert block.size == 1


def lose(route: Route) -> None:
    """The answer arrives and is stored; the reply does not."""
    route.fetch()
    route.abort()


def with_(body: str, status: int = 200, kind: str = "application/json") -> Callable[[Route], None]:
    return lambda route: route.fulfill(status=status, body=body, content_type=kind)


@pytest.mark.parametrize(
    "fate",
    [
        lose,
        with_("<h1>Bienvenido a la red</h1>", kind="text/html"),
        with_('{"status": "stored"}'),
        with_('{"status": "stored", "_id": "AAAAAAAAAAAAAAAAAAAAAAAA"}'),
        with_('{"ok": true}'),
        with_('{"status": "retry"}', 503),
    ],
    ids=["reply lost", "portal", "no id", "another id", "somebody else", "retry"],
)
def test_only_our_own_word_counts(origin, phone: Page, fate) -> None:
    answered(phone, f"{origin}/c/barrio")
    phone.route("**/c/barrio", lambda r: fate(r) if r.request.method == "POST" else r.continue_())
    phone.route("**/c/barrio/sealed", lambda route: route.abort())
    press(phone, "send")
    waits_until(phone, "kept")
    phone.unroute_all()
    phone.context.set_offline(True)
    phone.context.set_offline(False)
    waits_until(phone, "stored")
    assert (held(phone), stored()) == ([], (1, 1))


def test_a_consultation_opened_later_sends_what_another_kept(
    app, ring, clock, consultation, origin, phone: Page
) -> None:
    answered(phone, f"{origin}/c/barrio")
    phone.route("**/sealed", lambda route: route.abort())
    phone.route("**/c/barrio", lambda r: r.abort() if r.request.method == "POST" else r.continue_())
    press(phone, "send")
    waits_until(phone, "kept")
    phone.unroute_all()
    with writing() as session:
        plan = Plan(shipped()["neighbourhood_safety_short"], "otra")
        other = create(session, "ana", consultation.programme_id, plan, clock())
        open_to_answers(session, "ana", other, clock())
    phone.goto(f"{origin}/c/otra")
    for _ in range(100):
        if not held(phone):
            break
        phone.wait_for_timeout(100)
    assert (held(phone), stored()) == ([], (1, 1))


def test_what_is_refused_holds_nobody_back_and_can_be_deleted(origin, phone: Page) -> None:
    phone.goto(f"{origin}/c/barrio")
    phone.wait_for_selector("[data-part=start]")
    phone.evaluate(HELD)
    phone.evaluate(ADD, {"address": "/c/barrio", "mark": "xxxxxx", "sealed": "1|nonsense"})
    answered(phone, f"{origin}/c/barrio")
    phone.route("**/c/barrio", lambda r: r.abort() if r.request.method == "POST" else r.continue_())
    press(phone, "send")
    waits_until(phone, "stored")
    assert stored() == (1, 1)
    assert [letter["mark"] for letter in held(phone)] == ["xxxxxx"]
    phone.on("dialog", lambda dialog: dialog.accept())
    press(phone, "another")
    press(phone, "drop")
    phone.wait_for_selector("#kept", state="hidden")
    assert held(phone) == []


def test_one_that_comes_too_late_is_told_so(app, clock, consultation, origin, phone: Page) -> None:
    answered(phone, f"{origin}/c/barrio")
    phone.context.set_offline(True)
    press(phone, "send")
    waits_until(phone, "kept")
    with writing() as session:
        close_to_answers(session, "a", session.get_one(Consultation, consultation.id), clock())
    phone.context.set_offline(False)
    waits_until(phone, "said")
    assert "Esta consulta ya cerró." in phone.inner_text("main")
    assert (held(phone), stored()) == ([], (0, 0))


def test_without_a_secure_line_nothing_is_kept_and_it_goes_on_trying(origin, phone: Page) -> None:
    port = origin.rpartition(":")[2]
    phone.clock.install()
    answered(phone, f"http://consulta.test:{port}/c/barrio")
    assert not phone.evaluate("isSecureContext")
    phone.context.set_offline(True)
    press(phone, "send")
    waits_until(phone, "open")
    assert "no puede guardarla" in phone.inner_text("main")
    assert held(phone) == []
    phone.context.set_offline(False)
    phone.clock.fast_forward(5_000)  # milliseconds, until it tries again
    waits_until(phone, "stored")
    assert stored() == (1, 1)


def test_without_a_key_in_the_page_it_is_sent_all_the_same(
    app, ring, consultation, origin, phone: Page
) -> None:
    ring.destroy(f"intake-{consultation.id}")
    answered(phone, f"{origin}/c/barrio")
    press(phone, "send")
    waits_until(phone, "stored")
    assert stored() == (1, 1)
