"""``consult demo``: everything at work at once, with made-up answers."""

import json
import secrets
import shutil
from pathlib import Path

import click
from flask import Flask, current_app
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.accounts.models import Programme, Role, User
from consult.accounts.staff import add_staff, ensure_programme
from consult.app import create_app
from consult.cli.house import house, language, the_app
from consult.cli.serve import make_server, run_server
from consult.cli.simulated import PROPOSED, simulated_answers
from consult.cli.staff import PROGRAMME
from consult.consultations.create import Plan, create
from consult.consultations.models import Consultation
from consult.consultations.published import questionnaire_of
from consult.db import db, furnish, is_current, writing
from consult.keys import KeyRing
from consult.questionnaire.answers import read_answers
from consult.questionnaire.shipped import shipped
from consult.questionnaire.text import Text
from consult.releases.coding.code import code
from consult.releases.coding.texts import opened
from consult.releases.coding.themes import add, suggested
from consult.releases.freeze import prepare, request_release
from consult.releases.models import StoredRelease
from consult.responses.closing import open_to_answers
from consult.responses.models import OpenText
from consult.responses.resting import add_to_blocks
from consult.responses.stream import Stream
from consult.tables.blocks import from_rows
from consult.tables.columns import encode, layout
from consult.web.refusal import Refusal

ACTOR = "demo"
SLUG = "demo"  # stands in every row of its tables, so that nobody takes them for real
STAFF: dict[str, tuple[Role, ...]] = {
    "facilitadora@example.org": ("facilitator",),
    "coordinador@example.org": ("coordinator",),
    "admin@example.org": ("admin",),
}


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535))
@click.option("--reset", is_flag=True, help="Begin again with a new database.")
@click.option("--no-serve", is_flag=True, help="Prepare everything, release included, and end.")
@house
def demo(host: str, port: int, reset: bool, no_serve: bool) -> None:
    """Try it all: a consultation for Trujillo with simulated answers, and a first release.

    Example: consult demo --port 8000
    """
    app = the_app()
    if reset:
        app = _begin_again(app)
    with app.app_context(), force_locale(language()):
        furnish()
        _refuse_beside_real_ones()
        sign_ins = _furnish_demo()
        if no_serve:
            _prepare_release()
            _tell(sign_ins, f"http://{host}:{port}")
            return
        server = make_server(app, host, port)
        _tell(sign_ins, f"http://{host}:{server.effective_port}")
        run_server(app, server)


def _begin_again(app: Flask) -> Flask:
    """Forget the demonstration: its database, its keys, its sign-ins."""
    if app.config["DATABASE_URL"]:
        raise Refusal(_("--reset works on the database in the instance folder only."))
    with app.app_context(), force_locale(language()):
        if is_current():
            _refuse_beside_real_ones()
        db.engine.dispose()
    for path in (app.config["KEYS"], *app.config["INSTANCE"].glob("consult.db*")):
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    _sign_ins_file(app).unlink(missing_ok=True)
    return create_app()


def _refuse_beside_real_ones() -> None:
    """Simulated answers and staff never come to stand in a house that somebody uses."""
    in_use = db.session.scalar(select(Consultation.id)) or db.session.scalar(select(User.id))
    if in_use and not _sign_ins_file(current_app).exists():
        raise Refusal(_("This instance is in use. Give the demonstration its own --instance."))


def _furnish_demo() -> dict[str, str]:
    """Staff, consultation, answers and the request for a release, where they are not there yet."""
    file = _sign_ins_file(current_app)
    with writing() as session:
        programme = ensure_programme(session, *PROGRAMME)
        if session.scalar(select(Consultation.id)) is None:
            file.write_text(json.dumps(_add_staff(session, programme)), "utf-8")
            file.chmod(0o600)
            _add_consultation(session, programme)
    return json.loads(file.read_text("utf-8"))


def _add_staff(session: Session, programme: Programme) -> dict[str, str]:
    sign_ins = {}
    for email, roles in STAFF.items():
        sign_ins[email] = secrets.token_urlsafe(12)
        add_staff(session, email, roles, sign_ins[email], programme, ACTOR)
    return sign_ins


def _add_consultation(session: Session, programme: Programme) -> None:
    now, ring = current_app.config["CLOCK"](), current_app.extensions["key_ring"]
    questionnaire = shipped()["neighbourhood_safety"]
    title = Text(f"{questionnaire.title.es} (demostración)", f"{questionnaire.title.en} (demo)")
    plan = Plan(questionnaire, SLUG, title, simulated=True)
    consultation = create(session, ACTOR, programme.id, plan, now)
    open_to_answers(session, ACTOR, consultation, now)
    version = consultation.versions[-1]
    frozen = questionnaire_of(version)
    columns = layout(frozen)
    read = [read_answers(frozen, pairs) for pairs in simulated_answers(frozen)]
    block = from_rows(columns, [encode(columns, one.answers, one.asked) for one in read])
    texts = [
        ("proposal", str(one.answers["proposal"])) for one in read if "proposal" in one.answers
    ]
    session.flush()
    add_to_blocks(ring, session, Stream(consultation.id, version.number, "import"), block, texts)
    _give_themes(ring, session, consultation)
    request_release(session, ACTOR, consultation, None, now)


def _give_themes(ring: KeyRing, session: Session, consultation: Consultation) -> None:
    """Read every text as somebody would who believes each suggestion."""
    themes = [
        add(session, ACTOR, consultation, "proposal", name, words)
        for words, name in PROPOSED.items()
    ]
    for text in session.scalars(select(OpenText).filter_by(consultation_id=consultation.id)):
        found = suggested(opened(ring, text) or "", themes)
        code(session, consultation, text, sorted(found), again=False)


def _prepare_release() -> None:
    """Make the release here where no server will."""
    session = db.session()
    session.rollback()  # what it read before does not know of the request yet
    for release_id in session.scalars(select(StoredRelease.id).filter_by(state="preparing")):
        prepare(current_app.extensions["key_ring"], release_id)


def _sign_ins_file(app: Flask) -> Path:
    return app.config["INSTANCE"] / "demo-sign-ins.json"


def _tell(sign_ins: dict[str, str], address: str) -> None:
    click.echo(_("Demonstration: every answer in it is simulated."))
    click.echo(_("Resident:     %(address)s", address=f"{address}/c/{SLUG}"))
    click.echo(_("Results:      %(address)s", address=f"{address}/c/{SLUG}/results"))
    click.echo(_("Staff:        %(address)s", address=f"{address}/staff/"))
    for email, roles in STAFF.items():
        click.echo(f"  {', '.join(roles)}: {email}  {sign_ins[email]}")
