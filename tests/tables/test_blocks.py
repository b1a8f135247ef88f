import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.tables.blocks import ForeignBlock, from_rows, join, pack, shuffled, unpack
from consult.tables.columns import Column

COLUMNS = (
    Column("sex", "sex", "sex", "one", ("f", "m")),
    Column("seen", "seen", "seen", "several", ("gun", "knife")),
    Column("when", "when", "when", "month"),
)
ROWS = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 2**64 - 1), st.integers(0, 65535)))


def rows_of(block):
    return [tuple(row) for row in zip(*(a.tolist() for a in block.arrays.values()), strict=True)]


@given(ROWS)
def test_what_is_packed_is_unpacked(rows):
    block = unpack(COLUMNS, pack(COLUMNS, rows))
    assert block.size == len(rows)
    assert rows_of(block) == rows


@given(ROWS, ROWS)
def test_joining_keeps_every_answer(some, others):
    block = join([from_rows(COLUMNS, some), from_rows(COLUMNS, others)])
    assert (block.size, rows_of(block)) == (len(some) + len(others), some + others)


@given(ROWS)
def test_shuffling_keeps_answers_whole(rows):
    assert sorted(rows_of(shuffled(from_rows(COLUMNS, rows)))) == sorted(rows)


def test_shuffling_reaches_every_order_about_equally():
    block = from_rows(COLUMNS, [(0, 1, 0), (1, 1, 0), (2, 1, 0)])
    orders = [tuple(shuffled(block).arrays["sex"].tolist()) for _ in range(6000)]
    seen = np.unique(orders, axis=0, return_counts=True)[1]
    assert len(seen) == 6
    assert seen.min() > 800  # 1000 expected, 29 the standard deviation


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"nonsense",
        pack(COLUMNS[:2], [(0, 1)]),
        pack((*COLUMNS, Column("x", "x", "x", "one")), []),
    ],
    ids=["empty", "no block", "a column short", "a column more"],
)
def test_another_layout_is_refused(body):
    with pytest.raises(ForeignBlock):
        unpack(COLUMNS, body)
