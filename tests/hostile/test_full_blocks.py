"""More answers than the open block holds: which full block somebody is in says about when.

A limit that is known. Whoever reads the rows learns for each answer one crowd of a block's size, in
the product 4,096 and later 65,536 people, and within it nothing.
"""

import pytest

from consult.responses import mixing
from tests.hostile.attackers import people
from tests.hostile.judge import Verdict, judge
from tests.hostile.scene import ROUND, Scene, seize

OPEN, FULL = 16, 64


@pytest.fixture
def small_blocks(monkeypatch):
    monkeypatch.setattr(mixing, "OPEN_BLOCK", OPEN)
    monkeypatch.setattr(mixing, "FULL_BLOCK", FULL)


def full_blocks(stage: Scene, folder, size: int) -> list[list[int]]:
    bodies = seize(stage, folder).rows("SELECT body FROM block ORDER BY id")
    return [block for block in map(people, bodies) if len(block) == size]


def ranked(block: list[int]) -> list[int]:
    """Its people as 0 … n-1, in the order of arrival among themselves."""
    return [sorted(block).index(person) for person in block]


def inside(stage: Scene, folder, size: int, rounds: int) -> Verdict:
    for _round in range(rounds):
        stage.live()
    return judge([ranked(block) for block in full_blocks(stage, folder, size)], size)


@pytest.mark.parametrize(("size", "crowd", "rounds"), [(OPEN, 60, 4), (FULL, 130, 2)])
def test_within_a_full_block_nobody_is_known(stage, small_blocks, tmp_path, size, crowd, rounds):
    stage.people = crowd
    verdicts = (inside(stage, tmp_path / str(attempt), size, rounds) for attempt in (0, 1))
    assert any(verdict.at_chance for verdict in verdicts)


def test_full_blocks_stand_in_the_order_in_which_they_were_filled(stage, small_blocks, tmp_path):
    stage.live()
    blocks = full_blocks(stage, tmp_path / "taken", OPEN)
    means = [sum(person % ROUND for person in block) / OPEN for block in blocks]
    assert len(means) == 3
    assert means == sorted(means)
