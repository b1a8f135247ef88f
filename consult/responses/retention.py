"""How long what residents said is kept: the consent text promises these figures.

Deleting follows the clock, and clocks are set wrong. One that runs behind, when a consultation is
closed, must not make its answers old at once; one that runs ahead must not delete them before
somebody has seen it and set it right.
"""

import time
from collections.abc import Callable
from datetime import date, datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from consult.config import LIMA
from consult.consultations.models import Consultation
from consult.db import forget, writing
from consult.keys import KeyRing
from consult.responses.intake_key import key_name
from consult.responses.models import OpenText, Pending, Seen, StoredBlock

# Counted from the day of closing, in Lima.
KEPT_FOR: dict[type[Seen | Pending | StoredBlock | OpenText], timedelta] = {
    Seen: timedelta(days=7),
    Pending: timedelta(days=2 * 365),
    StoredBlock: timedelta(days=2 * 365),
    OpenText: timedelta(days=365),
}
WATCHED = 3600.0  # seconds
_APART = 60.0  # seconds; more than clocks drift apart in days, less than anybody sets one by
_WRITTEN = date(2026, 11, 24)  # a clock that shows a day before this is wrong


class SteadyClock:
    """A clock that is believed once it has kept pace with monotonic time for WATCHED seconds.

    ``monotonic`` only ever goes forward. A computer that slept is watched anew.
    """

    def __init__(
        self, clock: Callable[[], datetime], monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._clock, self._monotonic = clock, monotonic
        self._since = clock(), monotonic()

    def today(self) -> date | None:
        """The day in Lima; None as long as the clock may be wrong."""
        now, reading = self._clock(), self._monotonic()
        passed = reading - self._since[1]
        if abs((now - self._since[0]).total_seconds() - passed) > _APART:  # somebody set it
            self._since = now, reading
            return None
        return now.astimezone(LIMA).date() if passed >= WATCHED else None


def date_rows(session: Session, consultation_id: int) -> None:
    """Give every row of a closed consultation the day after which it is deleted."""
    consultation = session.get_one(Consultation, consultation_id)
    if consultation.closed_at is None:
        return
    closed = _day_of_closing(consultation.closed_at, consultation.opened_at)
    for table, kept in KEPT_FOR.items():
        session.execute(
            update(table)
            .filter_by(consultation_id=consultation_id, delete_after=None)
            .values(delete_after=closed + kept)
        )


def _day_of_closing(closed_at: datetime, opened_at: datetime | None) -> date:
    moments = closed_at, opened_at or closed_at
    return max(_WRITTEN, *(moment.astimezone(LIMA).date() for moment in moments))


def purge_when_sure(ring: KeyRing, clock: SteadyClock) -> bool:
    """Delete what was kept long enough, on a day to be believed; False as long as there is none."""
    today = clock.today()
    if today is not None:
        purge(ring, today)
    return today is not None


def purge(ring: KeyRing, today: date) -> None:
    """Delete every row whose day has passed, and the keys that only such rows needed.

    No row's day is before the closing of its consultation. The key under which phones sealed goes
    when no answer of theirs would be recognised any more.
    """
    with writing() as session:
        keys = select(OpenText.key).distinct()
        spent = set(session.scalars(keys.where(OpenText.delete_after < today)))
        for table in KEPT_FOR:
            session.execute(delete(table).where(table.delete_after < today))
        spent = spent - set(session.scalars(keys)) | _spent_intake_keys(session, today)
    for key in spent:
        ring.destroy(key)
    forget(*(table.__tablename__ for table in KEPT_FOR))


def _spent_intake_keys(session: Session, today: date) -> set[str]:
    closed = select(Consultation.id, Consultation.closed_at, Consultation.opened_at)
    return {
        key_name(row.id)
        for row in session.execute(closed.where(Consultation.closed_at.is_not(None)))
        if _day_of_closing(row.closed_at, row.opened_at) + KEPT_FOR[Seen] < today
    }
