"""The databases that the tests stand on are what they say."""

import pytest
from sqlalchemy import create_engine, text

from tests.databases import drop_database, fresh_database, postgres_server


def test_each_kind_of_database_starts_empty_and_takes_a_row(database_url: str) -> None:
    engine = create_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE resident (name TEXT)"))
        connection.execute(text("INSERT INTO resident VALUES ('Ñusta')"))
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT name FROM resident")) == "Ñusta"
    engine.dispose()


def test_a_copy_has_what_its_template_had(postgres_url: str) -> None:
    template = fresh_database(postgres_url)
    _run(template, "CREATE TABLE resident AS SELECT 7 AS age")
    copy = fresh_database(postgres_url, template)
    assert _run(copy, "SELECT age FROM resident") == 7
    drop_database(copy)
    drop_database(template)


@pytest.mark.parametrize(("durable", "fsync"), [(True, "on"), (False, "off")])
def test_only_a_durable_server_waits_for_the_disk(durable: bool, fsync: str) -> None:
    with postgres_server(durable=durable) as server_url:
        assert _run(server_url, "SHOW fsync") == fsync


def _run(url: str, statement: str) -> object:
    engine = create_engine(url)
    with engine.begin() as connection:
        result = connection.execute(text(statement))
        value = result.scalar() if result.returns_rows else None
    engine.dispose()
    return value
