"""The folder of keys: what its names, times and places tell of those who answered."""

import os

import pytest

from tests.hostile.scene import BATCH


def test_the_ring_tells_how_often_was_mixed_and_nothing_of_anybody(stage):
    stage.live()
    mixings = stage.people // BATCH
    keys = [*os.scandir(stage.ring.folder)]
    assert sorted(entry.name for entry in keys) == [
        "epoch-1-1-assisted-1",
        "epoch-1-1-paper-1",
        f"epoch-1-1-phone-{mixings + 1}",
        "intake-1",
        "text-1-1",
    ]
    assert {entry.stat().st_mtime_ns for entry in keys} == {0}
    assert {entry.stat().st_size for entry in keys} == {32}
    assert {entry.stat().st_mode & 0o077 for entry in keys} == {0}


@pytest.mark.parametrize("people", [BATCH, BATCH + 3, 2 * BATCH - 1])
def test_it_looks_the_same_however_many_came(stage, people):
    stage.people = people
    stage.live()
    names = sorted(stage.ring.names())
    assert names == [
        "epoch-1-1-assisted-1",
        "epoch-1-1-paper-1",
        "epoch-1-1-phone-2",
        "intake-1",
        "text-1-1",
    ]
