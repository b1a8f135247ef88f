"""Pages on which a consultation is set up: its settings, its districts, its helplines."""

from datetime import date, datetime

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_security import current_user
from werkzeug.wrappers import Response as Answer

from consult.accounts.may import guard, may
from consult.config import LIMA
from consult.consultations.by_slug import the, the_same
from consult.consultations.forms import AGES, Helplines, typed
from consult.consultations.helplines import set_helplines
from consult.consultations.models import Consultation
from consult.consultations.settings.change import (
    change,
    change_districts,
    frozen_age,
    frozen_districts,
)
from consult.consultations.settings.forms import CHANNEL_NAMES, Settings, Where
from consult.consultations.views import TABS
from consult.db import writing
from consult.page.published import helplines
from consult.questionnaire.districts import as_options, search
from consult.web.navigation import Entry, hang_with
from consult.web.refusal import Refusal

settings = Blueprint(
    "settings",
    __name__,
    template_folder="templates",
    static_folder="static",
    static_url_path="/static/settings",
)
hang_with(settings, Entry("settings.show", lazy_gettext("Settings"), TABS, also=("people",)))
_HERE = "/staff/consultations/<slug>"


@settings.route(f"{_HERE}/settings", methods=["GET", "POST"])
def show(slug: str) -> str | Answer:
    consultation = the(slug)
    if request.method == "POST":
        guard(current_user, "edit", consultation)
    form = Settings(consultation)
    faults: tuple[str, ...] = ()
    if form.validate_on_submit():
        try:
            with writing() as session:
                row = the_same(session, slug)
                change(session, current_user.email, row, form.wish(), _today())
        except Refusal as refusal:
            faults = (str(refusal), *refusal.lines)
        else:
            flash(_("Saved."))
            return redirect(url_for(".show", slug=slug))
    return render_template(
        "settings/show.html",
        consultation=consultation,
        form=form,
        faults=faults,
        districts={place.id: place.text for place in as_options(consultation.districts)},
        may_edit=may(current_user, "edit", consultation),
        lines=helplines(consultation.helplines),
        ages=AGES[consultation.minimum_age],
        channels=[CHANNEL_NAMES[name] for name in consultation.channels],
        why={"minimum_age": frozen_age(), "districts": frozen_districts()},
    )


@settings.route(f"{_HERE}/settings/districts", methods=["GET", "POST"])
def edit_districts(slug: str) -> str | Answer:
    consultation = _editable(slug)
    form = Where(data={"districts": consultation.districts})
    faults: tuple[str, ...] = ()
    looks = request.method == "POST" and form.districts.looks(request.form)
    if not looks and form.validate_on_submit():
        try:
            with writing() as session:
                row = the_same(session, slug)
                change_districts(session, current_user.email, row, form.districts.data)
        except Refusal as refusal:
            faults = (str(refusal),)
        else:
            flash(_("The districts are saved."))
            return redirect(url_for(".show", slug=slug))
    return render_template(
        "settings/districts.html", consultation=consultation, form=form, faults=faults
    )


@settings.get("/staff/districts")
def find_districts() -> Response:
    """Districts of Peru that answer to words: public facts, for whoever is signed in."""
    found = search(request.args.get("q", "")[:100])
    rows = [{"id": each.id, "name": each.name, "where": each.whereabouts} for each in found]
    return jsonify(districts=rows)


@settings.route(f"{_HERE}/helplines", methods=["GET", "POST"])
def edit_helplines(slug: str) -> str | Answer:
    consultation = _editable(slug)
    form = Helplines(data={"lines": [*map(typed, consultation.helplines), {}]})
    if form.validate_on_submit():
        with writing() as session:
            set_helplines(session, current_user.email, the_same(session, slug), form.kept())
        flash(_("The helplines are saved. Residents see them from now on."))
        return redirect(url_for(".show", slug=slug))
    return render_template("consultations/helplines.html", consultation=consultation, form=form)


def _editable(slug: str) -> Consultation:
    consultation = the(slug)
    guard(current_user, "edit", consultation)
    return consultation


def _today() -> date:
    return _now().astimezone(LIMA).date()


def _now() -> datetime:
    return current_app.config["CLOCK"]()
