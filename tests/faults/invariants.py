"""What holds after every fault: nothing lost, nothing twice, nothing torn, nothing told."""

from collections import Counter
from collections.abc import Set
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select, text

from consult.db import db
from consult.responses.mixing import mix_what_is_due
from consult.responses.models import Pending
from tests.conftest import make_app
from tests.faults.numbered import CANARY, stored, texts


def check(
    url: str,
    instance: Path,
    acknowledged: Set[int],
    log: str = "",
    sent: Set[int] | None = None,
) -> None:
    """Assert the invariants from a house of its own, beside the server or after it.

    ``sent`` are all numbers that may be there: those acknowledged, and those whose client never
    learned what became of them. Everything that waits is mixed at the end.
    """
    assert CANARY not in log  # I5
    app = make_app(url, instance)
    try:
        _sound(app)
        before = _whole(app, acknowledged, sent or acknowledged)
        with app.app_context():
            mix_what_is_due(app.extensions["key_ring"], 1)
            assert db.session.scalar(select(func.count()).select_from(Pending)) == 0
        assert _whole(app, acknowledged, sent or acknowledged) == before
        _sound(app)
    finally:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def _whole(app: Flask, acknowledged: Set[int], sent: Set[int]) -> Counter[int]:
    found, said = stored(app), texts(app)
    assert acknowledged - found.keys() == set(), "none was lost"  # I1
    assert {number for number, count in found.items() if count > 1} == set(), "none came twice"
    assert found.keys() - sent == set(), "nothing is there that nobody sent"  # I2
    assert said == found, "and each of them is whole"
    return found


def _sound(app: Flask) -> None:
    """I4: the database is whole as far as it can say, and an answer could be stored."""
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            assert db.session.scalar(text("PRAGMA integrity_check")) == "ok"
        db.session.remove()
    assert app.test_client().get("/readyz").status_code == 200
