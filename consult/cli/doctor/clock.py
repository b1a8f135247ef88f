"""Whether the clock can be right: deletion, sign-in and opening go by it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from flask import current_app
from flask_babel import lazy_gettext as _
from sqlalchemy import func, select

from consult.accounts.models import AuditEntry
from consult.cli.doctor.finding import Finding
from consult.db import db

_EARLIEST, _LATEST = 2026, 2050  # years
_APART = timedelta(minutes=1)


def look_at_clock() -> Iterator[Finding]:
    now: datetime = current_app.config["CLOCK"]()
    last = db.session.scalar(select(AuditEntry.at).order_by(AuditEntry.seq.desc()).limit(1))
    if not _EARLIEST <= now.year <= _LATEST:
        yield Finding(
            "clock_odd", _("The clock says %(time)s.", time=_said(now)), _("Set the clock.")
        )
    if last and now < last - _APART:
        yield Finding(
            "clock_behind",
            _("The clock says %(time)s, before the last thing that staff did.", time=_said(now)),
            _(
                "Set the clock; if it is right, it was wrong when %(last)s was noted.",
                last=_said(last),
            ),
        )
    if db.engine.dialect.name == "postgresql":
        there = db.session.scalars(select(func.clock_timestamp())).one().astimezone(UTC)
        if abs(now - there) > _APART:
            yield Finding(
                "clock_apart",
                _(
                    "The clock says %(time)s and that of PostgreSQL %(there)s.",
                    time=_said(now),
                    there=_said(there),
                ),
                _("Let both machines take the time from the network."),
            )


def _said(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
