"""Blocks of the sizes that they should have, keys that go, and rows that are deleted in time."""

import datetime
from pathlib import Path
from threading import Event, Thread

import numpy as np
import pytest
from sqlalchemy import select

from consult.consultations.models import Consultation
from consult.consultations.published import questionnaire_of
from consult.db import db, writing
from consult.keys import KeyMissing
from consult.responses import mixing, resting
from consult.responses.closing import close_to_answers
from consult.responses.intake import OpenLink, Submission, _Entrance
from consult.responses.mixing import mix_what_is_due
from consult.responses.models import OpenText, Pending, Seen, StoredBlock
from consult.responses.resting import add_to_blocks
from consult.responses.retention import purge
from consult.responses.stored import answers_stored, blocks_of
from consult.responses.stream import Stream, unseal
from consult.tables.blocks import from_rows
from consult.tables.columns import layout


def add(ring, consultation, districts, texts=()):
    """People who said where they live and nothing else."""
    columns = layout(questionnaire_of(consultation.versions[-1]))
    rows = [[district] + [0] * (len(columns) - 1) for district in districts]
    stream = Stream(consultation.id, 1, "import")
    with writing() as session:
        add_to_blocks(ring, session, stream, from_rows(columns, rows), [*texts])


def sizes() -> list[int]:
    db.session.rollback()
    return sorted(db.session.scalars(select(StoredBlock.size)))


def counts(consultation) -> np.ndarray:
    ((_, block),) = blocks_of(db.session(), consultation.id)
    return np.bincount(block.arrays["district"], minlength=8)


def test_full_blocks_are_cut_and_compacted_and_nothing_is_lost(consultation, ring, monkeypatch):
    monkeypatch.setattr(resting, "OPEN_BLOCK", 8)
    monkeypatch.setattr(resting, "FULL_BLOCK", 32)
    add(ring, consultation, [4] * 5)
    assert sizes() == [5]
    add(ring, consultation, [5] * 5)
    assert sizes() == [2, 8]
    add(ring, consultation, [6] * 30)
    assert sizes() == [8, 32]
    assert counts(consultation)[4:7].tolist() == [5, 5, 30]
    assert answers_stored(db.session(), consultation.id) == 40


def test_what_is_mixed_stands_in_no_order(consultation, ring):
    add(ring, consultation, [4] * 500 + [5] * 500)
    ((_, block),) = blocks_of(db.session(), consultation.id)
    order = block.arrays["district"]
    assert 100 < np.count_nonzero(np.diff(order.astype(int))) < 900


def test_a_key_that_a_kill_left_behind_is_destroyed_at_the_next_look(consultation, ring):
    stream = Stream(consultation.id, 1, "phone")
    stream.begin_epoch(ring, db.session().connection())
    stream.begin_epoch(ring, db.session().connection())
    assert stream.epochs(ring) == [1, 2]
    mix_what_is_due(ring, 10)
    assert stream.epochs(ring) == [2]


def test_free_texts_are_sealed_and_joined_to_nothing(consultation, ring):
    add(ring, consultation, [4, 4], [("proposal", "Más luz"), ("proposal", "Menos ruido")])
    rows = db.session.scalars(select(OpenText)).all()
    assert all(b"luz" not in row.sealed for row in rows)
    said = {
        unseal(ring.get(row.key), row.sealed, f"{row.key}|proposal|{row.id.hex()}").decode()
        for row in rows
    }
    assert said == {"Más luz", "Menos ruido"}


def test_everything_is_deleted_when_its_time_has_come(consultation, ring, clock):
    add(ring, consultation, [4], [("proposal", "Más luz")])
    with writing() as session:
        session.add(Seen(consultation_id=consultation.id, id_hash=b"i" * 32, content=b"c" * 32))
        close_to_answers(session, "ana", session.get_one(Consultation, consultation.id), clock())
    closed, left = clock().date(), []
    for days in (7, 8, 365, 366, 730, 731):
        db.session.rollback()  # PostgreSQL waits for whoever still reads, five seconds a table
        purge(ring, closed + datetime.timedelta(days=days))
        left.append([db.session.query(table).count() for table in (Seen, OpenText, StoredBlock)])
    assert left == [[1, 1, 1], [0, 1, 1], [0, 1, 1], [0, 0, 1], [0, 0, 1], [0, 0, 0]]
    with pytest.raises(KeyMissing):
        ring.get(f"text-{consultation.id}-1")


def test_what_is_taken_in_after_closing_is_dated_too(consultation, ring, clock):
    with writing() as session:
        close_to_answers(session, "ana", session.get_one(Consultation, consultation.id), clock())
    add(ring, consultation, [4], [("proposal", "Más luz")])
    for table in (StoredBlock, OpenText):
        assert db.session.scalars(select(table)).one().delete_after is not None


def wait_in_line(intake, consultation, numbers) -> Stream:
    """Answers that wait, each in an epoch of its own for every list of numbers."""
    stream = Stream(consultation.id, 1, "phone")
    columns = layout(questionnaire_of(consultation.versions[-1]))
    for number in numbers:
        answer = Submission(stream, f"{number:022d}", b"", [0] * len(columns), {})
        assert intake.accept(answer, OpenLink()) == "stored"
    return stream


def test_what_cannot_be_opened_holds_nobody_back(intake, consultation, ring):
    stream = wait_in_line(intake, consultation, range(3))
    lost = stream.epochs(ring)[-1]
    stream.begin_epoch(ring, db.session().connection())
    wait_in_line(intake, consultation, range(10, 21))
    (ring.folder / stream.key_name(lost)).write_bytes(b"half a key")
    with writing() as session:
        damaged = session.scalars(select(Pending).where(Pending.epoch != lost)).first()
        assert damaged is not None
        damaged.sealed = damaged.sealed[:-1] + bytes([damaged.sealed[-1] ^ 1])
    assert mix_what_is_due(ring, 10) == 10
    left = db.session.scalars(select(Pending.epoch)).all()
    assert sorted(left) == [-lost - 1, lost, lost, lost]
    assert sizes() == [10] and answers_stored(db.session(), consultation.id) == 14
    assert stream.epochs(ring)[0] == lost and lost + 1 not in stream.epochs(ring)
    assert mix_what_is_due(ring, 10) == 0


def test_a_broken_newest_key_is_followed_by_a_new_one(intake, consultation, ring):
    stream = wait_in_line(intake, consultation, [1])
    [first] = stream.epochs(ring)
    (ring.folder / stream.key_name(first)).write_bytes(b"")
    wait_in_line(intake, consultation, [2])
    assert stream.epochs(ring) == [first, first + 1]


def test_a_lost_text_key_is_never_made_again_under_its_name(consultation, ring):
    add(ring, consultation, [4], [("proposal", "Más luz")])
    [lost] = db.session.scalars(select(OpenText.key))
    db.session.rollback()
    ring.destroy(lost)
    add(ring, consultation, [4, 4], [("proposal", "Menos ruido"), ("proposal", "Paz")])
    assert sorted(db.session.scalars(select(OpenText.key))) == [lost, *[f"{lost[:-1]}2"] * 2]
    assert sizes() == [3]


@pytest.mark.parametrize("number", [19, 20, 25, 29, 30, 47])
def test_no_slice_leaves_so_few_that_they_keep_the_key(
    intake, consultation, ring, monkeypatch, number
):
    monkeypatch.setattr(mixing, "AT_ONCE", 20)
    stream = wait_in_line(intake, consultation, range(number))
    assert mix_what_is_due(ring, 10) == number
    assert stream.epochs(ring) == [2]


def test_a_key_is_ready_before_the_first_answer(intake, consultation, ring):
    """A file that came with the first answer would tell when that was."""
    stream = Stream(consultation.id, 1, "phone")
    mix_what_is_due(ring, 10)
    assert stream.epochs(ring) == [1]
    wait_in_line(intake, consultation, [1])
    assert stream.epochs(ring) == [1]


def test_a_stray_file_among_the_keys_is_no_epoch(consultation, ring):
    stream = Stream(consultation.id, 1, "phone")
    stream.begin_epoch(ring, db.session().connection())
    for name in ("epoch-garbage", f"epoch-{consultation.id}-1-phone-1.bak"):
        (ring.folder / name).write_bytes(b"x")
    assert stream.epochs(ring) == [1]
    assert mix_what_is_due(ring, 10) == 0


def test_a_key_is_not_destroyed_while_an_answer_under_it_is_being_stored(
    app, intake, consultation, ring, monkeypatch
):
    """Two mixers and one answer that has taken its epoch and has not committed yet."""
    stream, storing, go_on = Stream(consultation.id, 1, "phone"), Event(), Event()
    stream.begin_epoch(ring, db.session().connection())
    hold = _Entrance._wait

    def slow(entrance, submissions):
        hold(entrance, submissions)
        storing.set()
        go_on.wait(10)

    monkeypatch.setattr(_Entrance, "_wait", slow)
    outcome: list[str] = []

    def answer() -> None:
        with app.app_context():
            columns = layout(questionnaire_of(consultation.versions[-1]))
            submission = Submission(stream, "i" * 22, b"", [0] * len(columns), {})
            outcome.append(intake.accept(submission, OpenLink()))

    def look() -> None:
        with app.app_context():
            mix_what_is_due(ring, 10)

    resident, mixer = Thread(target=answer), Thread(target=look)
    resident.start()
    assert storing.wait(10)
    stream.begin_epoch(ring, db.session().connection())
    mixer.start()
    mixer.join(0.5)
    assert mixer.is_alive()
    go_on.set()
    resident.join(10)
    mixer.join(10)
    assert outcome == ["stored"] and stream.epochs(ring) == [1, 2]


@pytest.mark.parametrize("furnished_url", ["sqlite"], indirect=True)
def test_the_log_keeps_no_older_version_of_the_open_block(intake, consultation, ring):
    wait_in_line(intake, consultation, range(10))
    log = Path(f"{db.engine.url.database}-wal")
    db.session.remove()  # whoever reads keeps the log from being cut
    assert log.stat().st_size > 0
    assert mix_what_is_due(ring, 10) == 10
    assert log.stat().st_size == 0
