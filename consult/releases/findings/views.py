"""Findings: looked at by all staff, changed by whoever makes releases."""

from collections.abc import Callable

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_security import current_user
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Answer

from consult.accounts.may import guard, may
from consult.consultations.by_slug import the, the_same
from consult.consultations.models import Consultation
from consult.db import db, writing
from consult.questionnaire.text import Text
from consult.releases.findings import keep
from consult.releases.findings.forms import AddFinding, Sentence
from consult.releases.findings.models import KeptFinding
from consult.releases.frame import for_staff
from consult.releases.models import StoredRelease
from consult.releases.opened import editions, ready
from consult.tables.findings import doubts
from consult.tables.names import short_names
from consult.tables.release import Release
from consult.web.locale import language

findings = Blueprint("findings", __name__, template_folder="templates")
# No id of a question holds a hyphen.
_HERE = "/staff/consultations/<slug>/releases/<int(max=999999):number>/main-findings"
_FINDING = f"{_HERE}/<int(max=999999):finding>"


@findings.get(_HERE)
def show(slug: str, number: int) -> str:
    consultation = the(slug)
    return _page(consultation, ready(db.session(), consultation, number))


@findings.post(_HERE)
def add(slug: str, number: int) -> str | Answer:
    consultation, release = _hers(slug, number)
    form = AddFinding(_questions(release))
    if not form.validate_on_submit():
        return _page(consultation, release, adding=form)
    question, text = form.question.data, form.text
    return _change(slug, number, lambda session, row: keep.add(session, _me(), row, question, text))


@findings.post(_FINDING)
def edit(slug: str, number: int, finding: int) -> str | Answer:
    consultation, release = _hers(slug, number)
    form = Sentence()
    if not form.validate_on_submit():
        return _page(consultation, release, editing=(finding, form))
    return _change(
        slug, number, lambda session, row: keep.edit(session, _me(), row, finding, form.text)
    )


@findings.post(f"{_FINDING}/<any(up, down, drop, restore):deed>")
def arrange(slug: str, number: int, finding: int, deed: str) -> Answer:
    _hers(slug, number)

    def change(session: Session, row: StoredRelease) -> None:
        if deed in ("up", "down"):
            step = keep.UP if deed == "up" else keep.DOWN
            keep.move(session, _me(), row, finding, step)
        else:
            keep.keep(session, _me(), row, finding, deed == "restore")

    return _change(slug, number, change)


def _page(
    consultation: Consultation,
    release: Release,
    adding: AddFinding | None = None,
    editing: tuple[int, Sentence] | None = None,
) -> str:
    row = _edition(db.session(), consultation, release.number)
    names = dict(_questions(release))
    return render_template(
        "findings/show.html",
        **for_staff(consultation, release),
        rows=[(one, _doubts(release, one)) for one in keep.rows_of(db.session(), row)],
        names=names,
        may_edit=may(current_user, "release", consultation),
        adding=adding or AddFinding(_questions(release), request.args.get("question")),
        editing=editing,
    )


def _doubts(release: Release, row: KeptFinding) -> tuple[Text, ...]:
    return doubts(release, row.question, Text(row.es, row.en))


def _questions(release: Release) -> list[tuple[str, str]]:
    """What a finding may be about, by id, under short names."""
    return list(short_names(release.questions, language()).items())


def _hers(slug: str, number: int) -> tuple[Consultation, Release]:
    consultation = the(slug)
    guard(current_user, "release", consultation)
    return consultation, ready(db.session(), consultation, number)


def _change(slug: str, number: int, change: Callable[[Session, StoredRelease], None]) -> Answer:
    try:
        with writing() as session:
            change(session, _edition(session, the_same(session, slug), number))
    except KeyError:
        abort(404)
    return redirect(url_for(".show", slug=slug, number=number))


def _edition(session: Session, consultation: Consultation, number: int) -> StoredRelease:
    return {row.number: row for row in editions(session, consultation)}[number]


def _me() -> str:
    return str(current_user.email)
