"""Bringing a backup back, into an empty database and in one transaction: all of it or nothing.

What a phone sends again is judged by the restored house alone. That an answer was seen and the
answer itself are one commit, so a backup holds both or neither: a retry is known where its answer
came back, and where it did not, storing it now is what saves it.
"""

import secrets
from pathlib import Path
from typing import BinaryIO

from alembic.script import ScriptDirectory
from flask_babel import gettext as _
from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from consult.accounts.audit import CONSOLE, record
from consult.accounts.models import User
from consult.cli.backup.container import Damaged, records, verify
from consult.cli.backup.filling import Contents, InUse, fill
from consult.cli.backup.lost import Lost, lost
from consult.cli.backup.taking import Progress
from consult.config import migrations_folder
from consult.db import db, furnish, is_current, writing
from consult.keys import KeyRing
from consult.responses.custody import renew
from consult.web.refusal import Refusal


def restore(ring: KeyRing, path: Path, progress: Progress) -> tuple[Contents, Lost]:
    """Fill an empty database from a file. Returns what it held, and what no key here opens.

    Raises Refusal where the file is not whole, is of another version, or something is there
    already, and OSError; nothing is written then.
    """
    try:
        with path.open("rb") as file:
            verify(file)
            return _restored(ring, file, path.name, progress)
    except Damaged as damaged:
        raise Refusal(
            _("%(path)s is not a whole backup: cut short, altered or something else.", path=path),
            (_("Nothing was restored."),),
        ) from damaged
    except InUse as used:
        raise Refusal(
            _("This database is in use. Restore into an empty one: see --instance.")
        ) from used


def _restored(
    ring: KeyRing, file: BinaryIO, name: str, progress: Progress
) -> tuple[Contents, Lost]:
    rows = records(file)
    contents = _contents(next(rows, None))
    _refuse_other_revision(contents)
    _furnish_where_bare()
    with writing() as session:
        fill(session.connection(), contents, rows, progress)
        _sign_everybody_out(session)
        renew(ring, session.connection())
        detail = {"made": contents.made.isoformat()}
        record(session, CONSOLE, "house.restore", name[:200], detail)
        return contents, lost(ring, session)


def _contents(said: object) -> Contents:
    try:
        return Contents(**said)  # type: ignore[arg-type]
    except TypeError as other:
        raise Damaged from other


def _refuse_other_revision(contents: Contents) -> None:
    script = ScriptDirectory(str(migrations_folder()))
    if contents.revision == script.get_current_head():
        return
    known = contents.revision in {revision.revision for revision in script.walk_revisions()}
    if known:
        told = _("This backup is of an older consult, %(version)s.", version=contents.program)
        mend = _("Restore it with that one, then install this one and run: consult init")
    else:
        told = _("This version does not know the database of this backup.")
        mend = _("Restore it with consult %(version)s or later.", version=contents.program)
    raise Refusal(told, (mend,))


def _furnish_where_bare() -> None:
    """Prepare a database in which there is nothing at all. Raises InUse."""
    if not inspect(db.engine).get_table_names():
        furnish()
    elif not is_current():
        raise InUse


def _sign_everybody_out(session: Session) -> None:
    """A session that was ended since the backup must not live again."""
    for user in session.scalars(select(User)):
        user.fs_uniquifier = secrets.token_hex(32)
