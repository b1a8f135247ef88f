"""Checking a questionnaire, trying it out as a resident, and publishing it."""

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
from flask_babel import gettext as _
from flask_security import current_user
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response as Answer

from consult.accounts.may import guard, may
from consult.config import LIMA
from consult.consultations.builder.drafting import draft_of
from consult.consultations.by_slug import the, the_same
from consult.consultations.models import Consultation
from consult.consultations.publish import places, publish
from consult.consultations.review.findings import Review
from consult.db import writing
from consult.page import messages, preview
from consult.page.published import Published, helplines
from consult.questionnaire.answers import Read, read_answers
from consult.questionnaire.catalogue import sentence
from consult.questionnaire.editing import tidy
from consult.questionnaire.reading import with_places
from consult.web.locale import language
from consult.web.refusal import Refusal

review = Blueprint(
    "review", __name__, template_folder="templates", url_prefix="/staff/consultations/<slug>"
)


@review.get("/review")
def show(slug: str) -> str:
    consultation = the(slug)
    return render_template(
        "review/show.html",
        consultation=consultation,
        review=Review(consultation, draft_of(consultation)),
        may_edit=may(current_user, "edit", consultation),
        may_open=may(current_user, "open", consultation),
    )


@review.post("/publish")
def publish_draft(slug: str) -> Answer:
    guard(current_user, "edit", the(slug))
    try:
        with writing() as session:
            version = publish(session, current_user.email, the_same(session, slug), _now())
    except Refusal as refusal:
        flash(str(refusal), "error")
        return redirect(url_for(".show", slug=slug))
    if version is None:
        flash(_("Nothing has changed since the last version."))
        return redirect(url_for(".show", slug=slug))
    flash(_("Version %(number)s is published.", number=version.number))
    return redirect(url_for("consultations.show", slug=slug))


@review.get("/preview")
def try_out(slug: str) -> Answer:
    tried = _tried(the(slug))
    return _page(preview.render(tried, language(), generate_csrf()), tried)


@review.post("/preview")
def tried(slug: str) -> Answer:
    """What a resident's answers would have met with. They are read, and stored nowhere."""
    tried = _tried(the(slug))
    fields = request.form.items(multi=True)
    pairs = [pair for pair in fields if not pair[0].startswith("_") and pair[0] != "csrf_token"]
    read = read_answers(tried.questionnaire, pairs, _now().astimezone(LIMA).date())
    if request.accept_mimetypes.best == "application/json":
        return _said(read)
    if read.faults or "_switch" in request.form:
        spoken = "en" if request.form.get("_switch") == "en" else language()
        html = preview.render(
            tried, spoken, generate_csrf(), given=read.given, faults=read.faults or None
        )
        return _page(html, tried, 422 if read.faults else 200)
    return _page(messages.render("tried", language(), tried), tried)


def _said(read: Read) -> Answer:
    """In the words that the script of the page listens for."""
    if read.faults:
        errors = {field: sentence(f.code, f.params) for field, f in read.faults.items()}
        return make_response({"status": "invalid", "errors": errors}, 422)
    return make_response({"status": "concluded", "message": messages.spoken("tried")})


def _tried(consultation: Consultation) -> Published:
    """The draft, else the latest version, as residents would have it."""
    questionnaire = tidy(draft_of(consultation))
    if not questionnaire.questions:
        abort(404)
    return Published(
        consultation.slug,
        (consultation.version or 0) + (consultation.draft is not None),
        consultation.state,
        with_places(questionnaire, places(consultation)),
        helplines(consultation.helplines),
        minimum_age=consultation.minimum_age,
        sends_to=url_for("review.tried", slug=consultation.slug),
    )


def _page(html: str, tried: Published, status: int = 200) -> Response:
    return make_response(html, status, preview.headers(tried))


def _now() -> datetime:
    return current_app.config["CLOCK"]()
