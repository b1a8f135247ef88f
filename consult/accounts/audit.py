"""The record of what staff did, written in the transaction of the change itself."""

import json
from collections.abc import Mapping

from flask import current_app
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from consult.accounts.models import AuditEntry, User

CONSOLE = "console"  # who acts where nobody is signed in: the command line
_LOCK = 0x617564697400  # the advisory lock of the sequence on PostgreSQL: "audit"


def record(
    session: Session, actor: User | str, verb: str, obj: str, detail: Mapping[str, object]
) -> AuditEntry:
    """Add an entry within the writing transaction of ``session``; it commits or goes with it.

    ``actor`` is a member of staff, or names what acts without one; ``verb`` is ``thing.deed``.
    """
    entry = AuditEntry(
        seq=_next(session),
        at=current_app.config["CLOCK"](),
        actor=actor if isinstance(actor, str) else actor.email,
        verb=verb,
        object=obj,
        detail=canonical(detail),
    )
    session.add(entry)
    session.flush()
    return entry


def canonical(detail: Mapping[str, object]) -> str:
    """One text for one meaning: sorted keys, no spaces, no NaN."""
    return json.dumps(
        detail, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def _next(session: Session) -> int:
    """On SQLite a writing transaction is alone already."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    return (session.scalar(select(func.max(AuditEntry.seq))) or 0) + 1
