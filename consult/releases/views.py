"""Results: made by coordinators, looked at by staff and by everybody as the same tables."""

from datetime import datetime

from flask import (
    Blueprint,
    abort,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import lazy_gettext
from flask_security import current_user
from sqlalchemy import select
from werkzeug.wrappers import Response as Answer

from consult.accounts.may import guard, may
from consult.consultations.by_slug import the, the_same
from consult.consultations.models import Consultation
from consult.consultations.published import find
from consult.consultations.views import TABS
from consult.db import db, writing
from consult.releases.freeze import request_release
from consult.releases.models import StoredRelease
from consult.releases.opened import released
from consult.releases.pages import sections, shown, standing, who_answered
from consult.releases.rehearsal import rehearse_release
from consult.tables.release import EVERYBODY, Release
from consult.tables.request import Refused
from consult.web.locale import language
from consult.web.navigation import Entry, hang_with
from consult.web.refusal import Refusal

releases = Blueprint(
    "releases",
    __name__,
    template_folder="templates",
    static_folder="static",
    static_url_path="/static/releases",
)
hang_with(releases, Entry("releases.overview", lazy_gettext("Results")))
hang_with(releases, Entry("releases.of", lazy_gettext("Results"), TABS))
_OF = "/staff/consultations/<slug>/releases"


@releases.get("/staff/releases")
def overview() -> str:
    every = select(StoredRelease, Consultation).join(Consultation).order_by(StoredRelease.id.desc())
    rows = [row for row in db.session.execute(every) if may(current_user, "see", row.Consultation)]
    return render_template("releases/overview.html", rows=rows)


@releases.get(_OF)
def of(slug: str) -> str:
    consultation = the(slug)
    rows = select(StoredRelease).filter_by(consultation_id=consultation.id)
    return render_template(
        "releases/of.html",
        consultation=consultation,
        rows=db.session.scalars(rows.order_by(StoredRelease.number.desc())).all(),
        may_release=may(current_user, "release", consultation),
    )


@releases.post(_OF)
def make(slug: str) -> Answer:
    guard(current_user, "release", the(slug))
    try:
        with writing() as session:
            request_release(session, current_user.email, the_same(session, slug), None, _now())
    except Refusal as refusal:
        flash(str(refusal), "error")
    return redirect(url_for(".of", slug=slug))


@releases.get(f"{_OF}/rehearsal")
def rehearsal(slug: str) -> str | Answer:
    consultation = the(slug)
    guard(current_user, "release", consultation)
    ring = current_app.extensions["key_ring"]
    try:
        outcome = rehearse_release(ring, db.session(), consultation, None, _now())
    except Refusal as refusal:
        flash(str(refusal), "error")
        return redirect(url_for(".of", slug=slug))
    refused = outcome if isinstance(outcome, Refused) else None
    return render_template(
        "releases/rehearsal.html", consultation=consultation, outcome=outcome, refused=refused
    )


@releases.get(f"{_OF}/<int(max=999999):number>")
def people(slug: str, number: int) -> str:
    consultation = the(slug)
    release = _ready(consultation, number)
    return render_template(
        "releases/people.html",
        consultation=consultation,
        release=release,
        sections=sections(release),
        roles=who_answered(release, language()),
        standing=standing(release, release.deviation),
    )


@releases.get(f"{_OF}/<int(max=999999):number>/<question>")
def question(slug: str, number: int, question: str) -> str:
    consultation = the(slug)
    release = _ready(consultation, number)
    return render_template(
        "releases/question.html",
        consultation=consultation,
        sections=sections(release),
        **_question(release, question),
    )


@releases.get("/c/<slug>/results")
def results(slug: str) -> str:
    consultation = find(db.session(), slug)
    if consultation is None or consultation.state == "draft":
        abort(404)
    release = _latest(consultation)
    if release is None:
        return render_template("releases/none_yet.html", consultation=consultation)
    return render_template(
        "releases/results.html",
        consultation=consultation,
        release=release,
        sections=sections(release),
        roles=who_answered(release, language()),
        everybody={
            q.id: shown(release, q.id, EVERYBODY, language())
            for q in release.questions
            if not q.role
        },
        standing=standing(release, release.largest_deviation),
    )


@releases.get("/c/<slug>/results/<int(max=999999):number>/<question>")
def result(slug: str, number: int, question: str) -> str:
    consultation = find(db.session(), slug)
    if consultation is None:
        abort(404)
    release = _ready(consultation, number)
    return render_template(
        "releases/result.html", consultation=consultation, **_question(release, question)
    )


def _question(release: Release, name: str) -> dict[str, object]:
    try:
        found = shown(release, name, request.args.get("by", EVERYBODY), language())
    except KeyError:
        abort(404)
    deviation = found.table.question.deviation
    return {"release": release, "shown": found, "standing": standing(release, deviation)}


def _ready(consultation: Consultation, number: int) -> Release:
    release = released(db.session(), consultation, number)
    if release is None:
        abort(404)
    return release


def _latest(consultation: Consultation) -> Release | None:
    ready = select(StoredRelease.number).filter_by(consultation_id=consultation.id, state="ready")
    number = db.session.scalar(ready.order_by(StoredRelease.number.desc()).limit(1))
    return released(db.session(), consultation, number) if number else None


def _now() -> datetime:
    return current_app.config["CLOCK"]()
