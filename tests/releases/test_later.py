"""Results after the first: made when due, and never again what people have seen otherwise."""

import re
import shutil

import pytest
from flask import Flask
from sqlalchemy import delete

from consult.cli.doctor.examination import examine
from consult.consultations.published import find
from consult.db import db, writing
from consult.releases.freeze import prepare, request_release
from consult.releases.ledger import made_elsewhere
from consult.releases.models import StoredRelease
from consult.web.refusal import Refusal
from tests.cast import Visitor
from tests.releases.test_views import OF, ONE, PUBLIC, answer, released, run

__all__ = ["released"]
DUE = 90  # answers, after 120
MAKE = "Hacer resultados n.º 2"


@pytest.fixture
def second(house: Flask, released: Visitor) -> Visitor:
    """A coordinator who has made results no. 2 as well."""
    answer(house, DUE)
    released.sends(OF)
    run(house)
    return released


def test_what_is_missing_is_told_in_tens(house: Flask, released: Visitor) -> None:
    page = released.sees(OF)
    assert re.search(r"Faltan unas \d0 respuestas", page)
    assert MAKE not in page
    answer(house, DUE)
    page = released.sees(OF)
    assert "Faltan" not in page
    assert MAKE in page
    assert "Resultados n.º 2. No se pueden rehacer." in page
    assert "ninguna cantidad es menor que antes" in page


def test_the_page_lists_the_newest_first(second: Visitor) -> None:
    page = second.sees(OF)
    assert re.findall(r"<h2>Resultados n\.º (\d)", page)[:2] == ["2", "1"]
    assert "Faltan unas" in page


def test_everybody_sees_the_latest_and_can_look_at_the_earlier(
    house: Flask, released: Visitor, neighbour: Visitor
) -> None:
    first = neighbour.sees(PUBLIC)
    answer(house, DUE)
    released.sends(OF)
    run(house)
    assert "<h1>Resultados n.º 2</h1>" in neighbour.sees(PUBLIC)
    assert f'href="{PUBLIC}/1?' in neighbour.sees(PUBLIC)
    again = neighbour.sees(f"{PUBLIC}/1")
    assert figures(again) == figures(first) != []
    neighbour.sees(f"{PUBLIC}/3", 404)


def figures(page: str) -> list[str]:
    return re.findall(r'<table class="figures.*?</table>', page, re.DOTALL)


def test_asked_for_too_early_it_says_why_and_can_be_asked_for_again(
    house: Flask, released: Visitor
) -> None:
    released.sends(OF)
    run(house)
    assert "Todavía no corresponde hacer los resultados n.º 2" in released.sees(OF)
    assert states(house) == [(1, "ready"), (2, "refused")]
    answer(house, DUE)
    released.sends(OF)
    run(house)
    assert states(house) == [(1, "ready"), (2, "ready")]


def states(house: Flask) -> list[tuple[int, str]]:
    with house.app_context():
        rows = db.select(StoredRelease.number, StoredRelease.state)
        return [tuple(row) for row in db.session.execute(rows.order_by(StoredRelease.number))]


def test_a_rehearsal_of_the_next_says_what_is_missing(house: Flask, released: Visitor) -> None:
    page = released.sees(f"{OF}/rehearsal")
    assert "n.º 2" in page
    assert "Faltan unas" in page
    answer(house, DUE)
    assert "Se mostrarían" in released.sees(f"{OF}/rehearsal")


def test_one_that_failed_once_its_tables_were_kept_is_finished_as_it_is(
    house: Flask, julio: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(house, 120)
    julio.sends(OF)
    monkeypatch.setattr("consult.releases.freeze.enter_all", full)
    with pytest.raises(OSError, match="no room"):
        run(house)
    julio.sees(ONE, 404)
    kept = bodies(house)
    monkeypatch.undo()
    answer(house, DUE)  # which would change it, were it built anew
    run(house)
    assert bodies(house) == kept
    julio.sees(ONE)


def full(*_arguments: object) -> None:
    raise OSError("no room")


def bodies(house: Flask) -> list[bytes | None]:
    with house.app_context():
        return list(db.session.scalars(db.select(StoredRelease.body)))


def older(house: Flask, numbers: list[int]) -> None:
    """The database is one from before these releases."""
    with house.app_context(), writing() as session:
        session.execute(delete(StoredRelease).where(StoredRelease.number.in_(numbers)))


@pytest.mark.parametrize(("gone", "said"), [([1, 2], "n.º 1, 2"), ([2], "n.º 2")])
def test_what_a_restored_database_does_not_know_is_not_made_again(
    house: Flask, second: Visitor, gone: list[int], said: str
) -> None:
    older(house, gone)
    assert f"Ya se hicieron resultados {said} que esta base de datos no tiene" in second.sees(OF)
    second.sends(OF)
    run(house)
    assert states(house)[-1] == (min(gone), "refused")
    assert "copia de seguridad más reciente" in second.sees(OF)
    second.sends(f"{OF}")  # and so it stays
    run(house)
    assert states(house)[-1] == (min(gone), "refused")
    with house.app_context():
        assert [one.code for one in examine() if one.code == "results_lost"] == [
            "results_lost"
        ] * len(gone)


def test_other_tables_under_the_same_number_are_noticed(house: Flask, released: Visitor) -> None:
    with house.app_context(), writing() as session:
        stored = session.scalars(db.select(StoredRelease)).one()
        stored.body = (stored.body or b"") + b"0"
    with house.app_context():
        session, ring = db.session(), house.extensions["key_ring"]
        consultation = find(session, "c-open")
        assert consultation is not None
        assert made_elsewhere(ring, session, consultation) == [1]


def test_releases_from_before_there_was_a_ledger_are_entered(
    house: Flask, released: Visitor
) -> None:
    ring = house.extensions["key_ring"]
    ring.destroy("released-1-c-open")
    answer(house, DUE)
    released.sends(OF)
    run(house)
    assert set(ring.names("released-")) == {"released-1-c-open", "released-2-c-open"}


def test_no_second_rounding_key_is_ever_made(house: Flask, released: Visitor) -> None:
    ring = house.extensions["key_ring"]
    [name] = ring.names("rounding-")
    ring.destroy(name)
    answer(house, DUE)
    assert "Falta la llave que redondeó" in released.sees(OF)
    released.client.get(f"{OF}/rehearsal")
    released.sends(OF)
    run(house)
    assert states(house) == [(1, "ready"), (2, "refused")]
    assert list(ring.names("rounding-")) == []


def test_nothing_is_made_while_the_disk_of_the_keys_is_away(house: Flask, julio: Visitor) -> None:
    answer(house, 120)
    ring = house.extensions["key_ring"]
    for key in ring.folder.glob("epoch-*"):
        shutil.move(key, ring.folder.parent)
    assert "Faltan llaves en el llavero" in julio.sees(OF)
    julio.client.get(f"{OF}/rehearsal")
    julio.sends(OF)
    run(house)
    assert states(house) == [(1, "refused")]
    assert list(ring.names("rounding-")) == []
    for key in ring.folder.parent.glob("epoch-*"):
        shutil.move(key, ring.folder)
    julio.sends(OF)
    run(house)
    assert states(house) == [(1, "ready")]


def test_a_runner_that_comes_late_changes_nothing(house: Flask, released: Visitor) -> None:
    kept = bodies(house)
    answer(house, DUE)
    with house.app_context():
        number = db.session.scalars(db.select(StoredRelease.id)).one()
        db.session.rollback()
        assert prepare(house.extensions["key_ring"], number) is None
    assert bodies(house) == kept


def test_while_one_is_made_no_other_is_asked_for(house: Flask, released: Visitor) -> None:
    answer(house, DUE)
    released.sends(OF)
    with house.test_request_context(), writing() as session:
        consultation = find(session, "c-open")
        assert consultation is not None
        with pytest.raises(Refusal, match="2"):
            request_release(session, "test", consultation, None, house.config["CLOCK"]())
