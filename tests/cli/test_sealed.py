"""A tablet's sealed queue, taken in from its file on the command line."""

import json
import secrets
from urllib.parse import urlencode

import pytest

from consult.consultations.published import find
from consult.db import db
from consult.responses.intake_key import told
from consult.responses.mixing import keep_keys_ready
from consult.responses.stored import answers_stored
from tests.cli.places import at, build
from tests.faults.numbered import SLUG, open_house
from tests.field.conftest import saved
from tests.sealed import Phone

__all__ = ["at", "build"]


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_a_queue_is_taken_in_once_and_what_is_refused_is_named(at, build, tmp_path, kind):
    place, file = build(kind), tmp_path / "queue.jsonl"
    open_house(place.url, place.instance)
    with place.app() as app:
        ring, consultation = app.extensions["key_ring"], find(db.session(), SLUG)
        keep_keys_ready(ring)
        phone = Phone(told(ring, consultation.id), SLUG)
        mark = app.extensions["tablets"].mark(consultation.id)
    sealed = [phone.seals(form(number, mark)).decode() for number in range(3)]
    file.write_bytes(saved(*sealed, consultation=SLUG))
    assert at(place, "answers", "sealed", SLUG, file)[:2] == (
        0,
        "3 stored now, 0 already stored before, 0 refused.\n",
    )
    file.write_bytes(file.read_bytes() + b"{}\n")
    ran = at(place, "answers", "sealed", SLUG, file, "--json")
    assert ran.code == 1 and ran.err[1:] == [
        "Line 4: It is damaged, or nothing that a tablet sealed."
    ]
    refused = [{"line": 4, "status": "malformed"}]
    assert json.loads(ran.out) == {"stored": 0, "before": 3, "refused": refused}
    with place.app():
        assert answers_stored(db.session(), find(db.session(), SLUG).id) == 3


def form(number: int, mark: str) -> bytes:
    fields = {"_id": secrets.token_urlsafe(18), "_version": "1", "_field": mark}
    return urlencode({**fields, "n0": f"o{number}", "_end": "1"}).encode()


def test_an_unknown_consultation_is_named(at, build, tmp_path):
    file = tmp_path / "queue.jsonl"
    file.touch()
    ran = at(build("sqlite"), "answers", "sealed", "nowhere", file)
    assert ran.code == 1 and "nowhere" in ran.err[0]
