"""A consultation that asks a question of every kind, all optional, and what to send to it."""

from pathlib import Path
from urllib.parse import urlencode

from flask import Flask
from sqlalchemy import func, select

from consult.accounts.staff import ensure_programme
from consult.consultations.create import Plan, create
from consult.db import db, writing
from consult.questionnaire.document import Band, Option, Question, Questionnaire, Section
from consult.questionnaire.text import Text
from consult.responses.closing import open_to_answers
from consult.responses.models import Pending, Seen
from tests.conftest import Clock, make_app

SLUG = "c-kinds"
PATH = f"/c/{SLUG}"


def questionnaire() -> Questionnaire:
    questions = (
        Question("one", "single", _text("one"), options=_options("a", "b")),
        Question("other", "single", _text("other"), options=_options("x", "y")),
        Question("many", "multiple", _text("many"), options=_options("p", "q", "r")),
        Question("order", "ranking", _text("order"), options=_options("k", "l", "m")),
        Question("rows", "grid", _text("rows"), options=_options("g", "h"), rows=_options("i")),
        Question("size", "number", _text("size"), bands=(Band("all", _text("all")),)),
        Question("day", "date", _text("day")),
        Question("said", "text", _text("said")),
        Question(
            "then", "single", _text("then"), when={"answered": "one"}, options=_options("z", "w")
        ),
    )
    section = Section("s", _text("s"), questions)
    return Questionnaire("kinds", _text("kinds"), Text(""), Text(""), (section,))


def house(url: str, instance: Path) -> Flask:
    """An app on a furnished database in which the consultation is open."""
    app = make_app(url, instance)
    clock = Clock()
    with app.app_context(), writing() as session:
        programme = ensure_programme(session, "Uno", "One")
        made = create(session, "test", programme.id, Plan(questionnaire(), SLUG), clock())
        open_to_answers(session, "test", made, clock())
    return app


def form(answers: str = "one=a", submission_id: str = "", **controls: str) -> bytes:
    """A whole body: the answers as they are to arrive, and what comes along with them."""
    along = {"_version": "1", **({"_id": submission_id} if submission_id else {}), **controls}
    return "&".join(filter(None, (answers, urlencode(along), "_end=1"))).encode()


def stored(app: Flask) -> tuple[int, int]:
    """How many submissions were noted, and how many answers wait."""
    with app.app_context(), db.session() as session:
        rows = (
            session.scalar(select(func.count()).select_from(table)) for table in (Seen, Pending)
        )
        noted, waiting = rows
        return noted or 0, waiting or 0


def _text(words: str) -> Text:
    return Text(words, words)


def _options(*ids: str) -> tuple[Option, ...]:
    return tuple(Option(name, _text(name)) for name in ids)
