"""Accounts of staff: how one comes to be, and what a password must be."""

import secrets
from collections.abc import Collection, Sequence

from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext as _
from flask_security import hash_password
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.accounts.audit import CONSOLE, record
from consult.accounts.models import Membership, Programme, Role, User
from consult.web.refusal import Refusal

SHORTEST_PASSWORD, LONGEST_PASSWORD = 12, 256  # characters
_FEWEST_DIFFERENT = 5  # characters: "aaaaaaaaaaaa" is long, but the first guess
_NAME = 4  # characters: shorter names occur within ordinary words


def add_staff(
    session: Session,
    email: str,
    roles: Collection[Role],
    password: str | None,
    programme: Programme,
    actor: User | str = CONSOLE,
) -> User:
    """Make an account, or give an existing one the roles it lacks in ``programme``.

    An existing account keeps its password; ``password`` may be None for one. Raises Refusal.
    """
    address = normal_address(email)
    user = find_account(session, address) or new_account(session, address, password or "")
    _add_roles(user, roles, programme)
    session.flush()
    record(session, actor, "staff.add", address, {"roles": sorted(roles)})
    return user


def find_account(session: Session, address: str) -> User | None:
    """The account of an address, as ``normal_address`` gives it."""
    return session.scalar(select(User).where(func.lower(User.email) == address))


def new_account(session: Session, address: str, password: str) -> User:
    """An account without any role yet. Raises Refusal for a weak password."""
    user = User(
        email=address,
        password=hash_password(_strong(password, address)),
        fs_uniquifier=secrets.token_hex(32),
    )
    session.add(user)
    return user


def list_staff(session: Session) -> Sequence[User]:
    """Every account, by its address."""
    return session.scalars(select(User).order_by(User.email)).all()


def ensure_programme(session: Session, name_es: str, name_en: str) -> Programme:
    """The first programme, made where there is none yet."""
    programme = session.scalar(select(Programme).order_by(Programme.id).limit(1))
    if programme is None:
        programme = Programme(name_es=name_es, name_en=name_en)
        session.add(programme)
        session.flush()
    return programme


def is_weak(password: str, address: str) -> bool:
    """Whether a password is too easy to guess. No rules of composition: length and no echo."""
    lower, name = password.lower(), address.partition("@")[0]
    echoes = len(name) >= _NAME and name in lower
    length_is_odd = not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD
    return length_is_odd or len(set(lower)) < _FEWEST_DIFFERENT or echoes


def advice() -> str:
    """What makes a password good enough, in the reader's language."""
    return str(
        _(
            "Use at least %(number)s characters: a phrase is best. Not the same few over and "
            "over, and not your e-mail.",
            number=SHORTEST_PASSWORD,
        )
    )


def normal_address(email: str) -> str:
    """An e-mail address as accounts are known by it. Raises Refusal."""
    try:
        checked = validate_email(email, check_deliverability=False, test_environment=True)
    except EmailNotValidError as invalid:
        raise Refusal(_("“%(email)s” is not an e-mail address.", email=email)) from invalid
    return checked.normalized.lower()


def _strong(password: str, address: str) -> str:
    if is_weak(password, address):
        raise Refusal(_("The password is too easy to guess."), (advice(),))
    return password


def _add_roles(user: User, roles: Collection[Role], programme: Programme) -> None:
    has = {(m.role, m.programme_id) for m in user.memberships if m.consultation_id is None}
    for role in roles:
        if (role, programme.id) not in has:
            user.memberships.append(Membership(programme_id=programme.id, role=role))
