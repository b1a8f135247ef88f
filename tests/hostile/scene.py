"""What is to be discovered: people who answered one after the other, person i as the i-th.

Several consultations stand in one house, one for each round, and their answers are posted as phones
post them. Every answer spells its number, so whoever recovers the order has the link.
"""

import secrets
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import count
from pathlib import Path

import msgpack
from flask import Flask
from sqlalchemy import make_url, select

from consult.accounts.staff import ensure_programme
from consult.consultations.create import Plan, create
from consult.db import db, furnish, writing
from consult.keys import KeyRing
from consult.responses.closing import open_to_answers
from consult.responses.mixing import mix_what_is_due
from consult.responses.models import OpenText, Pending
from consult.responses.stream import Stream, unseal
from consult.tables.columns import FIRST
from tests.conftest import Clock, make_app
from tests.faults.numbered import form, questionnaire
from tests.hostile.evidence import Evidence, Postgres, Sqlite
from tests.hostile.judge import Order
from tests.hostile.scanner import files_of

BATCH = 10  # answers that are mixed at a time: the least that the product takes
ROUND = 1_000  # numbers of one round: its own times this, and the person's place
_rounds = count(1)  # no number is ever used twice, so that nobody finds what another test left


@dataclass
class Scene:
    """A house in which ``people`` answered in each of several rounds."""

    app: Flask
    people: int
    rounds: list[int] = field(default_factory=list)
    ids: dict[int, str] = field(default_factory=dict)  # what each phone made, by number

    @property
    def ring(self) -> KeyRing:
        return self.app.extensions["key_ring"]

    @property
    def url(self) -> str:
        return self.app.config["SQLALCHEMY_DATABASE_URI"].render_as_string(hide_password=False)

    @property
    def files(self) -> list[Path]:
        """Every file of the instance and of the database."""
        return files_of(self.url, self.app.config["INSTANCE"])

    def live(self, mixed_at: int = BATCH, each: Callable[[], None] = lambda: None) -> None:
        """One round; ``each`` is done after each answer. Mixes whenever ``mixed_at`` wait."""
        number, clock = next(_rounds), Clock()
        with self.app.app_context():
            _open(number, clock)
            for person in range(self.people):
                self._answer(number * ROUND + person, f"c-{number}")
                each()
                if (person + 1) % mixed_at == 0:
                    mix_what_is_due(self.ring, mixed_at)
            db.session.remove()
        self.rounds.append(number)

    def furnish(self) -> None:
        with self.app.app_context():
            furnish()

    def orders(self, guess: Sequence[int]) -> list[Order]:
        """A guess as one order for each round; whoever it lacks stands anywhere."""
        return [self.order(guess, number) for number in self.rounds]

    def order(self, guess: Sequence[int], number: int) -> Order:
        told = dict.fromkeys(n % ROUND for n in guess if n // ROUND == number)
        left = [person for person in range(self.people) if person not in told]
        secrets.SystemRandom().shuffle(left)
        return [*told, *left]

    def people_of(self, hashes: Sequence[bytes]) -> list[int]:
        """The numbers behind rows of ``seen``: the judge knows them, the attacker does not."""
        numbers = {sha256(made.encode()).digest(): number for number, made in self.ids.items()}
        return [numbers[found] for found in hashes]

    def people_who_said(self, ids: Sequence[bytes]) -> list[int]:
        """The numbers in texts, opened with the key that the service itself holds."""
        with self.app.app_context(), db.session() as session:
            rows = {row.id: row for row in session.scalars(select(OpenText))}
        return [self._said(rows[found]) for found in ids]

    def people_who_wait(self, ids: Sequence[bytes]) -> list[int]:
        """The numbers in answers that wait, opened as the service itself could."""
        with self.app.app_context(), db.session() as session:
            rows = {row.id: row for row in session.scalars(select(Pending))}
        return [self._spelled(rows[found]) for found in ids]

    def _spelled(self, row: Pending) -> int:
        name = Stream(row.consultation_id, row.version, "phone").key_name(row.epoch)
        plain = unseal(self.ring.get(name), row.sealed, f"{name}|{row.id.hex()}")
        codes, _texts = msgpack.unpackb(plain)
        return int("".join(str(code - FIRST) for code in codes))

    def _said(self, row: OpenText) -> int:
        label = f"{row.key}|{row.question}|{row.id.hex()}"
        return int(unseal(self.ring.get(row.key), row.sealed, label).decode().split()[1])

    def _answer(self, number: int, slug: str) -> None:
        self.ids[number] = secrets.token_urlsafe(16)
        reply = self.app.test_client().post(
            f"/c/{slug}",
            data=form(number, self.ids[number]),
            content_type="application/x-www-form-urlencoded",
        )
        assert reply.status_code == 303, reply.text


@dataclass(frozen=True)
class Taken:
    """A copy of a disk, and the scene that tells how good a guess from it is."""

    scene: Scene
    evidence: Evidence


@contextmanager
def scene(url: str, instance: Path, people: int) -> Iterator[Scene]:
    """An empty house on a furnished database, left as it stands."""
    app = make_app(url, instance)
    try:
        yield Scene(app, people)
    finally:
        _leave(app)


def seize(scene: Scene, copy: Path) -> Evidence:
    """What somebody has who takes the disk while the service runs: nothing is closed in order."""
    url = make_url(scene.app.config["SQLALCHEMY_DATABASE_URI"])
    keys = Path(shutil.copytree(scene.ring.folder, copy / "keys"))
    if url.get_backend_name() != "sqlite":
        return Postgres(url.render_as_string(hide_password=False), keys)
    return Sqlite(_copied(Path(str(url.database)), copy), keys)


def stop_and_seize(scene: Scene, copy: Path) -> Evidence:
    """As ``seize``, after the service was stopped in order."""
    _leave(scene.app)
    return seize(scene, copy)


def _copied(database: Path, copy: Path) -> Path:
    copy.mkdir(parents=True, exist_ok=True)
    for file in database.parent.glob(f"{database.name}*"):
        shutil.copy(file, copy)
    return copy / database.name


def _leave(app: Flask) -> None:
    with app.app_context():
        if writer := app.extensions.get("writer"):
            writer.close()
        db.session.remove()
        db.engine.dispose()


def _open(number: int, clock: Clock) -> None:
    with writing() as session:
        programme = ensure_programme(session, "Uno", "One")
        plan = Plan(questionnaire(), f"c-{number}")
        made = create(session, "test", programme.id, plan, clock())
        open_to_answers(session, "test", made, clock())
