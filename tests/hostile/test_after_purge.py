"""When the time of everything is over: the rows are gone, and which of their bytes are left?"""

from datetime import timedelta

import pytest

from consult.consultations.models import Consultation
from consult.db import writing
from consult.responses.closing import close_to_answers
from consult.responses.retention import purge
from tests.conftest import Clock
from tests.hostile.attackers import versions
from tests.hostile.evidence import Postgres
from tests.hostile.scene import Scene, seize, stop_and_seize


@pytest.fixture
def purged(stage: Scene) -> Scene:
    stage.live()
    clock = Clock()
    with stage.app.app_context():
        with writing() as session:
            close_to_answers(session, "test", session.query(Consultation).one(), clock())
        purge(stage.ring, clock().date() + timedelta(days=731))
    return stage


def test_what_is_left_of_the_answers_once_they_are_deleted(purged, tmp_path):
    """SQLite forgets when it is stopped at the latest; PostgreSQL when it is vacuumed, and its log
    when its settings say so. Both are limits that are known."""
    evidence = seize(purged, tmp_path / "taken")
    if isinstance(evidence, Postgres):
        assert [*versions(evidence.table_file("block"))]
        evidence.run("VACUUM block")
        assert [*versions(evidence.log())]
    else:
        evidence = stop_and_seize(purged, tmp_path / "stopped")
        assert evidence.log() == b""
    assert [*versions(evidence.table_file("block"))] == []


def test_the_keys_of_what_is_gone_are_gone(purged):
    assert [*purged.ring.names("text-")] == []
