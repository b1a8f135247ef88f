"""Guessing passwords takes ever longer, per account: nothing of anybody's device is kept."""

from datetime import datetime, timedelta
from hashlib import sha256
from math import ceil

from sqlalchemy import delete
from sqlalchemy.orm import Session

from consult.accounts.models import SignInFailures

_FREE = 4  # attempts before the first wait
_LONGEST = 60  # seconds: nobody can keep somebody else out for longer
_FORGET = timedelta(days=1)


def attempt(session: Session, email: str, now: datetime) -> int:
    """Count an attempt in a writing transaction: 0 lets it pass, else the seconds to wait first.

    After a few the wait doubles with each, up to a minute. ``succeeded`` forgets them.
    """
    session.execute(delete(SignInFailures).where(SignInFailures.wait_until < now - _FORGET))
    before = session.get(SignInFailures, _account(email))
    longest = now + timedelta(seconds=_LONGEST)  # a longer wait is that of a clock set back since
    if before and now < before.wait_until <= longest:
        return ceil((before.wait_until - now).total_seconds())
    count = before.count + 1 if before else 1
    pause = 0 if count <= _FREE else min(2 ** (count - _FREE), _LONGEST)
    session.merge(
        SignInFailures(
            account=_account(email), count=count, wait_until=now + timedelta(seconds=pause)
        )
    )
    return 0


def succeeded(session: Session, email: str) -> None:
    """Forget the attempts on an account whose owner has come in."""
    session.execute(delete(SignInFailures).where(SignInFailures.account == _account(email)))


def _account(email: str) -> str:
    return sha256(email.strip().lower().encode()).hexdigest()
