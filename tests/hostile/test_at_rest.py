"""One copy of the disk: what is the order of arrival worth to its reader?

Everything that an operator can read is tried. PostgreSQL still holds older versions of the open
block, in its files and in its log: their reader learns the batches of those mixings and no more.
That he does is asserted too, so that docs/security.md says neither less nor more than is so.
"""

import hmac
import sqlite3
from collections.abc import Callable
from urllib.parse import parse_qsl

import pytest

from consult.questionnaire.answers import canonical_answers, read_answers
from tests.faults.numbered import form, questionnaire
from tests.hostile.attackers import (
    RowAttack,
    answers_as_stored,
    answers_by_versions,
    rows_as_read,
    rows_by_dump,
    rows_by_hidden_column,
    rows_by_log,
    rows_by_place,
)
from tests.hostile.conftest import DISKS, PEOPLE, Take
from tests.hostile.evidence import PENDING, SEEN, TEXT, Postgres
from tests.hostile.judge import Verdict, judge
from tests.hostile.scene import BATCH, ROUND, Taken

STOPPED, RUNNING, POSTGRES = "sqlite stopped", "sqlite running", "postgres"
HIDDEN = [rows_by_hidden_column(column) for column in Postgres.hidden]
Guess = Callable[[Taken], list[int]]


def on(*disks: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("take", disks, indirect=True)


def verdict(taken: Taken, guess: Guess, alone: int) -> Verdict:
    return judge(taken.scene.orders(guess(taken)), alone)


def at_chance(take: Take, guess: Guess, alone: int = PEOPLE) -> bool:
    """Whether guesses about two disks are not both better than a draw.

    What is there is there on both; what a draw shows once in a thousand times is not.
    """
    return any(verdict(take(attempt), guess, alone).at_chance for attempt in (0, 1))


def in_file(taken: Taken) -> list[int]:
    return answers_by_versions(taken.evidence.table_file("block"))


def in_log(taken: Taken) -> list[int]:
    return answers_by_versions(taken.evidence.log())


def texts(attack: RowAttack) -> Guess:
    return lambda taken: taken.scene.people_who_said(attack(taken.evidence, TEXT))


def linked(guess_texts: Guess, guess_answers: Guess) -> Guess:
    """For each author in turn, whose answers they would be if both orders were the true one."""

    def link(taken: Taken) -> list[int]:
        said, answered = guess_texts(taken), guess_answers(taken)
        return [
            number * ROUND + person
            for number in taken.scene.rounds
            for _author, person in sorted(
                zip(*(taken.scene.order(guess, number) for guess in (said, answered)), strict=True)
            )
        ]

    return link


def content_of(number: int) -> bytes:
    """What the service keeps a keyed hash of."""
    pairs = parse_qsl(form(number, None).decode())
    given = [(name, value) for name, value in pairs if not name.startswith("_")]
    return b"1|" + canonical_answers(read_answers(questionnaire(), tuple(given)).answers)


@on(*DISKS)
def test_the_rows_of_answers_keep_no_order(take):
    assert at_chance(take, lambda taken: answers_as_stored(taken.evidence))


@on(*DISKS)
def test_a_backup_holds_no_older_version(take, tmp_path):
    assert at_chance(take, lambda taken: answers_by_versions(taken.evidence.dump(tmp_path)))


@on(RUNNING, STOPPED)
@pytest.mark.parametrize("guess", [in_file, in_log])
def test_sqlite_holds_no_older_version(take, guess):
    assert at_chance(take, guess)


@on(POSTGRES)
@pytest.mark.parametrize("guess", [in_file, in_log])
def test_older_versions_tell_batches_and_no_more(take, guess):
    assert at_chance(take, guess, BATCH)


@on(POSTGRES)
def test_older_versions_do_tell_batches(take):
    assert verdict(take(0), in_log, BATCH).groups_known


@on(RUNNING, STOPPED)
@pytest.mark.parametrize("attack", [rows_as_read, rows_by_log])
def test_texts_keep_no_order(take, attack):
    assert at_chance(take, texts(attack))


@on(*DISKS)
@pytest.mark.parametrize("attack", [rows_as_read, rows_by_place, rows_by_log])
def test_texts_tell_batches_at_most(take, attack):
    assert at_chance(take, texts(attack), BATCH)


@on(POSTGRES)
@pytest.mark.parametrize("attack", HIDDEN)
def test_hidden_columns_of_texts_tell_batches_at_most(take, attack):
    assert at_chance(take, texts(attack), BATCH)


@on(POSTGRES)
def test_a_dump_of_texts_tells_batches_at_most(take, tmp_path):
    assert at_chance(take, texts(rows_by_dump(tmp_path)), BATCH)


@on(POSTGRES)
def test_the_transaction_of_a_text_does_tell_its_batch(take):
    assert verdict(take(0), texts(rows_by_hidden_column("xmin")), BATCH).groups_known


@on(RUNNING, STOPPED)
@pytest.mark.parametrize("attack", [rows_as_read, rows_by_place, rows_by_log])
def test_no_text_leads_to_the_answers_of_its_author(take, attack):
    assert at_chance(take, linked(texts(attack), in_file))


@on(POSTGRES)
@pytest.mark.parametrize("attack", [rows_as_read, rows_by_place, rows_by_log])
def test_with_older_versions_a_text_leads_to_its_batch_at_most(take, attack):
    assert at_chance(take, linked(texts(attack), in_log), BATCH)


@on(RUNNING, STOPPED)
@pytest.mark.parametrize("table", [SEEN, PENDING, TEXT], ids=lambda table: table.name)
def test_rows_about_people_have_no_hidden_number(take, table):
    evidence = take(0).evidence
    for column in evidence.hidden:
        with pytest.raises(sqlite3.OperationalError, match="no such column"):
            evidence.rows(f"SELECT {column} FROM {table.name}")


@on(POSTGRES)
def test_that_somebody_answered_keeps_its_order(take):
    """A limit that is known: PostgreSQL says who came when, by a hash that nobody can guess."""
    taken = take(0)
    by_transaction = rows_by_hidden_column("xmin")(taken.evidence, SEEN)
    assert judge(taken.scene.orders(taken.scene.people_of(by_transaction)), PEOPLE).complete
    by_place = taken.scene.people_of(rows_by_place(taken.evidence, SEEN))
    assert not judge(taken.scene.orders(by_place), PEOPLE).at_chance


@on(POSTGRES)
def test_the_log_of_postgresql_tells_when_somebody_answered(take):
    """A limit that is known: a time for every commit, as long as the log is kept."""
    taken = take(0)
    assert isinstance(taken.evidence, Postgres)
    assert len(taken.evidence.moments()) >= len(taken.scene.ids)


@on(*DISKS)
def test_that_somebody_answered_leads_to_no_answer(take):
    """Not even for somebody who knows every answer and every key that is left."""
    taken = take(0)
    kept = set(taken.evidence.rows("SELECT content FROM seen"))
    hashes = taken.evidence.rows("SELECT id_hash FROM seen")
    keys = [b"", *hashes, *(file.read_bytes() for file in taken.evidence.keys.iterdir())]
    contents = [content_of(number) for number in taken.scene.ids]
    assert not kept & {hmac.digest(key, content, "sha256") for key in keys for content in contents}
    true = (
        hmac.digest(made.encode(), content_of(number), "sha256")
        for number, made in taken.scene.ids.items()
    )
    assert kept == set(true)  # with the id, which only the phone had, it would match
