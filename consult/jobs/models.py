"""One piece of work and who holds it; and the signs of life that a runner leaves."""

from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from consult.db import UTCDateTime, db

State = Literal["queued", "running", "done", "failed"]
_LATE = timedelta(hours=2)


class Job(db.Model):
    """Work of one ``kind`` on one object. A runner holds it until ``lease_until`` and renews that.

    A runner that dies lets its lease run out, and another begins the work again: so each kind of
    work is written to be safe when it is done twice.
    """

    __tablename__ = "job"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(32))
    argument: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[State] = mapped_column(String(8), default="queued", index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    queued_at: Mapped[datetime] = mapped_column(UTCDateTime)


class RunnerSign(db.Model):
    """The last hour in which a chore went well, and the kind of its failure since, or nothing.

    Whole hours, written once in each: between two of them the log of the database, which holds the
    arrivals too, has no clock.
    """

    __tablename__ = "runner_sign"

    name: Mapped[str] = mapped_column(String(16), primary_key=True)
    hour: Mapped[datetime | None] = mapped_column(UTCDateTime)
    failure: Mapped[str] = mapped_column(String(64), default="")

    def is_fresh(self, now: datetime) -> bool:
        """Whether it went well lately: a chore of every minute signs once in each hour."""
        return self.hour is not None and abs(now - self.hour) < _LATE
