"""How the house stands towards the street: debugging, names, proxies, HTTPS, the secret."""

from collections.abc import Iterator

from flask import current_app
from flask.helpers import get_debug_flag
from flask_babel import lazy_gettext as _
from sqlalchemy import select

from consult.cli.doctor.finding import Finding
from consult.consultations.models import Consultation
from consult.db import db

_FEWEST_DIFFERENT = 10  # characters of a secret; one by chance has more
_MOST_PROXIES = 2


def look_at_settings() -> Iterator[Finding]:
    hosts, proxies = current_app.config["HOSTS"], current_app.config["TRUSTED_PROXIES"]
    if current_app.debug or get_debug_flag():
        yield Finding(
            "debug_on",
            _("Debugging is on: a fault shows code and values to whoever caused it."),
            _("Take FLASK_DEBUG away and start again."),
        )
    if len(set(current_app.config["SECRET_KEY"])) < _FEWEST_DIFFERENT:
        yield secret_weak()
    if not hosts:
        yield Finding(
            "any_host",
            _("CONSULT_HOSTS is not set: any host name is answered."),
            _("Set it to the names that people use, such as consulta.example.pe."),
        )
    if proxies and not hosts:
        yield Finding(
            "proxy_host",
            _("A proxy is trusted to name the host, and any name is taken from it."),
            _("Set CONSULT_HOSTS too, or CONSULT_TRUSTED_PROXIES=0 where there is no proxy."),
        )
    if proxies > _MOST_PROXIES:
        yield Finding(
            "many_proxies",
            _(
                "%(number)s proxies are trusted: one that is not ours could be among them.",
                number=proxies,
            ),
            _("Set CONSULT_TRUSTED_PROXIES to how many of ours stand in a row: mostly 1."),
        )


def secret_weak() -> Finding:
    return Finding(
        "secret_weak",
        _("CONSULT_SECRET_KEY is short or of few different characters: who guesses it is staff."),
        _("Leave it out, and one is made in the key ring; or use 32 random characters or more."),
    )


def look_at_https() -> Iterator[Finding]:
    """A command line knows only whether this server is meant to be reached directly."""
    fieldwork = select(Consultation.slug).filter_by(state="open", simulated=False)
    slug = db.session.scalar(fieldwork.order_by(Consultation.id))
    if slug and not current_app.config["TRUSTED_PROXIES"]:
        yield Finding(
            "plain_http",
            _(
                "“%(slug)s” is open, and this server speaks plain HTTP: who listens reads.",
                slug=slug,
            ),
            _("Put a proxy with HTTPS before it; set CONSULT_TRUSTED_PROXIES=1 and CONSULT_HOSTS."),
        )
