"""Pages on which a consultation is set up: its settings, its districts, its helplines, its people."""

from datetime import date, datetime

from flask import (
    Blueprint,
    Response,
    abort,
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
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Answer

from consult.accounts.invite import BY_LINK, Reach, invitations_to, invite, may_give, remove, withdraw
from consult.accounts.may import guard, may
from consult.accounts.models import Invitation, Membership, User
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
from consult.consultations.settings.forms import CHANNEL_NAMES, Invite, Settings, Where
from consult.consultations.settings.people import who_works_on
from consult.consultations.views import TABS
from consult.db import db, writing
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
hang_with(settings, Entry("settings.show", lazy_gettext("Settings"), TABS))
_HERE = "/staff/consultations/<slug>"


@settings.route(f"{_HERE}/settings", methods=["GET", "POST"])
def show(slug: str) -> str | Answer:
    consultation = the(slug)
    if request.method == "POST":
        guard(current_user, "edit", consultation)
    form, faults = Settings(consultation), ()
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
        ages=AGES[consultation.minimum_age],
        channels=[CHANNEL_NAMES[name] for name in consultation.channels],
        why={"minimum_age": frozen_age(), "districts": frozen_districts()},
    )


@settings.route(f"{_HERE}/settings/districts", methods=["GET", "POST"])
def edit_districts(slug: str) -> str | Answer:
    consultation, form = _editable(slug), None
    form, faults = Where(data={"districts": consultation.districts}), ()
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
        return redirect(url_for("consultations.show", slug=slug))
    return render_template("consultations/helplines.html", consultation=consultation, form=form)


@settings.get(f"{_HERE}/people")
def people(slug: str) -> str:
    consultation = the(slug)
    return _people(consultation, _invite_form(consultation))


@settings.post(f"{_HERE}/people")
def invite_colleague(slug: str) -> str:
    """The link stands on the answer to this one request, and nowhere else."""
    consultation = _editable(slug)
    form = _invite_form(consultation)
    if not form.validate_on_submit():
        return _people(consultation, form)
    where = Reach(consultation.programme_id, 0 if form.is_for_all else consultation.id)
    try:
        with writing() as session:
            token = invite(session, _me(session), form.role.data, where, slug, _now())
    except Refusal as refusal:
        return _people(consultation, form, fault=str(refusal))
    return _people(consultation, form, link=url_for("accounts.join", token=token, _external=True))


@settings.post(f"{_HERE}/people/<int:number>/remove")
def remove_colleague(slug: str, number: int) -> Answer:
    """Only a role that was given for this consultation alone is taken away here."""
    consultation = _editable(slug)
    with writing() as session:
        membership = session.get(Membership, number)
        if membership is None or membership.consultation_id != consultation.id:
            abort(404)
        _guard_giving(membership.role, consultation)
        remove(session, _me(session), membership, slug)
        left = membership.user_id == current_user.id
    flash(_("Removed. The consultation is closed to them from now on."))
    return redirect("/staff/" if left else url_for(".people", slug=slug))


@settings.post(f"{_HERE}/people/invitations/<int:number>/withdraw")
def withdraw_invitation(slug: str, number: int) -> Answer:
    consultation = _editable(slug)
    with writing() as session:
        invitation = session.get(Invitation, number)
        if invitation is None or invitation.programme_id != consultation.programme_id:
            abort(404)
        if invitation.consultation_id not in (None, consultation.id):
            abort(404)
        reach = Reach(invitation.programme_id, invitation.consultation_id or 0)
        _guard_giving(invitation.role, reach)
        withdraw(session, _me(session), invitation, slug)
    flash(_("The invitation is withdrawn. Its link opens no more."))
    return redirect(url_for(".people", slug=slug))


def _people(
    consultation: Consultation, form: Invite, *, link: str = "", fault: str = ""
) -> str:
    session, here = db.session(), Reach(consultation.programme_id, consultation.id)
    pending = invitations_to(session, here, _now())
    if _may_invite_everywhere(consultation):
        pending = [*pending, *invitations_to(session, Reach(consultation.programme_id), _now())]
    return render_template(
        "settings/people.html",
        consultation=consultation,
        form=form,
        link=link,
        fault=fault,
        people=who_works_on(session, consultation),
        pending=pending,
        may_edit=may(current_user, "edit", consultation),
        may_give=lambda role: may_give(current_user, role, consultation),
    )


def _invite_form(consultation: Consultation) -> Invite:
    roles = [role for role in BY_LINK if may_give(current_user, role, consultation)]
    return Invite(roles, everywhere=_may_invite_everywhere(consultation))


def _may_invite_everywhere(consultation: Consultation) -> bool:
    return may(current_user, "manage staff", Reach(consultation.programme_id))


def _guard_giving(role: str, where: Reach | Consultation) -> None:
    """Who may not give a role may not take it away either."""
    if not may_give(current_user, role, where):  # type: ignore[arg-type]
        abort(403)


def _editable(slug: str) -> Consultation:
    consultation = the(slug)
    guard(current_user, "edit", consultation)
    return consultation


def _me(session: Session) -> User:
    return session.get_one(User, current_user.id)


def _today() -> date:
    return _now().astimezone(LIMA).date()


def _now() -> datetime:
    return current_app.config["CLOCK"]()
