"""A server killed while results are made: finished by the next runner or absent, never half."""

import pytest
from flask_babel import force_locale
from sqlalchemy import select

from consult.consultations.models import Consultation
from consult.db import db, writing
from consult.releases import freeze
from consult.releases.freeze import prepare, request_release
from consult.releases.ledger import checksum, made_elsewhere
from consult.releases.models import StoredRelease
from consult.responses.importing import read, take_in
from consult.tables.audit import prove
from consult.tables.history import prove_after
from consult.tables.stored import from_bytes
from consult.web.refusal import Refusal
from tests.conftest import make_app
from tests.faults.numbered import SLUG
from tests.faults.steps import KEY_CREATED, Act, deaths, house, named, sheet, together

FIRST, MORE = range(60), range(60, 160)


@pytest.fixture
def asked(place):
    """Results no. 1 are made, and no. 2 were asked for."""
    with house(place) as app, app.app_context():
        import_(app, FIRST)
        ask(app)
        make(app)
        import_(app, MORE)
        ask(app)
    return place


def import_(app, numbers) -> None:
    with writing() as session:
        consultation = session.scalars(select(Consultation)).one()
        bulk = read(consultation, sheet(numbers))
        take_in(app.extensions["key_ring"], session, "test", consultation, bulk)


def ask(app) -> None:
    with writing() as session:
        consultation = session.scalars(select(Consultation)).one()
        request_release(session, "test", consultation, None, app.config["CLOCK"]())


def make(app) -> str | None:
    number = db.session.scalar(select(StoredRelease.id).filter_by(state="preparing"))
    db.session.remove()
    why = prepare(app.extensions["key_ring"], number) if number else None
    return why.en if why else None


def maker(url, instance) -> Act:
    """What the runner does with the job."""
    app = make_app(url, instance)

    def act() -> str | None:
        with app.app_context():
            return make(app)

    return act


def hasty(url, instance) -> Act:
    """A maker that shows results before it has noted them."""
    freeze.enter_all = lambda *_arguments: None
    return maker(url, instance)


def forgetful(url, instance) -> Act:
    """A maker that notes results whose tables rest nowhere yet."""
    enter_all, ring = freeze.enter_all, make_app(url, instance).extensions["key_ring"]
    keep = freeze._keep

    def note_and_keep(release_id, body) -> None:
        ring.keep(f"released-2-{SLUG}", checksum(body))
        keep(release_id, body)

    freeze._keep, freeze.enter_all = note_and_keep, enter_all
    return maker(url, instance)


def rows() -> list[StoredRelease]:
    found = list(db.session.scalars(select(StoredRelease).order_by(StoredRelease.number)))
    for one in found:
        assert one.state != "ready" or one.body
    return found


def survives(scene, place, folder, scale) -> None:
    for there in deaths(scene, place, folder, scale):
        with house(there) as app, app.app_context():
            ring, consultation = app.extensions["key_ring"], db.session.scalar(select(Consultation))
            entered = set(ring.names("released-"))
            kept = {one.number: one.body for one in rows()}
            assert all(
                f"released-{one.number}-{SLUG}" in entered for one in rows() if one.state == "ready"
            ), "shown and not noted"
            db.session.remove()
            import_(app, range(160, 170))  # the next runner finds other answers
            assert make(app) is None, "blocked for good"
            first, second = rows()
            assert (first.state, second.state) == ("ready", "ready")
            assert kept[2] in (None, second.body), "made twice"
            one, other = from_bytes(first.body), from_bytes(second.body)
            assert prove(other) == prove_after(other, one) == []
            assert made_elsewhere(ring, db.session(), consultation) == []


def test_the_steps_of_making_results_are_known(asked, tmp_path):
    names = named(maker, asked, tmp_path)
    print(names)
    assert set(names) >= KEY_CREATED
    assert names.count("before commit") >= 2
    kept, noted = names.index("after commit"), names.index("after create link")
    assert kept < noted < len(names) - 1 - names[::-1].index("before commit")


def test_results_that_a_kill_interrupts_are_finished(asked, tmp_path, scale):
    survives(maker, asked, tmp_path, scale)


def test_shown_before_they_are_noted_the_ring_would_not_know_of_them(asked, tmp_path, scale):
    with pytest.raises(AssertionError, match="shown and not noted"):
        survives(hasty, asked, tmp_path, scale)


def test_noted_before_they_are_kept_they_would_be_blocked_for_good(asked, tmp_path, scale):
    with pytest.raises(AssertionError, match="blocked for good"):
        survives(forgetful, asked, tmp_path, scale)


def asker(url, instance) -> Act:
    """A coordinator who asks for results; what she is told."""
    app = make_app(url, instance)

    def act() -> str:
        try:
            with app.test_request_context(), force_locale("en"):
                ask(app)
        except Refusal as refusal:
            return str(refusal)
        return "asked"

    return act


def test_of_two_who_ask_at_once_one_is_told_that_they_are_prepared(place, scale):
    with house(place) as app, app.app_context():
        import_(app, FIRST)
    for _round in range(scale.of(short=3, long=30)):
        told = together((asker, *place), (asker, *place))
        assert sorted(told) == ["Results no. 1 are being prepared.", "asked"]
        with house(place) as app, app.app_context():
            [stored] = rows()
            number = stored.id
            db.session.remove()
            freeze.give_up(number)


def test_of_two_who_make_them_at_once_one_set_of_tables_stands(asked):
    assert together((maker, *asked), (maker, *asked)) == [None, None]
    with house(asked) as app, app.app_context():
        assert [one.state for one in rows()] == ["ready", "ready"]
        consultation = db.session.scalar(select(Consultation))
        assert made_elsewhere(app.extensions["key_ring"], db.session(), consultation) == []
