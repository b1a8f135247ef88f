"""Two addresses for machines: is the process alive, and could it store an answer."""

import logging
from collections.abc import Callable

from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from consult.db import db, take_write_lock

_log = logging.getLogger(__name__)


def init_health(app: Flask) -> None:
    app.extensions["ready"] = [_database_can_be_written]

    @app.get("/healthz")
    def healthz() -> dict[str, str]:
        return {"status": "alive"}

    @app.get("/readyz")
    def readyz() -> tuple[dict[str, str], int, dict[str, str]]:
        if _all_pass(app.extensions["ready"]):
            return {"status": "ready"}, 200, {}
        return {"status": "not ready"}, 503, {"Retry-After": "5"}


def ready_when(app: Flask, check: Callable[[], object]) -> None:
    """Let a room say what else it needs to store an answer: ``check`` raises where it lacks it."""
    app.extensions["ready"].append(check)


def _all_pass(checks: list[Callable[[], object]]) -> bool:
    try:
        for check in checks:
            check()
    except Exception:  # whatever is broken, no answer can be stored
        _log.exception("Not ready to store an answer")
        return False
    return True


def _database_can_be_written() -> None:
    with Session(db.engine) as session:
        take_write_lock(session)
        session.execute(text("SELECT 1"))
