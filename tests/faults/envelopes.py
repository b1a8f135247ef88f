"""What somebody holds who copied the database while answers waited, and what keys still open it."""

from pathlib import Path

from cryptography.exceptions import InvalidTag
from sqlalchemy import select

from consult.db import db
from consult.responses.models import Pending
from consult.responses.stream import Stream, unseal
from tests.faults.conftest import Place
from tests.faults.steps import house

Envelope = tuple[str, bytes]  # its label, and what it seals


def envelopes(place: Place) -> list[Envelope]:
    """Every answer that waits."""
    with house(place) as app, app.app_context(), db.session() as session:
        return [(_label(row), row.sealed) for row in session.scalars(select(Pending))]


def opened(instance: Path, copied: list[Envelope]) -> int:
    """How many of them some file of the key ring opens, whatever that file is called."""
    keys = [file.read_bytes() for file in (instance / "keys").iterdir()]
    return sum(any(_opens(key, *envelope) for key in keys) for envelope in copied)


def _label(row: Pending) -> str:
    stream = Stream(row.consultation_id, row.version, row.channel)  # type: ignore[arg-type]
    return f"{stream.key_name(row.epoch)}|{row.id.hex()}"


def _opens(key: bytes, label: str, sealed: bytes) -> bool:
    try:
        return bool(unseal(key, sealed, label))
    except (InvalidTag, ValueError):  # another key, or half of one
        return False
