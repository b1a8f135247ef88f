"""The database: up from empty, models and migrations the same, and writers that do not collide."""

import threading

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask_migrate import downgrade, upgrade
from sqlalchemy import select, text

from consult.accounts.models import Programme
from consult.accounts.staff import ensure_programme
from consult.config import migrations_folder
from consult.consultations.create import Plan, create
from consult.consultations.models import Consultation
from consult.db import db, is_current, writing
from consult.questionnaire.shipped import shipped
from consult.responses.closing import open_to_answers


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


def test_what_was_there_before_the_ages_is_for_adults(app, clock):
    with writing() as session:
        programme = ensure_programme(session, "Uno", "One")
        plan = Plan(shipped()["neighbourhood_safety"], "barrio", minimum_age=14)
        open_to_answers(
            session, "ana", create(session, "ana", programme.id, plan, clock()), clock()
        )
    folder = str(migrations_folder())
    downgrade(directory=folder, revision="0002")
    upgrade(directory=folder)
    assert is_current()
    [kept] = db.session.scalars(select(Consultation))
    assert (kept.slug, kept.version, kept.minimum_age) == ("barrio", 1, 18)
