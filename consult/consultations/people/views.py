"""Who works on a consultation: seeing them, inviting a colleague, taking a role away."""

from datetime import datetime

from flask import Blueprint, abort, current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_security import current_user
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Answer

from consult.accounts.invite import (
    BY_LINK,
    Reach,
    invitations_to,
    invite,
    may_give,
    remove,
    withdraw,
)
from consult.accounts.may import Consulted, guard, may
from consult.accounts.models import Invitation, Membership, Role, User
from consult.consultations.by_slug import the
from consult.consultations.models import Consultation
from consult.consultations.people.forms import Invite
from consult.consultations.people.reaching import who_works_on
from consult.db import db, writing
from consult.web.locale import STAFF
from consult.web.refusal import Refusal

people = Blueprint("people", __name__, template_folder="templates")
_HERE = "/staff/consultations/<slug>/people"


@people.get(f"{_HERE}")
def show(slug: str) -> str:
    consultation = the(slug)
    return _page(consultation, _form(consultation))


@people.post(f"{_HERE}")
def invite_one(slug: str) -> str:
    """The link stands on the answer to this one request, and nowhere else."""
    consultation = _editable(slug)
    form = _form(consultation)
    if not form.validate_on_submit():
        return _page(consultation, form)
    where = Reach(consultation.programme_id, 0 if form.is_for_all else consultation.id)
    try:
        with writing() as session:
            token = invite(session, _me(session), form.role.data, where, slug, _now())
    except Refusal as refusal:
        return _page(consultation, form, fault=str(refusal))
    db.session.rollback()  # it read before the invitation was there
    return _page(consultation, form, link=url_for("accounts.join", token=token, _external=True))


@people.post(f"{_HERE}/<int(max=2147483647):number>/remove")
def remove_one(slug: str, number: int) -> Answer:
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
    return redirect(STAFF if left else url_for(".show", slug=slug))


@people.post(f"{_HERE}/invitations/<int(max=2147483647):number>/withdraw")
def withdraw_one(slug: str, number: int) -> Answer:
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
    return redirect(url_for(".show", slug=slug))


def _page(consultation: Consultation, form: Invite, *, link: str = "", fault: str = "") -> str:
    session, here = db.session(), Reach(consultation.programme_id, consultation.id)
    pending = invitations_to(session, here, _now())
    if _may_invite_everywhere(consultation):
        pending = [*pending, *invitations_to(session, Reach(consultation.programme_id), _now())]
    return render_template(
        "people/show.html",
        consultation=consultation,
        form=form,
        link=link,
        fault=fault,
        people=who_works_on(session, consultation),
        pending=pending,
        may_edit=may(current_user, "edit", consultation),
        may_give=lambda role: may_give(current_user, role, consultation),
    )


def _form(consultation: Consultation) -> Invite:
    roles = [role for role in BY_LINK if may_give(current_user, role, consultation)]
    return Invite(roles, everywhere=_may_invite_everywhere(consultation))


def _may_invite_everywhere(consultation: Consultation) -> bool:
    return may(current_user, "manage staff", Reach(consultation.programme_id))


def _guard_giving(role: Role, where: Consulted) -> None:
    """Who may not give a role may not take it away either."""
    if not may_give(current_user, role, where):
        abort(403)


def _editable(slug: str) -> Consultation:
    consultation = the(slug)
    guard(current_user, "edit", consultation)
    return consultation


def _me(session: Session) -> User:
    return session.get_one(User, current_user.id)


def _now() -> datetime:
    return current_app.config["CLOCK"]()
