"""The way on when keys are lost: nothing is forgotten, and answers are taken again."""

import shutil
from collections import Counter

import pytest

from consult.accounts.models import AuditEntry
from consult.db import db
from tests.cli.places import WAITING, at, build, numbered, send
from tests.faults.numbered import stored

__all__ = ["at", "build"]


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_lost_keys_are_renewed_once_and_may_turn_up(at, build, kind):
    place, aside = numbered(build(kind), 0, WAITING), build("sqlite")
    aside.take_keys_of(place)
    assert at(place, "keys", "renew", "--yes").err == [
        "The key ring is not behind: there is nothing to renew."
    ]
    shutil.rmtree(place.instance / "keys")
    assert at(place, "keys", "renew").code == 1  # nobody said yes
    told = at(place, "keys", "renew", "--yes")
    assert (told.code, told.out, told.err) == (0, "Answers are taken again.\n", [])
    with place.app() as app:
        send(app, 99)
        assert db.session.query(AuditEntry).filter_by(verb="keys.renew").count() == 1
    with place.take_keys_of(aside).app() as app:
        assert stored(app) == Counter([*range(WAITING), 99])
