"""How the way in is doing: a page for operators.

Staff may not watch anybody answer. So figures of answers are counted down to tens, and stand still
for ten minutes: by tens alone, who sends nine answers herself would see a neighbour's come.
"""

import json
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import cast

from flask import Blueprint, Flask, current_app, render_template, request
from flask_babel import lazy_gettext as _
from flask_security import current_user
from sqlalchemy import func, select
from werkzeug.wrappers import Response

from consult.accounts.may import guard, may
from consult.config import LIMA
from consult.db import db
from consult.jobs.models import RunnerSign
from consult.responses.counters import Counters
from consult.responses.models import Pending

_JSON = "application/json"
STEP = 10  # answers; counts are told in steps of it, rounded down
STILL = timedelta(minutes=10)  # how long they are told unchanged
ACCEPTED, AGAIN, NO_END = "stored", "retried", ("review", "edit")  # the last two are steps
REFUSALS = {
    "invalid": _("with faults, shown again beside each question"),
    "conflict": _("with other content than was stored under the same id"),
    "unknown": _("to a consultation that does not exist"),
    "unknown_version": _("to a version that does not exist"),
    "not_open": _("before opening"),
    "closed": _("after closing"),
    "in_person": _("by a way that is switched off"),
    "wrong_type": _("of another type than a form's"),
    "malformed": _("damaged or cut off on the way"),
    "too_large": _("too large"),
    "retry": _("could not be written at that moment; the phone tries again"),
}
CHORES = {
    "mixing": _("Mixing what waits"),
    "days": _("Opening and closing on the day"),
    "purge": _("Deleting what was kept long enough"),
}

health = Blueprint("health", __name__, template_folder="templates", url_prefix="/staff")
health.record_once(lambda state: _begin(cast(Flask, state.app)))


@dataclass(frozen=True, slots=True)
class Figures:
    """Answers since the process began, by what became of them; and those that wait to be mixed.

    ``per_commit`` is how many were stored together on average; None before there are enough.
    """

    accepted: int
    retried: int
    refused: Mapping[str, int]
    waiting: int
    per_commit: float | None


class Board:
    """Holds the figures still. ``since`` is the hour in which the process began."""

    def __init__(self, app: Flask) -> None:
        self.since = _hour(app.config["CLOCK"]())
        self._lock = threading.Lock()
        self._held: tuple[datetime, Figures] | None = None

    def figures(self, now: datetime) -> Figures:
        with self._lock:
            if self._held is None or not timedelta(0) <= now - self._held[0] < STILL:
                self._held = now, _counted()
            return self._held[1]


class OperatorsEntry:
    """A word on the bar for those who may follow it; before others it hangs nowhere."""

    endpoint, label = "health.show", _("Health")

    @property
    def bar(self) -> str:
        shown = current_user.is_authenticated and may(current_user, "operate", None)
        return "end" if shown else ""

    @property
    def is_here(self) -> bool:
        return request.blueprint == health.name


@health.get("/health")
def show() -> str | Response:
    guard(current_user, "operate")
    now, board = current_app.config["CLOCK"](), current_app.extensions["board"]
    told = {
        "ready": current_app.extensions["ready"](),
        "since": board.since,
        "answers": board.figures(now),
        "queue": _down(current_app.extensions["writer"].depth),
        "failing": current_app.extensions["writer"].failing,
        "chores": _chores(now),
    }
    if request.accept_mimetypes.best_match(["text/html", _JSON]) == _JSON:
        return Response(json.dumps(told, default=_plain), mimetype=_JSON)
    return render_template("health/show.html", refusals=REFUSALS, names=CHORES, lima=LIMA, **told)


def _begin(app: Flask) -> None:
    app.extensions["board"] = Board(app)
    app.extensions["navigation"].append(OperatorsEntry())


def _counted() -> Figures:
    counters: Counters = current_app.extensions["counters"]
    counts = {case: _down(count) for case, count in counters.snapshot().items()}
    writer = current_app.extensions["writer"]
    batches = _down(writer.batches)
    waiting = db.session.scalar(select(func.count()).select_from(Pending)) or 0
    return Figures(
        accepted=counts.get(ACCEPTED, 0),
        retried=counts.get(AGAIN, 0),
        refused={case: counts.get(case, 0) for case in REFUSALS},
        waiting=_down(waiting),
        per_commit=round(_down(writer.committed) / batches, 1) if batches else None,
    )


def _chores(now: datetime) -> dict[str, dict[str, object]]:
    """The last hour in which each chore went well, and the kind of its failure since."""
    signs = {sign.name: sign for sign in db.session.scalars(select(RunnerSign))}
    return {
        name: {
            "hour": sign.hour if sign else None,
            "fresh": bool(sign and sign.is_fresh(now)),
            "failure": sign.failure if sign else "",
        }
        for name, sign in ((name, signs.get(name)) for name in CHORES)
    }


def _plain(value: Figures | datetime) -> object:
    return value.isoformat() if isinstance(value, datetime) else asdict(value)


def _down(exact: int) -> int:
    return exact // STEP * STEP


def _hour(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)
