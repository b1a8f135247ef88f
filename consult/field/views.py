"""Pages for whoever asks people with a tablet: setting it up, the questionnaire, its file."""

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import lazy_gettext
from flask_security import current_user
from werkzeug.wrappers import Response as Answer

from consult.accounts.may import guard
from consult.accounts.uploads import take_files_at
from consult.consultations.by_slug import the
from consult.consultations.models import Consultation
from consult.consultations.published import questionnaire_of
from consult.consultations.sharing.views import SHARED
from consult.field.forms import QueueFile
from consult.field.handing_in import hand_in
from consult.page import tablet as page
from consult.page.words import OWN_NAMES
from consult.questionnaire.text import LANGUAGES, Language
from consult.responses.answerable import latest
from consult.web.locale import language
from consult.web.navigation import Entry, hang_with

field = Blueprint(
    "field",
    __name__,
    template_folder="templates",
    static_folder="static",
    static_url_path="/static/field",
)
take_files_at(field, "sealed")
hang_with(
    field,
    Entry(
        "field.set_up",
        lazy_gettext("Ask with a tablet"),
        SHARED,
        about=lazy_gettext("For going from person to person, all day without a network."),
    ),
)


@field.get("/staff/field/<slug>")
def set_up(slug: str) -> str:
    return _set_up_page(_asked(slug), QueueFile())


@field.get("/staff/field/<slug>/tablet")
def tablet(slug: str) -> Answer:
    """The questionnaire, where it can be sealed. A tablet keeps it, and asks for it no more."""
    consultation, home = _asked(slug), url_for(".set_up", slug=slug)
    published = latest(current_app.extensions["key_ring"], consultation)
    if "assisted" not in consultation.channels:
        return redirect(home)
    if published is None or published.state != "open" or not published.intake_key:
        return redirect(home)
    mark = current_app.extensions["tablets"].mark(consultation.id)
    address = f"{request.host}{published.address}"
    html = page.render(published, language(), mark=mark, home=home, address=address)
    return Response(html, headers=page.headers(published))


@field.get("/staff/field/worker.js")
def worker() -> Response:
    """At this address, since it reaches no further: nothing outside of ``/staff/field/``."""
    script = field.send_static_file("worker.js")
    script.headers["Cache-Control"] = "no-store"
    return script


@field.post("/staff/field/<slug>/sealed")
def sealed(slug: str) -> str | Answer:
    consultation, form = _asked(slug), QueueFile()
    if not form.validate_on_submit():
        return _set_up_page(consultation, form)
    desk = current_app.extensions["desk"]
    handed = hand_in(desk, current_user.email, slug, form.file.data.read())
    flash(str(handed), "error" if handed.refused else "message")
    if handed.refused:
        return _set_up_page(consultation, form, tuple(handed.lines))
    return redirect(url_for(".set_up", slug=slug))


def _asked(slug: str) -> Consultation:
    """The consultation, for whoever may ask people."""
    consultation = the(slug)
    guard(current_user, "ask", consultation)
    return consultation


def _set_up_page(consultation: Consultation, form: QueueFile, refused: tuple[str, ...] = ()) -> str:
    return render_template(
        "field/set_up.html",
        consultation=consultation,
        form=form,
        refused=refused,
        own_names={language: OWN_NAMES[language] for language in _languages(consultation)},
    )


def _languages(consultation: Consultation) -> tuple[Language, ...]:
    versions = consultation.versions
    return questionnaire_of(versions[-1]).languages if versions else LANGUAGES
