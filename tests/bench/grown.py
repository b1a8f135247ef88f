"""Consultations that have many answers already: blocks, and the notes that they were stored."""

from pathlib import Path

import numpy as np
from sqlalchemy import text

from consult.db import db, forget, writing
from consult.questionnaire.answers import read_answers
from consult.responses.resting import add_to_blocks
from consult.responses.stream import Stream
from consult.tables.blocks import Block, from_rows
from consult.tables.columns import encode, layout
from tests.bench.contenders import open_house
from tests.bench.residents import QUESTIONNAIRE, people
from tests.conftest import make_app

STREAM = Stream(1, 1, "phone")
# In no order, as they come: pages filled from left to right would be full, and split at once.
_NOTED = {
    "sqlite": (
        "PRAGMA cache_size=-500000",
        "WITH RECURSIVE one(number) AS"
        " (SELECT 1 UNION ALL SELECT number + 1 FROM one WHERE number < :size)"
        " INSERT INTO seen (consultation_id, id_hash, content)"
        " SELECT 1, randomblob(32), randomblob(32) FROM one",
        "PRAGMA cache_size=-2000",
    ),
    "postgresql": (
        "INSERT INTO seen (consultation_id, id_hash, content)"
        " SELECT 1, sha256(gen_random_uuid()::text::bytea), sha256(gen_random_uuid()::text::bytea)"
        " FROM generate_series(1, :size)",
    ),
}


def open_grown_house(url: str, instance: Path, size: int) -> None:
    """A house as ``open_house`` makes it, after so many answers have come in and were mixed."""
    open_house(url, instance)
    app = make_app(url, instance)
    with app.app_context():
        with writing() as session:
            for statement in _NOTED[db.engine.dialect.name]:
                named = {"size": size} if ":size" in statement else {}
                session.execute(text(statement), named)
            ring = app.extensions["key_ring"]
            STREAM.begin_epoch(ring, session.connection())
            add_to_blocks(ring, session, STREAM, crowd(size), [])
        forget("block", "pending")
        if db.engine.dialect.name == "postgresql":
            with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(text("VACUUM ANALYZE"))
                connection.execute(text("CHECKPOINT"))
        db.session.remove()
        db.engine.dispose()


def crowd(size: int) -> Block:
    columns = layout(QUESTIONNAIRE)
    read = [read_answers(QUESTIONNAIRE, pairs) for pairs in people()]
    few = from_rows(columns, [encode(columns, one.answers, one.asked) for one in read])
    drawn = np.random.default_rng(1).integers(few.size, size=size)
    return Block(size, {name: codes[drawn] for name, codes in few.arrays.items()})
