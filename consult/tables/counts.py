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
_CHUNK, _LONG_CHUNK = 1 << 15, 1 << 17  # the long one where there are many bins to add up
_SMALL = 1 << 16  # bins that a processor's own memory still holds
_NIBBLE = 4  # a set of bits is counted four at a time: 16 patterns, then one small product
_PATTERNS: Counts = np.array([[n >> bit & 1 for bit in range(_NIBBLE)] for n in range(16)])


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers to one published version, and the columns that they rest in."""

    number: int
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


def tallies(items: Sequence[Item], answers: Sequence[Answers], who: People) -> Mapping[str, Counts]:
    """For each item people by cell and line, [cells, 4 + options]: the reasons come first."""
    cells = len(who.counts)
    totals = {item.id: np.zeros((cells, width(item)), np.int64) for item in items}
    for version, where in zip(answers, who.where, strict=True):
        plain = [(item, column) for item in items if (column := _only_column(version, item))]
        series = [(_codes(item, column, version), width(item)) for item, column in plain]
        counted = crossed_each(where, cells, series)
        for (item, _), counts in zip(plain, counted, strict=True):
            totals[item.id] += counts
        for item in items:
            if not _only_column(version, item):
                totals[item.id] += _tally_version(item, version, where, cells)
    return totals


def width(item: Item) -> int:
    """How many codes an item has."""
    return FIRST + len(item.options)


def crossed(
    where: NDArray[np.int32], cells: int, codes: Codes, codes_end: int, chunk: int = _CHUNK
) -> Counts:
    """How many answers have each code in each cell, [cells, codes_end]."""
    total = np.zeros(cells * codes_end, np.int64)
    fused = np.empty(chunk, np.int32)  # half as wide as an index: half the memory to pass through
    for start in range(0, len(where), chunk):
        some = fused[: min(chunk, len(where) - start)]
        np.multiply(where[start : start + chunk], codes_end, out=some)
        np.add(some, codes[start : start + chunk], out=some)
        total += np.bincount(some, minlength=total.size)
    return total.reshape(cells, codes_end)


def crossed_each(
    where: NDArray[np.int32], cells: int, series: Sequence[tuple[Codes, int]]
) -> list[Counts]:
    """As ``crossed`` for many pairs of codes and end, in their order.

    Two at a time where their crossing is small: one pass over the answers costs more than the two
    sums that part them again.
    """
    counted: list[Counts] = []
    while len(counted) < len(series):
        (codes, end), *more = series[len(counted) : len(counted) + 2]
        if more and cells * end * more[0][1] <= _SMALL:
            counted += _crossed_two(where, cells, (codes, end), more[0])
        else:
            counted.append(crossed(where, cells, codes, end))
    return counted


def _crossed_two(
    where: NDArray[np.int32], cells: int, one: tuple[Codes, int], other: tuple[Codes, int]
) -> list[Counts]:
    (codes, end), (others, others_end) = one, other
    both = np.multiply(codes, others_end, dtype=np.min_scalar_type(end * others_end))
    np.add(both, others, out=both, casting="unsafe")
    table = crossed(where, cells, both, end * others_end, _LONG_CHUNK)
    table = table.reshape(cells, end, others_end)
    return [table.sum(axis=2), table.sum(axis=1)]


def crossed_bits(where: NDArray[np.int32], cells: int, sets: Codes, bits: int) -> Counts:
    """How many answers have each bit set in each cell, [cells, bits]."""
    parts = [
        crossed(where, cells, (sets >> np.uint64(low) & np.uint64(15)).astype(np.uint8), 16)
        @ _PATTERNS
        for low in range(0, bits, _NIBBLE)
    ]
    return np.concatenate(parts, axis=1)[:, :bits]


def _joint(version: Answers, axes: Sequence[Item], sizes: Sequence[int]) -> NDArray[np.int32]:
    fused = np.zeros(version.block.size, np.int32)
    for axis, size in zip(axes, sizes, strict=True):
        fused *= size
        column = _column(version, axis, 0)
        if column is None:
            fused += STATUSES.index(NOT_ASKED)
        else:
            fused += _places(axis, column)[version.block.arrays[column.id]]
    return fused


def _column(version: Answers, item: Item, place: int) -> Column | None:
    """The column an item is read from, where it joins this version."""
    return version.columns.get(item.columns[place]) if version.number in item.versions else None


def _places(item: Item, column: Column) -> NDArray[np.int32]:
    """The code in the item of each code in a version's column."""
    codes = {code_of_option(column, o.id): FIRST + i for i, o in enumerate(item.options)}
    codes |= {status: status for status in range(FIRST)}
    known = {theirs: ours for theirs, ours in codes.items() if theirs is not None}
    end = max(1 << 8 * column.dtype.itemsize, max(known) + 1)
    places = np.full(end, STATUSES.index(EMPTY), np.int32)
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


def _only_column(version: Answers, item: Item) -> Column | None:
    """The one column that puts everybody on one line of the item, where it has such a one."""
    plain = item.form == "one" and len(item.columns) == 1
    return _column(version, item, 0) if plain else None


def _one(
    item: Item, column: Column, version: Answers, where: NDArray[np.int32], cells: int
) -> Counts:
    return crossed(where, cells, _codes(item, column, version), width(item))


def _codes(item: Item, column: Column, version: Answers) -> Codes:
    """The answers to a version as codes of the item."""
    codes = version.block.arrays[column.id]
    if tuple(o.id for o in item.options) == column.options:
        return codes
    return _places(item, column)[codes].astype(np.uint16)


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
