"""Signing in, and changing one's password."""

import logging
from typing import Any

from flask import current_app
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _
from flask_security import ChangePasswordForm as BaseChangePasswordForm
from flask_security import LoginForm
from flask_security.forms import (
    EmailValidation,
    EqualToLocalize,
    email_required,
    password_required,
)
from flask_wtf import FlaskForm
from wtforms import EmailField, PasswordField
from wtforms.validators import Length

from consult.accounts.staff import LONGEST_PASSWORD
from consult.accounts.throttle import attempt, succeeded
from consult.db import writing

# A hash of a very long one costs more than anybody's sign-in should.
NOT_ENDLESS = Length(max=LONGEST_PASSWORD, message=_("This password is too long."))
_log = logging.getLogger(__name__)


class SignInForm(LoginForm):
    """An e-mail and a password. Guessing gets slower with each guess."""

    email = EmailField(
        _("E-mail"),
        validators=[email_required, EmailValidation(verify=False)],
        render_kw={"autocomplete": "username"},
    )
    password = PasswordField(
        _("Password"),
        validators=[password_required, NOT_ENDLESS],
        render_kw={"autocomplete": "current-password"},
    )
    remember = None

    def validate(self, **kwargs: Any) -> bool:  # what WTForms passes on
        """Count the attempt first: guesses made at the same time count as well."""
        if not self.email.data or not self.password.data:
            return super().validate(**kwargs)
        with writing() as session:
            wait = attempt(session, self.email.data, current_app.config["CLOCK"]())
        if wait:
            self.form_errors = [_too_many(wait)]
            return False
        if super().validate(**kwargs):
            with writing() as session:
                succeeded(session, self.email.data)
            return True
        _log.warning("A sign-in was refused")
        return False


class ChangePasswordForm(BaseChangePasswordForm):
    """The old password once and the new one twice."""

    password = PasswordField(
        _("Your password now"),
        validators=[NOT_ENDLESS],
        render_kw={"autocomplete": "current-password"},
    )
    new_password = PasswordField(
        _("New password"),
        validators=[password_required, NOT_ENDLESS],
        render_kw={"autocomplete": "new-password"},
    )
    new_password_confirm = PasswordField(
        _("New password again"),
        validators=[
            EqualToLocalize("new_password", message="RETYPE_PASSWORD_MISMATCH"),
            password_required,
            NOT_ENDLESS,
        ],
        render_kw={"autocomplete": "new-password"},
    )


class JoinForm(FlaskForm):
    """The e-mail and the password of a colleague who has been invited and has no account yet."""

    email = EmailField(
        _("E-mail"),
        validators=[email_required, Length(max=254)],
        filters=[lambda typed: typed and typed.strip()],
        render_kw={"autocomplete": "username"},
    )
    password = PasswordField(
        _("Password"),
        validators=[password_required, NOT_ENDLESS],
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(
        _("Password again"),
        validators=[EqualToLocalize("password", message="RETYPE_PASSWORD_MISMATCH")],
        render_kw={"autocomplete": "new-password"},
    )


def wait_a_while(seconds: int) -> str:
    """How long somebody has to wait before the next attempt."""
    return ngettext(
        "Wait %(num)s second and try again.", "Wait %(num)s seconds and try again.", seconds
    )


def _too_many(seconds: int) -> str:
    return f"{gettext('Too many wrong attempts with this e-mail.')} {wait_a_while(seconds)}"
