"""Results: made by coordinators, looked at by staff and by everybody as the same tables."""

from datetime import datetime

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    flash,
    make_response,
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
from consult.questionnaire.text import Language
from consult.releases.files import FILES, content
from consult.releases.frame import for_all, for_staff, of_question
from consult.releases.freeze import request_release
from consult.releases.models import StoredRelease
from consult.releases.opened import editions, ready
from consult.releases.outline import found
from consult.releases.pages import who_answered
from consult.releases.rehearsal import rehearse_release
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
hang_with(releases, Entry("releases.overview", lazy_gettext("Results"), also=("findings",)))
hang_with(releases, Entry("releases.of", lazy_gettext("Results"), TABS))
_IN_BOTH = ("codebook.csv", "about.json")  # the same file, whichever language is asked for
_OF = "/staff/consultations/<slug>/releases"
_ONE = f"{_OF}/<int(max=999999):number>"
_FOR_ALL = "/c/<slug>/results"
_LONGEST_SEARCH = 100  # letters


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


@releases.get(_ONE)
def people(slug: str, number: int) -> str:
    consultation = the(slug)
    release = ready(db.session(), consultation, number)
    asked = request.args.get("find", "").strip()[:_LONGEST_SEARCH]
    return render_template(
        "releases/found.html" if asked else "releases/people.html",
        **for_staff(consultation, release),
        asked=asked,
        matches=found(release, asked, language()) if asked else (),
        roles=who_answered(release),
    )


@releases.get(f"{_ONE}/<question>")
def question(slug: str, number: int, question: str) -> str:
    consultation = the(slug)
    release = ready(db.session(), consultation, number)
    page = for_staff(consultation, release) | of_question(release, question)
    return render_template("releases/question.html", **page)


@releases.get(f"{_ONE}/files/<any(es, en):written>/<name>")
def file(slug: str, number: int, written: Language, name: str) -> Response:
    release = ready(db.session(), the(slug), number)
    if name not in FILES:
        abort(404)
    response = make_response(content(release, name, written))
    response.headers["Content-Type"] = FILES[name][1]
    stem, _dot, ending = name.partition(".")
    called = name if name in _IN_BOTH else f"{stem}-{written}.{ending}"
    response.headers["Content-Disposition"] = f'attachment; filename="{slug}-{number}-{called}"'
    return response


@releases.get(_FOR_ALL)
def results(slug: str) -> str:
    consultation = _open_to_all(slug)
    made = editions(db.session(), consultation)
    if not made:
        return render_template("releases/none_yet.html", consultation=consultation)
    return render_template("releases/results.html", **for_all(consultation, made[0]))


@releases.get(f"{_FOR_ALL}/<int(max=999999):number>")
def earlier_results(slug: str, number: int) -> str:
    consultation = _open_to_all(slug)
    same = [row for row in editions(db.session(), consultation) if row.number == number]
    if not same:
        abort(404)
    return render_template("releases/results.html", **for_all(consultation, same[0]))


@releases.get(f"{_FOR_ALL}/<int(max=999999):number>/<question>")
def result(slug: str, number: int, question: str) -> str:
    consultation = _open_to_all(slug)
    release = ready(db.session(), consultation, number)
    return render_template(
        "releases/result.html", consultation=consultation, **of_question(release, question)
    )


def _open_to_all(slug: str) -> Consultation:
    consultation = find(db.session(), slug)
    if consultation is None or consultation.state == "draft":
        abort(404)
    return consultation


def _now() -> datetime:
    return current_app.config["CLOCK"]()
