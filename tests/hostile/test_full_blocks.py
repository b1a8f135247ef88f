"""More answers than the open block holds: which full block somebody is in says about when.

A limit that is known, and that ends with closing. Until then whoever reads the rows learns for each
answer one crowd of a block's size, in the product 4,096 and later 65,536 people, and within it
nothing.
"""

import pytest

from consult.consultations.models import Consultation
from consult.db import writing
from consult.responses import resting
from consult.responses.closing import close_to_answers
from consult.responses.mixing import mix_all
from tests.conftest import Clock
from tests.hostile.attackers import people
from tests.hostile.judge import Verdict, judge
from tests.hostile.scene import ROUND, Scene, seize

OPEN, FULL = 16, 64


@pytest.fixture
def small_blocks(monkeypatch):
    monkeypatch.setattr(resting, "OPEN_BLOCK", OPEN)
    monkeypatch.setattr(resting, "FULL_BLOCK", FULL)


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


def test_once_closed_all_of_them_are_one_block_in_no_order(stage, small_blocks, tmp_path):
    stage.live()
    with stage.app.app_context():
        with writing() as session:
            consultation = session.query(Consultation).one()
            close_to_answers(session, "test", consultation, Clock()())
        mix_all(stage.ring, consultation.id)
    [block] = full_blocks(stage, tmp_path / "taken", stage.people)
    assert abs(judge([ranked(block)], stage.people).deviations) < 4
