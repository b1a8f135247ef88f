"""A questionnaire whose every answer spells a number, so that each can be told from the others.

Eight questions of ten options spell the digits; a free text says the number again. What was lost,
doubled or torn shows as a number that is missing, counted twice, or whose two halves differ.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from urllib.parse import urlencode

import msgpack
from flask import Flask
from sqlalchemy import select

from consult.accounts.staff import ensure_programme
from consult.consultations.create import Plan, create
from consult.consultations.published import find
from consult.db import db, furnish, is_current, writing
from consult.keys import KeyRing
from consult.questionnaire.document import Option, Question, Questionnaire, Section
from consult.questionnaire.text import Text
from consult.responses.closing import open_to_answers
from consult.responses.models import OpenText, Pending
from consult.responses.stored import blocks_of
from consult.responses.stream import Stream, unseal
from consult.tables.columns import FIRST
from tests.conftest import Clock, make_app

SLUG = "c-fault"
SAID, CANARY = "said", "canary"
TORN = -1  # stands for an answer that spells no number: something of it is missing
_DIGITS = tuple(f"n{place}" for place in range(8))


def questionnaire() -> Questionnaire:
    """Eight digits, a free text, and a skip rule that skips nothing where the last is answered."""
    options = tuple(Option(f"o{digit}", Text(f"{digit}", f"{digit}")) for digit in range(10))
    digits = (Question(name, "single", Text(name, name), options=options) for name in _DIGITS)
    said = Question(SAID, "text", Text("¿Qué dice?", "What is said?"), when={"answered": "n7"})
    section = Section("s", Text("Números", "Numbers"), (*digits, said))
    return Questionnaire("numbered", Text("Números", "Numbers"), Text(""), Text(""), (section,))


def form(number: int, submission_id: str | None) -> bytes:
    """The body of a submission that says ``number``; without an id nothing of it is stored."""
    digits = {name: f"o{digit}" for name, digit in zip(_DIGITS, f"{number:08}", strict=True)}
    controls = {"_version": "1", "_lang": "es"} | ({"_id": submission_id} if submission_id else {})
    return urlencode({**digits, SAID: f"{CANARY} {number}", **controls, "_end": "1"}).encode()


def open_house(url: str, instance: Path) -> None:
    """Furnish the database where it is empty, and open the consultation in it."""
    app = make_app(url, instance)
    with app.app_context():
        try:
            if not is_current():
                furnish()
            _open(Clock())
        finally:
            db.session.remove()
            db.engine.dispose()


def stored(app: Flask) -> Counter[int]:
    """How often each number rests in the blocks and among the answers that wait."""
    with app.app_context(), db.session() as session:
        consultation = find(session, SLUG)
        assert consultation is not None
        found = Counter(_spelled(codes) for codes, _texts in _waiting(app))
        for _version, block in blocks_of(session, consultation.id):
            found.update(map(_spelled, zip(*(block.arrays[name] for name in _DIGITS), strict=True)))
        return found


def texts(app: Flask) -> Counter[int]:
    """How often each number was said in free words, in the texts and among what waits."""
    ring: KeyRing = app.extensions["key_ring"]
    with app.app_context(), db.session() as session:
        found = Counter(_said(texts.get(SAID, "")) for _codes, texts in _waiting(app))
        for row in session.scalars(select(OpenText)):
            label = f"{row.key}|{row.question}|{row.id.hex()}"
            found[_said(unseal(ring.get(row.key), row.sealed, label).decode())] += 1
        return found


def _open(clock: Clock) -> None:
    with writing() as session:
        programme = ensure_programme(session, "Uno", "One")
        made = create(session, "test", programme.id, Plan(questionnaire(), SLUG), clock())
        open_to_answers(session, "test", made, clock())


def _waiting(app: Flask) -> Iterator[tuple[Sequence[int], Mapping[str, str]]]:
    ring: KeyRing = app.extensions["key_ring"]
    for row in db.session().scalars(select(Pending)):
        name = Stream(row.consultation_id, row.version, row.channel).key_name(row.epoch)  # type: ignore[arg-type]
        codes, texts = msgpack.unpackb(unseal(ring.get(name), row.sealed, f"{name}|{row.id.hex()}"))
        yield codes, texts


def _spelled(codes: Sequence[int]) -> int:
    digits = [int(code) - FIRST for code in codes[: len(_DIGITS)]]
    whole = all(0 <= digit <= 9 for digit in digits)
    return int("".join(map(str, digits))) if whole else TORN


def _said(text: str) -> int:
    word, _space, number = text.partition(" ")
    return int(number) if word == CANARY and number.isdecimal() else TORN
