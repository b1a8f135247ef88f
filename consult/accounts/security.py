"""Flask-Security as this house uses it: no registration, no mail, our words and our look."""

import secrets
from datetime import timedelta
from typing import Any

from flask import Blueprint, Flask
from flask_babel import LazyString
from flask_babel import lazy_gettext as _
from flask_login import user_logged_out
from flask_security import (
    PasswordUtil,
    Security,
    SQLAlchemyUserDatastore,
    password_changed,
    user_authenticated,
)

from consult.accounts.audit import record
from consult.accounts.forms import ChangePasswordForm, SignInForm
from consult.accounts.models import Role, User
from consult.accounts.staff import advice, is_weak
from consult.db import db, writing
from consult.web.navigation import Entry, hang_with

accounts = Blueprint("accounts", __name__, template_folder="templates")
hang_with(accounts, Entry("security.change_password", _("My account"), bar="end"))

ROLE_NAMES: dict[Role, LazyString] = {
    "facilitator": _("Facilitator: writes questionnaires, opens and closes consultations"),
    "coordinator": _("Coordinator: opens and closes consultations, makes and downloads results"),
    "admin": _("Administrator: all of it"),
}
_SETTINGS: dict[str, object] = {
    "URL_PREFIX": "/staff",
    "LOGIN_URL": "/sign-in",
    "LOGOUT_URL": "/sign-out",
    "CHANGE_URL": "/account",
    "POST_LOGIN_VIEW": "/staff/",
    "POST_LOGOUT_VIEW": "/staff/sign-in",
    "POST_CHANGE_VIEW": "/staff/account",
    "LOGIN_USER_TEMPLATE": "accounts/sign_in.html",
    "CHANGE_PASSWORD_TEMPLATE": "accounts/account.html",
    "CHANGEABLE": True,
    "SEND_PASSWORD_CHANGE_EMAIL": False,
    "RETURN_GENERIC_RESPONSES": True,
    "PASSWORD_SINGLE_HASH": True,  # argon2 salts by itself
    "EMAIL_VALIDATOR_ARGS": {"check_deliverability": False, "test_environment": True},
    "FRESHNESS": timedelta(seconds=-1),  # nothing here asks for the password again
    "STATIC_FOLDER": None,
    "CACHE_CONTROL": None,  # ours is stricter
    "CLI_USERS_NAME": None,
    "CLI_ROLES_NAME": None,
    "MSG_GENERIC_AUTHN_FAILED": (_("The e-mail or the password is not right."), "error"),
    "MSG_INVALID_PASSWORD": (_("This is not your password."), "error"),
    "MSG_PASSWORD_NOT_PROVIDED": (_("Write a password."), "error"),
    "MSG_RETYPE_PASSWORD_MISMATCH": (_("The two new passwords differ."), "error"),
    "MSG_PASSWORD_IS_THE_SAME": (_("The new password is the same as the old one."), "error"),
    "MSG_PASSWORD_CHANGE": (
        _("Your password has been changed. You were signed out everywhere else."),
        "success",
    ),
}


class Passwords(PasswordUtil):
    """What a new password must be; ``consult staff add`` asks for the same."""

    def validate(
        self,
        password: str,
        is_register: bool,  # noqa: ARG002  # Flask-Security passes it
        **kwargs: Any,  # of which ``user`` is ours
    ) -> tuple[list[str] | None, str]:
        normal = self.normalize(password)
        return ([advice()] if is_weak(normal, kwargs["user"].email) else None), normal


def init_security(app: Flask) -> None:
    app.config.update({f"SECURITY_{name}": value for name, value in _SETTINGS.items()})
    Security(
        app,
        SQLAlchemyUserDatastore(db, User, None),  # type: ignore[arg-type]  # roles are memberships
        login_form=SignInForm,
        change_password_form=ChangePasswordForm,
        password_util_cls=Passwords,
    )
    app.register_blueprint(accounts)
    app.add_template_global(advice, "password_advice")
    app.add_template_global(ROLE_NAMES.get, "role_name")
    user_authenticated.connect(_record_sign_in, app)
    password_changed.connect(_record_password, app)
    user_logged_out.connect(_end_sessions, app)


def _record_sign_in(_app: Flask, user: User, authn_via: list[str], **_rest: object) -> None:
    if "password" in authn_via:  # not where a new password has just signed its owner in again
        with writing() as session:
            record(session, user.email, "staff.sign_in", user.email, {})


def _record_password(_app: Flask, user: User, **_rest: object) -> None:
    """In the transaction of the change, which Flask-Security commits as the request ends."""
    record(db.session(), user.email, "staff.password", user.email, {})


def _end_sessions(_app: Flask, user: User, **_rest: object) -> None:
    """Signing out ends every session of the person: a copied cookie is worth nothing after it."""
    with writing() as session:
        session.get_one(User, user.id).fs_uniquifier = secrets.token_hex(32)
