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
from tests.hostile.scene import Scene, seize


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
    """Nothing in the files of the tables, nor in SQLite's log. PostgreSQL's log goes when its
    settings say so: a limit that is known."""
    evidence = seize(purged, tmp_path / "taken")
    assert [*versions(evidence.table_file("block"))] == []
    assert bool([*versions(evidence.log())]) == isinstance(evidence, Postgres)


def test_the_keys_of_what_is_gone_are_gone(purged):
    assert [*purged.ring.names("text-")] == []
