"""Counting: fused codes and ``bincount``, a chunk that fits the cache at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from consult.questionnaire.document import EMPTY, NOT_ASKED
from consult.tables.blocks import Block, Codes
from consult.tables.columns import FIRST, STATUSES, Column, code_of_option
from consult.tables.items import Item

Counts = NDArray[np.int64]
_CHUNK = 1 << 15
_NIBBLE = 4  # a set of bits is counted four at a time: 16 patterns, then one small product
_PATTERNS: Counts = np.array([[n >> bit & 1 for bit in range(_NIBBLE)] for n in range(16)])


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers to one published version, and the columns that they rest in."""

    columns: Mapping[str, Column]
    block: Block


@dataclass(frozen=True, slots=True)
class People:
    """Who answered, by every role at once.

    ``cells``: for each populated joint cell the code of its group on each axis, [cells, axes];
    ``counts``: how many people are in it, [cells]; ``where``: for each version the cell of each
    of its answers.
    """

    cells: Counts
    counts: Counts
    where: tuple[NDArray[np.int32], ...]


def people(answers: Sequence[Answers], axes: Sequence[Item]) -> People:
    """Place every answer in its joint cell."""
    sizes = [width(axis) for axis in axes]
    joint = [_joint(version, axes, sizes) for version in answers]
    totals = sum(np.bincount(cells, minlength=int(np.prod(sizes))) for cells in joint)
    populated = np.flatnonzero(totals)
    place = np.zeros(int(np.prod(sizes)), np.int32)
    place[populated] = np.arange(len(populated))
    grid = np.unravel_index(populated, sizes) if sizes else ()
    cells = np.stack(grid, axis=1) if sizes else np.zeros((len(populated), 0), np.int64)
    return People(cells, np.asarray(totals)[populated], tuple(place[codes] for codes in joint))


def tally(item: Item, answers: Sequence[Answers], who: People) -> Counts:
    """People by joint cell and line, [cells, 4 + options]: the four reasons, then the options."""
    total = np.zeros((len(who.counts), width(item)), np.int64)
    for version, where in zip(answers, who.where, strict=True):
        total += _tally_version(item, version, where, len(who.counts))
    return total


def width(item: Item) -> int:
    """How many codes an item has."""
    return FIRST + len(item.options)


def crossed(where: NDArray[np.int32], cells: int, codes: Codes, codes_end: int) -> Counts:
    """How many answers have each code in each cell, [cells, codes_end]."""
    total = np.zeros(cells * codes_end, np.int64)
    fused = np.empty(_CHUNK, np.intp)
    for start in range(0, len(where), _CHUNK):
        some = fused[: min(_CHUNK, len(where) - start)]
        np.multiply(where[start : start + _CHUNK], codes_end, out=some, dtype=np.intp)
        np.add(some, codes[start : start + _CHUNK], out=some, casting="unsafe")
        total += np.bincount(some, minlength=total.size)
    return total.reshape(cells, codes_end)


def crossed_bits(where: NDArray[np.int32], cells: int, sets: Codes, bits: int) -> Counts:
    """How many answers have each bit set in each cell, [cells, bits]."""
    parts = [
        crossed(where, cells, (sets >> np.uint64(low) & np.uint64(15)).astype(np.uint8), 16)
        @ _PATTERNS
        for low in range(0, bits, _NIBBLE)
    ]
    return np.concatenate(parts, axis=1)[:, :bits]


def _joint(version: Answers, axes: Sequence[Item], sizes: Sequence[int]) -> NDArray[np.intp]:
    fused = np.zeros(version.block.size, np.intp)
    for axis, size in zip(axes, sizes, strict=True):
        fused *= size
        column = _column(version, axis, 0)
        if column is None:
            fused += STATUSES.index(NOT_ASKED)
        else:
            fused += _places(axis, column)[version.block.arrays[column.id]]
    return fused


def _column(version: Answers, item: Item, place: int) -> Column | None:
    """The column an item is read from, where this version has it in the same form."""
    column = version.columns.get(item.columns[place])
    if column and (column.shape == "several") == (item.form == "several"):
        return column
    return None


def _places(item: Item, column: Column) -> NDArray[np.intp]:
    """The code in the item of each code in a version's column."""
    codes = {code_of_option(column, o.id): FIRST + i for i, o in enumerate(item.options)}
    codes |= {status: status for status in range(FIRST)}
    known = {theirs: ours for theirs, ours in codes.items() if theirs is not None}
    end = max(1 << 8 * column.dtype.itemsize, max(known) + 1)
    places = np.full(end, STATUSES.index(EMPTY), np.intp)
    for theirs, ours in known.items():
        places[theirs] = ours
    return places


def _tally_version(item: Item, version: Answers, where: NDArray[np.int32], cells: int) -> Counts:
    first = _column(version, item, 0)
    if first is None:
        total = np.zeros((cells, width(item)), np.int64)
        total[:, STATUSES.index(NOT_ASKED)] = np.bincount(where, minlength=cells)
        return total
    if item.form == "several":
        return _several(item, first, version.block.arrays[first.id], where, cells)
    total = _one(item, first, version, where, cells)
    for place in range(1, len(item.columns)):
        column = _column(version, item, place)
        if column:
            total[:, FIRST:] += _one(item, column, version, where, cells)[:, FIRST:]
    return total


def _one(
    item: Item, column: Column, version: Answers, where: NDArray[np.int32], cells: int
) -> Counts:
    codes = version.block.arrays[column.id]
    if tuple(o.id for o in item.options) == column.options:
        return crossed(where, cells, codes, width(item))
    return crossed(where, cells, _places(item, column)[codes].astype(np.uint16), width(item))


def _several(
    item: Item, column: Column, sets: Codes, where: NDArray[np.int32], cells: int
) -> Counts:
    counted = crossed_bits(where, cells, sets, FIRST + len(column.options))
    total = np.zeros((cells, width(item)), np.int64)
    total[:, :FIRST] = counted[:, :FIRST]
    for place, option in enumerate(item.options):
        if option.id in column.index:
            total[:, FIRST + place] = counted[:, column.index[option.id]]
    return total
