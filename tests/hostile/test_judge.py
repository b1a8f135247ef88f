"""The judge can tell a draw from knowledge, so that no test here passes by its blindness."""

import random

from tests.hostile.judge import judge


def drawn(people: int) -> list[int]:
    return random.Random(people).sample(range(people), people)


def test_a_draw_is_at_chance():
    assert judge([drawn(60 + n) for n in range(6)], 66).at_chance


def test_the_whole_order_forwards_or_backwards_is_not():
    forwards = judge([range(60)] * 6, 60)
    assert forwards.complete
    assert not forwards.at_chance
    assert not judge([range(59, -1, -1)] * 6, 60).at_chance


def test_batches_are_known_and_each_is_a_draw():
    order = [10 * n + p for n in range(6) for p in random.Random(n).sample(range(10), 10)]
    assert judge([order], 10).groups_known
    assert judge([order], 10).at_chance
    assert not judge([order] * 6, 60).at_chance


def test_a_quarter_of_the_order_is_noticed():
    known = [[*range(15), *(15 + person for person in drawn(45))] for _ in range(6)]
    assert not judge(known, 60).at_chance
