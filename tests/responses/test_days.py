"""A consultation opens as its day begins and closes once its last one is over."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from consult.accounts.models import AuditEntry
from consult.app import create_runner
from consult.config import LIMA
from consult.consultations.models import Consultation
from consult.consultations.published import find
from consult.db import db, writing
from consult.keys import KeyRing
from consult.responses.days import keep_days
from consult.responses.models import Pending, StoredBlock
from tests.cast import Visitor
from tests.conftest import Clock

TODAY, TOMORROW = date(2026, 11, 24), date(2026, 11, 25)
MIDNIGHT = datetime(2026, 11, 25, 5, 0, tzinfo=UTC)  # in Lima


@pytest.fixture
def inside(house: Flask) -> Iterator[KeyRing]:
    with house.app_context():
        yield house.extensions["key_ring"]


def put(slug: str, **values: object) -> None:
    with writing() as session:
        consultation = find(session, slug)
        for name, value in values.items():
            setattr(consultation, name, value)


def states() -> dict[str, str]:
    db.session.rollback()
    return {row.slug: row.state for row in db.session.scalars(select(Consultation))}


def last_entry() -> tuple[str, str, str]:
    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc())).first()
    assert entry is not None
    return entry.actor, entry.verb, entry.object


def keep(ring: KeyRing, now: datetime, *, believed: bool = True) -> None:
    keep_days(ring, now, now.astimezone(LIMA).date() if believed else None)


def test_it_opens_with_the_day_in_lima(inside: KeyRing) -> None:
    put("c-draft", opens_on=TOMORROW, closes_on=TOMORROW)
    keep(inside, MIDNIGHT - timedelta(seconds=1))
    assert states()["c-draft"] == "draft"
    keep(inside, MIDNIGHT, believed=False)
    assert states()["c-draft"] == "open"
    assert last_entry() == ("consult", "consultation.open", "c-draft")


def test_it_closes_after_the_day_in_lima_and_mixes_what_waits(
    house: Flask, inside: KeyRing, neighbour: Visitor
) -> None:
    put("c-open", closes_on=TODAY)
    form = {"_id": "x" * 22, "_version": "1", "_lang": "es", "district": "130102", "_end": "1"}
    assert neighbour.client.post("/c/c-open", data=form).status_code == 303
    keep(inside, MIDNIGHT - timedelta(seconds=1))
    assert states()["c-open"] == "open"
    keep(inside, MIDNIGHT, believed=False)  # not by a clock that may run ahead: it is for good
    assert states()["c-open"] == "open"
    keep(inside, MIDNIGHT)
    assert states()["c-open"] == "closed"
    assert last_entry() == ("consult", "consultation.close", "c-open")
    assert db.session.scalar(select(Pending)) is None
    assert db.session.scalars(select(StoredBlock.size)).all() == [1]


def test_a_draft_with_faults_stays_and_says_so_on_its_page_only(
    inside: KeyRing, rosa: Visitor, caplog: pytest.LogCaptureFixture
) -> None:
    put("c-draft", opens_on=TODAY)
    with writing() as session:
        consultation = find(session, "c-draft")
        assert consultation is not None
        assert consultation.draft is not None
        consultation.draft = consultation.draft | {"sections": []}
    entries = len(db.session.scalars(select(AuditEntry)).all())
    for minute in range(3):
        keep(inside, MIDNIGHT + timedelta(minutes=minute))
    assert states()["c-draft"] == "draft"
    assert len(db.session.scalars(select(AuditEntry)).all()) == entries
    assert caplog.text == ""


def test_what_is_late_is_said_on_its_page(house: Flask, rosa: Visitor, clock: Clock) -> None:
    with house.app_context():
        consultation = find(db.session(), "c-draft")
        assert consultation is not None
        assert consultation.draft is not None
        put("c-draft", opens_on=TODAY, draft=consultation.draft | {"sections": []})
    clock.pass_(days=1)
    page = rosa.sees("/staff/consultations/c-draft")
    assert "debió abrir el 24 de noviembre de 2026" in page
    assert "corregir" in page and "/staff/consultations/c-draft/review" in page


@pytest.mark.parametrize(
    ("values", "state"),
    [
        ({"opens_on": TODAY, "closes_on": TODAY}, "draft"),  # over before it began
        ({"opens_on": None, "closes_on": TODAY}, "draft"),
        ({"opens_on": TODAY, "closes_on": None}, "open"),
    ],
)
def test_what_is_due(inside: KeyRing, values: dict[str, date | None], state: str) -> None:
    put("c-draft", **values)
    keep(inside, MIDNIGHT)
    assert states()["c-draft"] == state


def test_the_runner_keeps_the_days(house: Flask, inside: KeyRing, clock: Clock) -> None:
    put("c-draft", opens_on=TODAY)
    runner = create_runner(house)
    [chore] = [chore for chore in runner._chores if chore.name == "days"]
    runner._do(chore)
    assert states()["c-draft"] == "open"
