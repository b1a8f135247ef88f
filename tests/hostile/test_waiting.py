"""What waits to be mixed: its order shows, a limit that is known; its content does not."""

from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from sqlalchemy import select

from consult.db import db
from consult.responses.mixing import mix_what_is_due
from consult.responses.models import Pending
from consult.responses.stream import unseal
from tests.hostile.attackers import rows_by_hidden_column, rows_by_log
from tests.hostile.conftest import PEOPLE
from tests.hostile.evidence import PENDING, Sqlite
from tests.hostile.judge import judge
from tests.hostile.scanner import holding
from tests.hostile.scene import BATCH, Scene, seize


@pytest.fixture
def waiting(stage: Scene) -> Scene:
    """Nobody is mixed yet."""
    stage.live(mixed_at=PEOPLE + 1)
    return stage


def test_the_order_of_those_who_wait_shows(waiting, tmp_path):
    evidence = seize(waiting, tmp_path / "taken")
    attack = rows_by_log if isinstance(evidence, Sqlite) else rows_by_hidden_column("xmin")
    guess = waiting.people_who_wait(attack(evidence, PENDING))
    assert judge(waiting.orders(guess), PEOPLE).complete


def test_what_they_said_is_sealed_and_its_key_goes_with_the_mixing(waiting, tmp_path):
    before = rows_waiting(waiting)
    (name,) = waiting.ring.names("epoch-")
    key = waiting.ring.get(name)
    assert holding(key, waiting.files) == {Path(name)}  # nowhere but in the ring
    with waiting.app.app_context():
        assert mix_what_is_due(waiting.ring, BATCH) == PEOPLE
    assert holding(key, waiting.files) == set()
    left = [waiting.ring.get(each) for each in waiting.ring.names()]
    for row_id, sealed in before:
        assert unseal(key, sealed, f"{name}|{row_id.hex()}")
        for other in left:
            with pytest.raises(InvalidTag):
                unseal(other, sealed, f"{name}|{row_id.hex()}")


def rows_waiting(scene: Scene) -> list[tuple[bytes, bytes]]:
    with scene.app.app_context(), db.session() as session:
        return [(row.id, row.sealed) for row in session.scalars(select(Pending))]
