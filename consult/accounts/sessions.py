"""The staff's session: a cookie that no address outside ``/staff/`` ever sets, sees or needs."""

from datetime import timedelta

from flask import Flask, Request, flash, redirect, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_babel import gettext as _
from flask_security import current_user, url_for_security
from flask_wtf.csrf import CSRFProtect
from werkzeug.wrappers import Response

from consult.db import db, take_write_lock
from consult.web.locale import STAFF

_OPEN_TO_ALL = ("security.login", "security.logout", "accounts.join")
_ACCOUNT = "security.change_password"
_csrf = CSRFProtect()


class StaffSessions(SecureCookieSessionInterface):
    """Elsewhere the session is empty and writing to it is an error: residents get no cookie."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        return super().open_session(app, request) if request.path.startswith(STAFF) else None

    def get_cookie_secure(self, app: Flask) -> bool:  # noqa: ARG002  # as Flask calls it
        return request.is_secure


def init_sessions(app: Flask) -> None:
    app.config.update(
        SESSION_COOKIE_NAME="staff",
        SESSION_COOKIE_PATH=STAFF,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=timedelta(hours=8),
        WTF_CSRF_CHECK_DEFAULT=False,  # residents have no session: _staff_only asks for it instead
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session
        WTF_CSRF_SSL_STRICT=False,  # pages send no referrer; the token and SameSite stand alone
    )
    app.session_interface = StaffSessions()
    _csrf.init_app(app)
    app.before_request(_staff_only)


def _staff_only() -> Response | None:
    """Closed by default: under ``/staff/`` everything but the door needs somebody signed in."""
    if not request.path.startswith(STAFF):
        return None
    _csrf.protect()
    if request.endpoint == _ACCOUNT and request.method == "POST":
        take_write_lock(db.session())  # before the user is read: Flask-Security writes there
    if request.endpoint in _OPEN_TO_ALL or current_user.is_authenticated:
        return None
    if request.method == "GET":
        return redirect(url_for_security("login", next=request.full_path.removesuffix("?")))
    flash(_("You were signed out in the meantime. What you had just sent was not saved."), "error")
    return redirect(url_for_security("login"))
