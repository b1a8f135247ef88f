"""All that is looked at, in the order in which it makes sense to mend."""

from collections.abc import Iterator

from flask_babel import lazy_gettext as _
from sqlalchemy.exc import DatabaseError

from consult.accounts.staff import list_staff
from consult.cli.doctor.background import look_at_chores, look_at_jobs, look_at_mixing
from consult.cli.doctor.clock import look_at_clock
from consult.cli.doctor.disks import look_at_disks
from consult.cli.doctor.durability import look_at_durability
from consult.cli.doctor.finding import Finding
from consult.cli.doctor.keys import look_at_keys
from consult.cli.doctor.rights import look_at_rights
from consult.cli.doctor.settings import look_at_https, look_at_settings
from consult.db import db, is_current


def examine() -> Iterator[Finding]:
    """Look at the house of the current app, its rows last. Changes no row."""
    yield from look_at_settings()
    yield from look_at_rights()
    yield from look_at_disks()
    try:
        yield from _database()
    except DatabaseError as broken:
        yield database_unusable(broken)


def database_unusable(broken: DatabaseError) -> Finding:
    reason = str(broken.orig).partition("\n")[0]
    return Finding(
        "database_unusable",
        _("The database cannot be used: %(reason)s", reason=reason),
        _("See that it runs and that CONSULT_DATABASE_URL names it."),
    )


def _database() -> Iterator[Finding]:
    yield from look_at_durability()
    if not is_current():
        yield Finding(
            "database_old", _("The database is not of this version."), _("Run: consult init")
        )
        return
    yield from look_at_clock()
    yield from look_at_https()
    yield from look_at_keys()
    yield from look_at_mixing()
    yield from look_at_chores()
    yield from look_at_jobs()
    if not any(user.active for user in list_staff(db.session())):
        yield Finding("no_staff", _("Nobody can sign in."), _("Run: consult staff add"))
