"""Two mixers at once are one: every answer in one block, and never a block of only a few."""

import os
import time
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from consult import db as database
from consult.consultations.models import Consultation
from consult.db import db, writing
from consult.responses import mixing
from consult.responses.importing import read, take_in
from consult.responses.mixing import mix_what_is_due
from consult.responses.models import Pending, StoredBlock
from tests.conftest import make_app
from tests.faults.invariants import check
from tests.faults.numbered import stored
from tests.faults.steps import Act, answer, house, sheet, together

MINIMUM, EACH_ROUND = 10, 25


def mixer(url, instance) -> Act:
    """Mixes once; tells how many, or what went wrong."""
    app = make_app(url, instance)

    def mix() -> int | str:
        try:
            with app.app_context():
                return mix_what_is_due(app.extensions["key_ring"], MINIMUM)
        except OperationalError as failure:
            return type(failure).__name__

    return mix


def careless(url, instance) -> Act:
    """A mixer that takes no lock, at the moment when another has read what it has read."""
    act, from_rows = mixer(url, instance), mixing.from_rows

    def meet_and_go_on(*arguments):
        meet(instance)
        return from_rows(*arguments)

    mixing.lock = database.take_write_lock = lambda *_arguments, **_options: None
    mixing.from_rows = meet_and_go_on
    return act


def meet(folder: Path) -> None:
    (folder / f"here-{os.getpid()}").touch()
    while len(list(folder.glob("here-*"))) < 2:
        time.sleep(0.001)


def restless(url, instance) -> Act:
    """A mixer that begins anew until the others are done; tells every number that it mixed."""
    act = mixer(url, instance)

    def mix() -> list[int | str]:
        mixed = [act()]
        while not (instance / "done").exists():
            mixed.append(act())
        return mixed

    return mix


def residents(url, instance, numbers) -> Act:
    app = make_app(url, instance)

    def send() -> None:
        try:
            answer(app, numbers)
        finally:
            (instance / "done").touch()

    return send


def importer(url, instance, numbers) -> Act:
    """Paper keyed in, five sheets of it."""
    app = make_app(url, instance)

    def take_sheets_in() -> None:
        for start in range(5):
            with app.app_context(), writing() as session:
                consultation = session.scalars(select(Consultation)).one()
                bulk = read(consultation, sheet(numbers[start::5]))
                take_in(app.extensions["key_ring"], session, "test", consultation, bulk)

    return take_sheets_in


def phone_blocks(app) -> list[int]:
    with app.app_context(), db.session() as session:
        return list(session.scalars(select(StoredBlock.size).filter_by(channel="phone")))


def test_of_two_that_begin_at_once_one_mixes(place, scale):
    rounds = scale.of(short=4, long=60)
    for number in range(rounds):
        with house(place) as app:
            answer(app, range(number * EACH_ROUND, (number + 1) * EACH_ROUND))
        assert sorted(together((mixer, *place), (mixer, *place))) == [0, EACH_ROUND]
    check(*place, set(range(rounds * EACH_ROUND)))


def test_mixers_an_importer_and_residents_at_once(place, scale):
    posted = range(scale.of(short=120, long=3_000))
    imported = range(len(posted), len(posted) + 40)
    calls = (restless, *place), (restless, *place)
    first, second, *_done = together(
        *calls, (importer, *place, imported), (residents, *place, posted)
    )
    mixed = [number for number in first + second if number]
    print(f"{len(first) + len(second)} looks, mixed {mixed}")
    assert min(mixed) >= MINIMUM
    with house(place) as app, app.app_context():
        waiting = len(db.session.scalars(select(Pending)).all())
        assert sum(mixed) + waiting == len(posted) == sum(phone_blocks(app)) + waiting
        assert min(phone_blocks(app)) >= MINIMUM
    check(*place, {*posted, *imported})


def test_without_their_locks_two_would_count_people_twice_or_fail(place):
    with house(place) as app:
        answer(app, range(EACH_ROUND))
    outcomes = together((careless, *place), (careless, *place))
    with house(place) as app:
        counts = set(stored(app).values())
    if place[0].startswith("sqlite"):  # where nobody can be counted twice, but one fails
        assert (sorted(map(str, outcomes)), counts) == ([str(EACH_ROUND), "OperationalError"], {1})
    else:
        assert (outcomes, counts) == ([EACH_ROUND] * 2, {2})
