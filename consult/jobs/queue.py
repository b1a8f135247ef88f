"""Ask for work, take it, keep hold of it, finish it."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from consult.jobs.models import Job

LEASE = timedelta(minutes=2)
_FARTHEST = 2 * LEASE  # no lease goes as far ahead, unless clocks are apart or were set back
MOST_ATTEMPTS = 5


def enqueue(session: Session, kind: str, argument: Mapping[str, object], now: datetime) -> None:
    """Ask for work in the transaction of the change that needs it."""
    session.add(Job(kind=kind, argument=dict(argument), queued_at=now))


def claim(session: Session, now: datetime) -> Job | None:
    """Take the oldest piece of work that nobody holds, or whose holder went away.

    A lease that was given by a clock far ahead would keep it for ever, and counts as gone.
    One that was begun more than ``MOST_ATTEMPTS`` times is to be given up and not done.
    """
    job = session.scalar(
        select(Job)
        .where(
            or_(
                Job.state == "queued",
                (Job.state == "running")
                & ((Job.lease_until < now) | (Job.lease_until > now + _FARTHEST)),
            )
        )
        .order_by(Job.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if job is None:
        return None
    job.attempts += 1
    job.state = "running"
    job.lease_until = now + LEASE
    return job


def renew(session: Session, job_id: int, now: datetime) -> None:
    """Say that the work still goes on."""
    if job := session.get(Job, job_id):
        job.lease_until = now + LEASE


def finish(session: Session, job_id: int) -> None:
    """The work is done and its effects are committed."""
    if job := session.get(Job, job_id):
        job.state, job.lease_until = "done", None


def fail(session: Session, job_id: int) -> None:
    """The work is given up, and what that leaves to do is committed."""
    if job := session.get(Job, job_id):
        job.state, job.lease_until = "failed", None


def put_back(session: Session, job_id: int) -> None:
    """The work failed and waits to be tried again."""
    if job := session.get(Job, job_id):
        job.state, job.lease_until = "queued", None
