"""Let a colleague in by a link that opens once, and take a role away again.

Only a hash of the token in the link is kept: whoever reads the database can use no link of it.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, cast

from flask_babel import gettext as _
from sqlalchemy import CursorResult, Update, delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from consult.accounts.audit import record
from consult.accounts.may import VERBS, Consulted, may
from consult.accounts.models import Invitation, Membership, Role, User
from consult.accounts.staff import find_account, new_account, normal_address
from consult.web.refusal import Refusal

VALID = timedelta(days=7)
BY_LINK: tuple[Role, ...] = ("facilitator", "coordinator")
_TOKEN = 32  # random bytes


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a role goes, as ``may`` takes it: one consultation, or with 0 a whole programme."""

    programme_id: int
    id: int = 0


def may_give(user: User, role: Role, where: Consulted) -> bool:
    """Nobody gives more than they have; in a whole programme only who manages its staff gives."""
    if not where.id and not may(user, "manage staff", where):
        return False
    return role in BY_LINK and all(may(user, verb, where) for verb in VERBS[role])


def invite(
    session: Session, actor: User, role: Role, where: Consulted, name: str, now: datetime
) -> str:
    """Make an invitation and give its token, which is kept nowhere. Raises Refusal.

    ``name`` says in the record where it is for.
    """
    if not may_give(actor, role, where):
        raise Refusal(_("You cannot give a role that you do not have yourself."))
    session.execute(delete(Invitation).where(Invitation.expires_at <= now))
    token = secrets.token_urlsafe(_TOKEN)
    invitation = Invitation(
        token=_hashed(token),
        role=role,
        programme_id=where.programme_id,
        consultation_id=where.id or None,
        by=actor.email,
        expires_at=now + VALID,
    )
    session.add(invitation)
    record(session, actor, "staff.invite", name, {"role": role})
    return token


def find_invitation(session: Session, token: str, now: datetime) -> Invitation | None:
    """The invitation of a link that opens; None where it was used, withdrawn or is too old."""
    return session.scalar(
        select(Invitation)
        .filter_by(token=_hashed(token), used_by=None)
        .where(Invitation.expires_at > now)
    )


def invitations_to(session: Session, where: Consulted, now: datetime) -> Sequence[Invitation]:
    """Those to this consultation, or to all of the programme, that nobody has used yet."""
    mine = {"programme_id": where.programme_id, "consultation_id": where.id or None}
    usable = select(Invitation).filter_by(used_by=None, **mine)
    return session.scalars(usable.where(Invitation.expires_at > now).order_by(Invitation.id)).all()


def join(session: Session, token: str, user: User, now: datetime) -> None:
    """Give a signed-in colleague what the link is for. Raises Refusal."""
    invitation = _use(session, token, user.email, now)
    _add(session, user, invitation)


def join_anew(session: Session, token: str, email: str, password: str, now: datetime) -> User:
    """Make an account for a colleague who has none, with what the link is for. Raises Refusal.

    An account that is there already keeps its password and gets nothing: its owner signs in first.
    """
    address = normal_address(email)
    invitation = _use(session, token, address, now)
    if find_account(session, address):
        raise Refusal(_taken())
    user = new_account(session, address, password)
    try:
        session.flush()
    except IntegrityError:  # two links with one address at the same time
        raise Refusal(_taken()) from None
    _add(session, user, invitation)
    return user


def withdraw(session: Session, actor: User, invitation: Invitation, name: str) -> None:
    """Let a link open no more."""
    session.delete(invitation)
    record(session, actor, "staff.withdraw", name, {"role": invitation.role})


def remove(session: Session, actor: User, membership: Membership, name: str) -> None:
    """Take away a role in one consultation. Its page is closed to the person from now on."""
    email, role = membership.user.email, membership.role
    session.delete(membership)
    record(session, actor, "staff.remove", name, {"email": email, "role": role})


def _use(session: Session, token: str, email: str, now: datetime) -> Invitation:
    """Mark it as used, once even where two open it at the same time. Raises Refusal."""
    invitation = find_invitation(session, token, now)
    used = update(Invitation).filter_by(token=_hashed(token), used_by=None).values(used_by=email)
    if invitation is None or not _changed(session, used):
        raise Refusal(_("This link does not work any more. Ask for a new one."))
    inviter = find_account(session, invitation.by)
    if inviter is None or not may_give(inviter, invitation.role, _where(invitation)):
        raise Refusal(_("This link does not work any more. Ask for a new one."))
    return invitation


def _changed(session: Session, statement: Update) -> bool:
    return cast(CursorResult[Any], session.execute(statement)).rowcount == 1


def _add(session: Session, user: User, invitation: Invitation) -> None:
    given = {
        "programme_id": invitation.programme_id,
        "consultation_id": invitation.consultation_id,
        "role": invitation.role,
    }
    if not session.scalar(select(Membership.id).filter_by(user_id=user.id, **given)):
        session.add(Membership(user_id=user.id, **given))
    detail = {"role": invitation.role, "by": invitation.by, "to": invitation.consultation_id}
    record(session, user, "staff.join", user.email, detail)


def _where(invitation: Invitation) -> Consulted:
    return Reach(invitation.programme_id, invitation.consultation_id or 0)


def _taken() -> str:
    return _("This e-mail cannot be used here. Whoever has an account signs in first.")


def _hashed(token: str) -> str:
    return sha256(token.encode()).hexdigest()
