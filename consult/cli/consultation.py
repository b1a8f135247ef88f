"""``consult consultation``: create, open, close, list."""

import json
from datetime import datetime

import click
from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.accounts.audit import CONSOLE
from consult.accounts.staff import ensure_programme
from consult.cli.house import as_json, furnished
from consult.cli.questionnaire import read_file
from consult.cli.staff import PROGRAMME
from consult.consultations.by_slug import the_same
from consult.consultations.create import Plan, create
from consult.consultations.models import Consultation
from consult.consultations.published import find
from consult.db import db, writing
from consult.questionnaire.document import ADULT, YOUNGEST
from consult.questionnaire.text import Text
from consult.responses.closing import close_to_answers, open_to_answers
from consult.responses.mixing import make_first_keys, mix_all
from consult.responses.stored import answers_stored
from consult.web.refusal import Refusal


@click.group()
def consultation() -> None:
    """Create, open, close and list consultations.

    Example: consult consultation create barrio --questionnaire seguridad.json
    """


@consultation.command("create")
@click.argument("slug")
@click.option(
    "--questionnaire", "file", required=True, type=click.Path(exists=True, dir_okay=False)
)
@click.option("--title-es", default="", help="Default: the questionnaire's.")
@click.option("--title-en", default="")
@click.option(
    "--district",
    "districts",
    multiple=True,
    metavar="UBIGEO",
    help="Any of Peru's, by its INEI code. May be repeated. Default: Trujillo's.",
)
@click.option(
    "--minimum-age",
    type=click.IntRange(YOUNGEST, ADULT),
    show_default="the questionnaire's, else 18",
    help="Below 18: made for adolescents, from that age to 17.",
)
@furnished
def create_(
    slug: str,
    file: str,
    title_es: str,
    title_en: str,
    districts: tuple[str, ...],
    minimum_age: int | None,
) -> None:
    """Create a consultation from a questionnaire (.json or .xlsx), as a draft.

    Example: consult consultation create barrio --questionnaire f.json --district 130102
    """
    questionnaire = read_file(file)
    title = Text(title_es or questionnaire.title.es, title_en or questionnaire.title.en)
    with writing() as session:
        programme = ensure_programme(session, *PROGRAMME)
        plan = Plan(questionnaire, slug, title, districts, minimum_age=minimum_age)
        create(session, CONSOLE, programme.id, plan, now())
    click.echo(_("Created %(slug)s, a draft. Next: consult consultation open %(slug)s", slug=slug))


@consultation.command("open")
@click.argument("slug")
@furnished
def open_(slug: str) -> None:
    """Publish the draft where there is one, and let answers in.

    Example: consult consultation open barrio
    """
    with writing() as session:
        open_to_answers(session, CONSOLE, _to_change(session, slug), now())
    make_first_keys(current_app.extensions["key_ring"])
    click.echo(_("%(slug)s is open: /c/%(slug)s", slug=slug))


@consultation.command("close")
@click.argument("slug")
@furnished
def close(slug: str) -> None:
    """Let no more answers in. A closed consultation is not opened again.

    Example: consult consultation close barrio
    """
    with writing() as session:
        closed = _to_change(session, slug)
        close_to_answers(session, CONSOLE, closed, now())
    mix_all(current_app.extensions["key_ring"], closed.id)
    click.echo(_("%(slug)s is closed.", slug=slug))


@consultation.command("list")
@as_json
@furnished
def list_(as_json: bool) -> None:
    """Name every consultation; how many answers is exact here, and never on a page.

    Example: consult consultation list --json
    """
    session = db.session()
    rows = [
        {
            "slug": row.slug,
            "state": row.state,
            "version": row.version,
            "districts": row.districts,
            "answers": answers_stored(session, row.id),
        }
        for row in session.scalars(select(Consultation).order_by(Consultation.id))
    ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        click.echo("\t".join(str(row[name]) for name in ("slug", "state", "version", "answers")))


def the(session: Session, slug: str) -> Consultation:
    """The consultation of this name. Raises Refusal."""
    found = find(session, slug)
    if found is None:
        raise Refusal(_("There is no consultation “%(slug)s”.", slug=slug))
    return found


def _to_change(session: Session, slug: str) -> Consultation:
    """``the`` for a transaction that changes it. Raises Refusal."""
    the(session, slug)
    return the_same(session, slug)


def now() -> datetime:
    return current_app.config["CLOCK"]()
