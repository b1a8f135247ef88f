"""Blocks: many answers to one published version as packed columns, linked to nobody.

The bytes are zlib over msgpack: ``{"size": n, "columns": {id: [dtype, bytes]}}``. They say how many
answers they hold and nothing of where an answer came from or when.
"""

import secrets
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgpack
import numpy as np
from numpy.typing import NDArray

from consult.tables.columns import Column

Codes = NDArray[np.unsignedinteger[Any]]
_LEVEL = 1  # small integers shrink well at once; higher levels cost time and save little


class ForeignBlock(ValueError):
    """Bytes that are no block of this layout."""


@dataclass(frozen=True, slots=True)
class Block:
    """``size`` answers; ``arrays`` holds one array of codes, of that length, for each column id."""

    size: int
    arrays: Mapping[str, Codes]


def from_rows(columns: Sequence[Column], rows: Sequence[Sequence[int]]) -> Block:
    """Turn encoded answers, one code for each column, into a block."""
    series = zip(*rows, strict=True) if rows else ((),) * len(columns)
    paired = zip(columns, series, strict=True)
    return Block(len(rows), {column.id: np.array(codes, column.dtype) for column, codes in paired})


def pack(columns: Sequence[Column], answers: Block | Sequence[Sequence[int]]) -> bytes:
    """The bytes of a block, of answers in the order given."""
    block = answers if isinstance(answers, Block) else from_rows(columns, answers)
    packed = {
        column.id: [column.dtype.str, block.arrays[column.id].astype(column.dtype).tobytes()]
        for column in columns
    }
    return zlib.compress(msgpack.packb({"size": block.size, "columns": packed}), _LEVEL)


def unpack(columns: Sequence[Column], body: bytes) -> Block:
    """Read a block back. Raises ForeignBlock where it is damaged or of another layout."""
    try:
        stored = msgpack.unpackb(zlib.decompress(body))
        size, packed = stored["size"], stored["columns"]
        arrays = {column.id: np.frombuffer(*reversed(packed[column.id])) for column in columns}
    except (zlib.error, msgpack.UnpackException, ValueError, KeyError, TypeError) as fault:
        raise ForeignBlock from fault
    if len(packed) != len(columns) or any(len(codes) != size for codes in arrays.values()):
        raise ForeignBlock
    return Block(size, arrays)


def join(blocks: Sequence[Block]) -> Block:
    """One block out of at least one block of the same layout, in the order given."""
    arrays = {
        name: np.concatenate([block.arrays[name] for block in blocks]) for name in blocks[0].arrays
    }
    return Block(sum(block.size for block in blocks), arrays)


def shuffled(block: Block, random: Callable[[int], bytes] = secrets.token_bytes) -> Block:
    """The same answers in an order drawn at random: ``random(k)`` gives k unpredictable bytes.

    Sorting by random 64-bit keys is an even choice among all orders, ties (about n²/2⁶⁵) apart.
    """
    keys = np.frombuffer(random(8 * block.size), np.uint64)
    order = np.argsort(keys, kind="stable")
    return Block(block.size, {name: codes[order] for name, codes in block.arrays.items()})
