"""One answer that is known again wherever it stands: a rare option, a number, a date, free words.

The id of the option stands in the questionnaire too, so it is looked for beside its question's.
"""

import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlencode

from consult.accounts.staff import ensure_programme
from consult.consultations.create import Plan, create
from consult.db import db, furnish, is_current, writing
from consult.questionnaire.document import Band, Option, Question, Questionnaire, Section
from consult.questionnaire.text import Text
from consult.responses.closing import open_to_answers
from tests.conftest import Clock, make_app
from tests.hostile.scanner import Files, found

SLUG = "c-canary"
ID = "Kq7Zp2Vx9LmWc4Rt8YbN3sHd"  # what the phone made
ANSWERS = {
    "thing": "rara_zq81",
    "amount": "735194268.1357",
    "day": "1931-07-23",
    "said": "canario ámbar vive en la Mz Q Lt 17",
}
BESIDE = [spelled % ("thing", ANSWERS["thing"]) for spelled in ("%s=%s", '%s","%s', "%s': '%s")]
WORDS = (ID, ANSWERS["amount"], ANSWERS["day"], ANSWERS["said"], *BESIDE)


def questionnaire() -> Questionnaire:
    """A question of each kind that must not keep what was typed."""
    options = (Option("usual", _same("usual")), Option(ANSWERS["thing"], _same("rare")))
    band = Band("any", _same("any"), Decimal(0))
    questions = (
        Question("thing", "single", _same("thing"), options=options),
        Question("amount", "number", _same("amount"), bands=(band,)),
        Question("day", "date", _same("day")),
        Question("said", "text", _same("said")),
    )
    section = Section("s", _same("s"), questions)
    return Questionnaire("canary", _same("canary"), Text(""), Text(""), (section,))


def form(answers: Mapping[str, str] = ANSWERS, **controls: str) -> bytes:
    """The body of a submission."""
    return urlencode({**answers, "_version": "1", "_id": ID, **controls, "_end": "1"}).encode()


def open_house(url: str, instance: Path) -> None:
    """Open the consultation, on an empty database or one that is furnished."""
    app = make_app(url, instance)
    with app.app_context():
        if not is_current():
            furnish()
        with writing() as session:
            programme = ensure_programme(session, "Uno", "One")
            made = create(session, "test", programme.id, Plan(questionnaire(), SLUG), Clock()())
            open_to_answers(session, "test", made, Clock()())
        db.session.remove()
        db.engine.dispose()


def seen_in(files: Files) -> set[tuple[str, str, str]]:
    """Where anything of the answer stands in clear."""
    return found(WORDS, files)


def told_in(reply: str) -> set[str]:
    """What of the answer a page or a log repeats."""
    return {word for word in WORDS if word in reply or json.dumps(word)[1:-1] in reply}


def _same(text: str) -> Text:
    return Text(text, text)
