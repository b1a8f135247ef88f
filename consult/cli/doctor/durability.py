"""Whether what is committed stays: what the database says of itself on a connection of now."""

from collections.abc import Iterator

from flask_babel import lazy_gettext as _
from sqlalchemy import Connection

from consult.cli.doctor.finding import Finding
from consult.db import db

_FULL = {"2": "FULL", "3": "EXTRA"}  # what PRAGMA synchronous says where commits reach the disk


def look_at_durability() -> Iterator[Finding]:
    with db.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            yield from _sqlite(connection)
        else:
            yield from _postgres(connection)


def _sqlite(connection: Connection) -> Iterator[Finding]:
    asked = ("journal_mode", "synchronous", "secure_delete")
    told = {name: _ask(connection, f"PRAGMA {name}") for name in asked}
    if told["journal_mode"] != "wal":
        yield Finding(
            "not_wal",
            _("SQLite keeps its journal as “%(mode)s”, not as WAL.", mode=told["journal_mode"]),
            _("Put the instance on an ordinary disk of this machine, where SQLite can use WAL."),
        )
    if told["synchronous"] not in _FULL:
        yield _lost_at_power_cut("synchronous", told["synchronous"])
    if told["secure_delete"] != "1":
        yield Finding(
            "not_overwritten",
            _("SQLite does not overwrite what it deletes."),
            _("Use the SQLite that comes with Python, without settings of its own."),
        )


def _postgres(connection: Connection) -> Iterator[Finding]:
    for name in ("fsync", "synchronous_commit", "full_page_writes"):
        if (value := _ask(connection, f"SHOW {name}")) == "off":
            yield _lost_at_power_cut(name, value)
    if _ask(connection, "SHOW transaction_read_only") == "on":
        yield Finding(
            "read_only",
            _("This PostgreSQL takes no changes: it is a standby, or set to read only."),
            _("Let CONSULT_DATABASE_URL name the primary, or reset default_transaction_read_only."),
        )


def _lost_at_power_cut(name: str, value: str) -> Finding:
    return Finding(
        "not_durable",
        _(
            "%(name)s is %(value)s: a power cut would take answers that were acknowledged.",
            name=name,
            value=value,
        ),
        _("Set %(name)s to its default in the database.", name=name),
    )


def _ask(connection: Connection, question: str) -> str:
    return str(connection.exec_driver_sql(question).scalar())
