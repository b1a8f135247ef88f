"""The page behind an invitation. Everything else about accounts is Flask-Security's."""

from datetime import datetime

from flask import current_app, flash, redirect, render_template
from flask_babel import gettext as _
from flask_security import current_user, login_user
from werkzeug.wrappers import Response as Answer

from consult.accounts.forms import JoinForm, wait_a_while
from consult.accounts.invite import find_invitation, join_anew
from consult.accounts.invite import join as take_up
from consult.accounts.models import User
from consult.accounts.security import accounts
from consult.accounts.throttle import attempt
from consult.db import db, writing
from consult.web.locale import STAFF
from consult.web.refusal import Refusal


@accounts.route("/staff/join/<token>", methods=["GET", "POST"])
def join(token: str) -> str | Answer | tuple[str, int]:
    """What an invitation is for; opening it uses nothing up, sending the form does."""
    invitation = find_invitation(db.session(), token, _now())
    if invitation is None:
        return render_template("accounts/no_invitation.html"), 404
    form = JoinForm()
    faults: tuple[str, ...] = ()
    if form.is_submitted() and (current_user.is_authenticated or form.validate()):
        try:
            _join(token, form)
        except Refusal as refusal:
            faults = (str(refusal), *refusal.lines)
        else:
            flash(_("Welcome. What you have been invited to stands below."))
            return redirect(STAFF)
    return render_template("accounts/join.html", invitation=invitation, form=form, faults=faults)


def _join(token: str, form: JoinForm) -> None:
    """Raises Refusal."""
    if current_user.is_authenticated:
        with writing() as session:
            take_up(session, token, session.get_one(User, current_user.id), _now())
        return
    with writing() as session:  # by itself: a refused attempt counts as well
        wait = attempt(session, token, _now())
    if wait:
        raise Refusal(wait_a_while(wait))
    with writing() as session:
        user = join_anew(session, token, form.email.data, form.password.data, _now())
    db.session.rollback()  # it read before the account was there
    login_user(db.session.get_one(User, user.id), authn_via=["invitation"])


def _now() -> datetime:
    return current_app.config["CLOCK"]()
