"""One way in: what was stored, once, and what is said when it is not."""

from sqlalchemy import func, select

from consult.consultations.models import Consultation
from consult.consultations.published import questionnaire_of
from consult.db import db, writing
from consult.questionnaire.answers import canonical_answers, read_answers
from consult.responses.closing import close_to_answers
from consult.responses.intake import OpenLink, Submission
from consult.responses.mixing import mix, mix_all
from consult.responses.models import OpenText, Pending, Seen, StoredBlock
from consult.responses.stored import answers_stored, blocks_of
from consult.responses.stream import Stream
from consult.tables.columns import encode, layout


def submission(consultation, number, **answers):
    questionnaire = questionnaire_of(consultation.versions[-1])
    read = read_answers(questionnaire, answers.items())
    assert not read.faults
    return Submission(
        stream=Stream(consultation.id, 1, "phone"),
        id=f"{number:022d}",
        content=canonical_answers(read.answers),
        codes=encode(layout(questionnaire), read.answers, read.asked),
        texts={"proposal": answers["proposal"]} if "proposal" in answers else {},
    )


def count(table) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(table))


def test_a_submission_is_stored_once(intake, consultation, ring):
    first = submission(consultation, 1, district="130102", safety_night="unsafe")
    other = submission(consultation, 1, district="130102", safety_night="safe")
    assert intake.accept(first, OpenLink()) == "stored"
    assert intake.accept(first, OpenLink()) == "retried"
    assert intake.accept(other, OpenLink()) == "conflict"
    assert (count(Seen), count(Pending)) == (1, 1)


def test_after_closing_only_what_was_stored_is_acknowledged(intake, consultation, ring, clock):
    stored, late = (submission(consultation, n, district="130102") for n in (1, 2))
    assert intake.accept(stored, OpenLink()) == "stored"
    with writing() as session:
        close_to_answers(session, "ana", session.get_one(Consultation, consultation.id), clock())
    assert intake.accept(stored, OpenLink()) == "retried"
    assert intake.accept(late, OpenLink()) == "closed"


def test_mixing_waits_for_enough_and_destroys_the_key(intake, consultation, ring):
    stream = Stream(consultation.id, 1, "phone")
    for number in range(9):
        intake.accept(submission(consultation, number, proposal=f"idea {number}"), OpenLink())
    assert mix(ring, stream, 10) == 0
    (first_epoch,) = stream.epochs(ring)
    intake.accept(submission(consultation, 9, district="130101"), OpenLink())
    assert mix(ring, stream, 10) == 10
    assert first_epoch not in stream.epochs(ring)
    assert (count(Pending), count(StoredBlock), count(OpenText)) == (0, 1, 9)
    assert mix(ring, stream, 10) == 0


def test_closing_mixes_whatever_waits_and_dates_its_deletion(intake, consultation, ring, clock):
    intake.accept(submission(consultation, 1, district="130105"), OpenLink())
    with writing() as session:
        close_to_answers(session, "ana", session.get_one(Consultation, consultation.id), clock())
    assert mix_all(ring, consultation.id) == 1
    ((version, block),) = blocks_of(db.session(), consultation.id)
    assert (version.number, block.size, answers_stored(db.session(), consultation.id)) == (1, 1, 1)
    (stored,) = db.session.scalars(select(StoredBlock))
    assert (stored.delete_after - clock().date()).days == 730
