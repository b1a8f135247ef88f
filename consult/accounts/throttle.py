"""Guessing passwords takes ever longer, per account: nothing of anybody's device is kept."""

from datetime import datetime, timedelta
from hashlib import sha256
from math import ceil

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from consult.accounts.models import SignInFailures

_FREE = 4  # attempts before the first wait
_LONGEST = 60  # seconds: nobody can keep somebody else out for longer
_FORGET = timedelta(days=1)
_FIRST = {
    dialect.dialect.name: dialect.insert(SignInFailures).on_conflict_do_nothing()
    for dialect in (postgresql, sqlite)
}


def attempt(session: Session, email: str, now: datetime) -> int:
    """Count an attempt in a writing transaction: 0 lets it pass, else the seconds to wait first.

    After a few the wait doubles with each, up to a minute. ``succeeded`` forgets them.
    """
    session.execute(delete(SignInFailures).where(SignInFailures.wait_until < now - _FORGET))
    known = _counted(session, _account(email), now)
    longest = now + timedelta(seconds=_LONGEST)  # a longer wait is that of a clock set back since
    if now < known.wait_until <= longest:
        return ceil((known.wait_until - now).total_seconds())
    known.count += 1
    pause = 0 if known.count <= _FREE else min(2 ** (known.count - _FREE), _LONGEST)
    known.wait_until = now + timedelta(seconds=pause)
    return 0


def succeeded(session: Session, email: str) -> None:
    """Forget the attempts on an account whose owner has come in."""
    session.execute(delete(SignInFailures).where(SignInFailures.account == _account(email)))


def _counted(session: Session, account: str, now: datetime) -> SignInFailures:
    """What is known of an account. Two attempts at once wait for each other here."""
    first = _FIRST[session.get_bind().dialect.name]
    session.execute(first.values(account=account, count=0, wait_until=now))
    return session.get_one(SignInFailures, account, with_for_update=True)


def _account(email: str) -> str:
    return sha256(email.strip().lower().encode()).hexdigest()
