"""The attackers. Each returns rows, or people, in the order in which it says they came."""

import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

from consult.tables.blocks import ForeignBlock, unpack
from consult.tables.columns import FIRST, layout
from tests.faults.numbered import questionnaire
from tests.hostile.evidence import Evidence, Table

RowAttack = Callable[[Evidence, Table], list[bytes]]

_COLUMNS = layout(questionnaire())
_BLOCK = b"\x78\x01"  # how zlib begins at level 1


def rows_as_read(evidence: Evidence, table: Table) -> list[bytes]:
    """In whatever order the database gives them."""
    return evidence.rows(f"SELECT {table.key} FROM {table.name}")


def rows_by_hidden_column(column: str) -> RowAttack:
    """By a column that nobody declared."""

    def attack(evidence: Evidence, table: Table) -> list[bytes]:
        ordered = f"{column}::text::bigint" if column in ("xmin", "xmax", "cmin") else column
        return evidence.rows(f"SELECT {table.key} FROM {table.name} ORDER BY {ordered}")

    return attack


def rows_by_place(evidence: Evidence, table: Table) -> list[bytes]:
    """By where they lie in the file: both databases fill a page from its end."""
    file, keys = evidence.table_file(table.name), rows_as_read(evidence, table)
    places = {key: divmod(file.find(key), evidence.page) for key in keys}
    return sorted(keys, key=lambda key: (places[key][0], -places[key][1]))


def rows_by_log(evidence: Evidence, table: Table) -> list[bytes]:
    """By where the log first speaks of them; those of before come first."""
    log, keys = evidence.log(), rows_as_read(evidence, table)
    return sorted(keys, key=log.find)


def rows_by_dump(folder: Path) -> RowAttack:
    """By their order in a backup."""

    def attack(evidence: Evidence, table: Table) -> list[bytes]:
        return sorted(rows_as_read(evidence, table), key=evidence.dump(folder).find)

    return attack


def answers_as_stored(evidence: Evidence) -> list[int]:
    """The people of the blocks, in the order of the rows and of the answers in them."""
    return [person for body in evidence.rows("SELECT body FROM block") for person in people(body)]


def answers_by_versions(data: bytes) -> list[int]:
    """By what each version of the open block has that the one before it had not."""
    known: dict[int, None] = {}
    for version in sorted(versions(data), key=len):
        known.update(dict.fromkeys(version))
    return list(known)


def versions(data: bytes) -> Iterator[list[int]]:
    """Every block that lies whole among some bytes, in use or forgotten."""
    start = data.find(_BLOCK)
    while start >= 0:
        if found := _read(data[start : start + 4096]):
            yield found
        start = data.find(_BLOCK, start + 1)


def people(body: bytes) -> list[int]:
    """The numbers that the answers of a block spell. Raises ForeignBlock."""
    arrays = unpack(_COLUMNS, body).arrays.values()
    return [
        int("".join(str(int(code) - FIRST) for code in codes))
        for codes in zip(*arrays, strict=True)
    ]


def _read(data: bytes) -> list[int] | None:
    try:
        stream = zlib.decompressobj()
        stream.decompress(data)
        return people(data[: len(data) - len(stream.unused_data)]) if stream.eof else None
    except (zlib.error, ForeignBlock):
        return None
