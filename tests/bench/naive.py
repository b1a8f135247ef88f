"""The usual way: a form class built for each request, one session and one commit each.

python -m tests.bench.naive serve --host H --port P
"""

import os
from contextlib import suppress

from flask import Flask, redirect, request
from sqlalchemy import JSON, Engine, String, create_engine, event
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from wtforms import Form, SelectField, SelectMultipleField, StringField
from wtforms.validators import AnyOf, Length, Optional

from tests.bench.residents import PATH, QUESTIONNAIRE
from tests.bench.serving import serve


class Base(DeclarativeBase):
    pass


class Answer(Base):
    __tablename__ = "naive_answer"

    id: Mapped[int] = mapped_column(primary_key=True)
    submission: Mapped[str] = mapped_column(String(64), unique=True)
    answers: Mapped[dict] = mapped_column(JSON)


def form_of(questionnaire):
    """A form class with a field for each question; it knows no skip logic."""
    fields = {name: _field(asked) for asked in questionnaire.questions for name in asked.fields}
    return type("Answers", (Form,), fields)


def create_app(engine: Engine) -> Flask:
    app = Flask(__name__)

    @app.get("/readyz")
    def ready():
        return "ready"

    @app.post(PATH)
    def answer():
        form = form_of(QUESTIONNAIRE)(request.form)
        if not form.validate():
            return form.errors, 422
        with Session(engine) as session:
            session.add(Answer(submission=request.form["_id"], answers=form.data))
            with suppress(IntegrityError):  # it was stored before
                session.commit()
        return redirect(f"{PATH}/thanks", 303)

    return app


def _field(asked):
    choices = [(id_, id_) for id_ in (*(o.id for o in asked.options), *asked.non_answers)]
    if asked.kind == "text":
        return StringField(validators=[Optional(), Length(max=asked.max_length or 1000)])
    if asked.kind in ("multiple", "ranking"):
        return SelectMultipleField(choices=choices)
    known = [id_ for id_, _ in choices]
    return SelectField(choices=choices, validators=[Optional(), AnyOf(known)])


def _durable(connection, _record) -> None:
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=30000"):
        connection.execute(f"PRAGMA {pragma}")


if __name__ == "__main__":
    engine = create_engine(os.environ["CONSULT_DATABASE_URL"], pool_size=20)
    event.listen(engine, "connect", _durable)
    Base.metadata.create_all(engine)
    serve(create_app(engine))
