"""The repair of a table made whole: within every bound, or nothing."""

import numpy as np
import pytest
from scipy import sparse

from consult.tables.program import Program, Room
from consult.tables.search import repaired, whole


def program(random, open_sums):
    """40 cells in 4 x 5 groups and one of all, 3 lines near some true counts."""
    cells = np.arange(40)
    groups = [np.zeros(40, int), cells % 4, cells // 8]
    members = sparse.vstack(
        [sparse.csr_array((np.ones(40), (of, cells))) for of in groups], format="csr"
    )
    counts = np.asarray((members @ random.integers(0, 9, (40, 3))).T, np.int64)
    most = np.full((3, 40), 4)
    total = np.full(40, 3)
    room = Room(np.zeros_like(most), most, 0 * total if open_sums else total, total)
    lowest = np.full_like(counts, 0) if not open_sums else counts // 5
    highest = np.full_like(counts, 120) if not open_sums else -(-counts // 5)
    return Program(members, lowest, highest, (lowest + highest) // 2, room)


@pytest.mark.parametrize("open_sums", [False, True])
@pytest.mark.parametrize("seed", range(5))
def test_a_repaired_table_is_allowed(open_sums, seed):
    one = program(np.random.default_rng(seed), open_sums)
    table = repaired(one.relaxed(), one)
    sums = (one.members @ table.T).T
    assert ((one.lowest <= sums) & (sums <= one.highest)).all()
    assert ((one.room.least <= table) & (table <= one.room.most)).all()
    together = table.sum(axis=0)
    assert ((one.room.sum_least <= together) & (together <= one.room.sum_most)).all()


def test_no_move_leads_nowhere():
    one = np.ones((1, 1), np.int64)
    stuck = Program(sparse.csr_array(np.ones((1, 1))), 4 * one, 4 * one, 4 * one,
                    Room(one, one, one[0], one[0]))  # fmt: skip
    assert repaired(np.ones((1, 1)), stuck) is None


def test_the_largest_remainders_go_up():
    start = np.array([[0.5, 2.0], [0.3, 0.9], [1.2, 1.1]])
    made = whole(start, np.zeros((3, 2), np.int64), np.full((3, 2), 9))
    assert made.tolist() == [[1, 2], [0, 1], [1, 1]]
