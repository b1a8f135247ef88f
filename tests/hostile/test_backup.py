"""The file of ``consult backup``: as little as the rows themselves, and no order at all.

Two of them taken between mixings tell a batch, as any two copies do.
"""

import zlib
from pathlib import Path

from sqlalchemy import select

from consult.cli.backup.taking import back_up
from consult.db import db
from consult.responses.models import OpenText, Pending, Seen
from tests.conftest import Clock
from tests.hostile.attackers import answers_by_versions
from tests.hostile.conftest import PEOPLE
from tests.hostile.judge import judge
from tests.hostile.scene import BATCH, ROUND, Scene


def copied(stage: Scene, file: Path) -> bytes:
    """What the file holds once it is unpacked."""
    with stage.app.app_context():
        back_up(stage.ring, BATCH, file, Clock()(), lambda _done, _of: None)
    _head, _line, packed = file.read_bytes().partition(b"\n")
    return zlib.decompressobj().decompress(packed)


def keys_of(stage: Scene, column: object) -> list[bytes]:
    with stage.app.app_context(), db.session() as session:
        return [*session.scalars(select(column))]  # type: ignore[call-overload]


def guesses(stage: Scene, content: bytes) -> dict[str, list[int]]:
    """The people in the order in which each table of the backup names them."""
    seen = sorted(keys_of(stage, Seen.id_hash), key=content.find)
    said = sorted(keys_of(stage, OpenText.id), key=content.find)
    assert min(map(content.find, [*seen, *said])) > 0
    return {
        "seen": stage.people_of(seen),
        "text": stage.people_who_said(said),
        "block": answers_by_versions(content),
    }


def test_no_table_of_a_backup_keeps_the_order(stage, tmp_path, scale):
    suspects = {"seen", "text", "block"}
    for attempt in range(2):  # a draw seems better than one in a thousand times
        for _round in range(scale.of(short=3, long=30)):
            stage.live()
        content = copied(stage, tmp_path / f"{attempt}.backup")
        found = guesses(stage, content)
        suspects &= {
            table
            for table, guess in found.items()
            if not judge(stage.orders(guess), PEOPLE).at_chance
        }
        if not suspects:
            return
    raise AssertionError(suspects)


def test_what_waits_is_in_a_backup_sealed_and_its_key_is_not(stage, tmp_path):
    stage.people = BATCH - 1  # too few to be mixed
    stage.live()
    content = copied(stage, tmp_path / "house.backup")
    rows = keys_of(stage, Pending.sealed)
    assert len(rows) == BATCH - 1
    assert all(sealed in content for sealed in rows)
    assert [name for name in stage.ring.names() if stage.ring.get(name) in content] == []


def test_two_backups_tell_the_batch_between_them(stage, tmp_path):
    """A limit that is known, and the reason not to keep many of them."""
    copies = []

    def keep_one_half_way() -> None:
        if len(stage.ids) == BATCH:
            copies.append(set(answers_by_versions(copied(stage, tmp_path / "first.backup"))))

    stage.people = 2 * BATCH
    stage.live(each=keep_one_half_way)
    copies.append(set(answers_by_versions(copied(stage, tmp_path / "second.backup"))))
    first, both = (sorted(person % ROUND for person in copy) for copy in copies)
    assert (first, both) == ([*range(BATCH)], [*range(2 * BATCH)])
