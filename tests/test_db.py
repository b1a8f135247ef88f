"""The database: up from empty, models and migrations the same, and writers that do not collide."""

import threading

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from consult.accounts.models import Programme
from consult.db import db, is_current, writing


def test_migrations_make_what_the_models_say(app):
    assert is_current()
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, db.metadata) == []


def test_many_who_read_and_then_write_all_succeed(app):
    def add(number: int) -> None:
        with app.app_context(), writing() as session:
            count = session.query(Programme).count()
            session.add(Programme(name_es=f"{number}", name_en=f"{count}"))

    threads = [threading.Thread(target=add, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert db.session.query(Programme).count() == 20


@pytest.mark.parametrize("furnished_url", ["sqlite"], indirect=True)
def test_sqlite_waits_for_the_disk_and_overwrites_what_it_deletes(app):
    with db.engine.connect() as connection:
        asked = ("journal_mode", "synchronous", "secure_delete", "busy_timeout", "foreign_keys")
        told = [connection.execute(text(f"PRAGMA {name}")).scalar() for name in asked]
    assert told == ["wal", 2, 1, 30000, 1]
