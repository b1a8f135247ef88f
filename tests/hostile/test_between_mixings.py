"""A copy of the disk before and after each mixing: one in the batch, and no better.

Whoever backs up often gives such copies to whoever holds the backups.
"""

from itertools import count
from pathlib import Path

from tests.hostile.attackers import answers_as_stored
from tests.hostile.conftest import PEOPLE
from tests.hostile.judge import Order, judge
from tests.hostile.scene import BATCH, Scene, seize


def guessed(stage: Scene, copies: Path) -> Order:
    """One round, by who is in a copy and in none before it; in the order of the rows."""
    known: dict[int, None] = {}
    answers = count(1)

    def look_before_each_mixing() -> None:
        if (number := next(answers)) % BATCH == 0:
            look(number)

    def look(number: int) -> None:
        evidence = seize(stage, copies / f"{number}")
        known.update(dict.fromkeys(answers_as_stored(evidence)))

    stage.live(each=look_before_each_mixing)
    look(0)
    return stage.order(list(known), stage.rounds[-1])


def test_copies_between_mixings_tell_batches_and_no_more(stage, tmp_path, scale):
    rounds = scale.of(short=3, long=30)
    for attempt in (0, 1):  # a draw seems better than one in a thousand times
        orders = [guessed(stage, tmp_path / f"{attempt}-{number}") for number in range(rounds)]
        verdict = judge(orders, BATCH)
        assert verdict.groups_known  # he is awake: he does get every batch
        assert not judge(orders, PEOPLE).at_chance
        if verdict.at_chance:
            return
    raise AssertionError(verdict)
