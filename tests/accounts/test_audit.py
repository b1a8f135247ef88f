"""The record: one unbroken sequence, in the transaction of the change, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import select

from consult.accounts.audit import canonical, record
from consult.accounts.models import AuditEntry
from consult.db import db, writing
from tests.porch import porch


def sequence() -> list[int]:
    return list(db.session.scalars(select(AuditEntry.seq).order_by(AuditEntry.seq)))


def test_what_rolls_back_leaves_no_entry_and_no_gap(tmp_path: Path, database_url: str) -> None:
    with porch(tmp_path, database_url) as app, app.app_context():
        with writing() as session:
            record(session, "rosa@example.org", "thing.make", "c-7k2m", {"a": 1})
        with pytest.raises(RuntimeError), writing() as session:
            record(session, "rosa@example.org", "thing.break", "c-7k2m", {})
            raise RuntimeError
        with writing() as session:
            record(session, "rosa@example.org", "thing.mend", "c-7k2m", {})
        assert sequence() == [1, 2]


def test_many_at_once_make_one_sequence(tmp_path: Path, database_url: str) -> None:
    with porch(tmp_path, database_url) as app, app.app_context():

        def deed(number: int) -> None:
            with app.app_context(), writing() as session:
                record(session, "rosa@example.org", "thing.do", "c-7k2m", {"number": number})

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(deed, range(40)))
        assert sequence() == list(range(1, 41))


def test_one_meaning_has_one_text() -> None:
    assert canonical({"b": "ñ", "a": [1, 2]}) == '{"a":[1,2],"b":"ñ"}'
    with pytest.raises(ValueError, match="JSON"):
        canonical({"a": float("nan")})
