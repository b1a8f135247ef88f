"""Fused counting against counting one answer at a time."""

from collections import Counter

import pytest

from consult.tables.columns import FIRST, STATUSES, layout
from consult.tables.counts import Answers, people, tallies, width
from consult.tables.items import items

SIZE = 3000


@pytest.fixture(scope="module")
def counted(cast):
    block = cast.answered(cast.everything, SIZE, seed=11)
    columns = {column.id: column for column in layout(cast.everything)}
    every = {item.id: item for item in items([(1, cast.everything)])}
    answers = [Answers(1, columns, block)]
    who = people(answers, [every["where"], every["sex"]])
    return block, every, answers, who


def plainly(item, block):
    """(district, sex, code) of everybody, once for each option chosen."""
    arrays = [block.arrays[name].tolist() for name in (*item.columns,)]
    for place in range(SIZE):
        at = int(block.arrays["where"][place]), int(block.arrays["sex"][place])
        codes = [array[place] for array in arrays]
        if item.form == "several":
            yield from ((*at, bit) for bit in range(64) if codes[0] >> bit & 1)
        else:
            yield (*at, codes[0])
            yield from ((*at, code) for code in codes[1:] if code >= FIRST)


@pytest.mark.parametrize(
    "name", ["safe", "age", "seen", "trust.mayor", "first.first", "first.top3"]
)
def test_everybody_is_counted_where_they_stand(counted, name):
    block, every, answers, who = counted
    item = every[name]
    counts = tallies([item], answers, who)[item.id]
    assert counts.shape == (len(who.counts), width(item))
    assert who.counts.sum() == SIZE
    ours = {
        (*who.cells[cell].tolist(), code): count
        for cell, row in enumerate(counts.tolist())
        for code, count in enumerate(row)
        if count
    }
    assert ours == Counter(plainly(item, block))


def test_a_version_that_did_not_ask_counts_as_not_asked(counted, cast):
    _, _, answers, who = counted
    missing = cast.question("later", "multiple", options=cast.options("x", "y"))
    (item,) = items([(1, cast.questionnaire(missing))])
    counts = tallies([item], answers, who)[item.id]
    assert counts[:, STATUSES.index("_not_asked")].tolist() == who.counts.tolist()
    assert counts.sum() == SIZE
