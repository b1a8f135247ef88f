"""Who may do what: one table, one question, one guard."""

from collections.abc import Mapping
from typing import Literal, Protocol

from flask import abort

from consult.accounts.models import Membership, Role, User

Verb = Literal[
    "see",
    "create",
    "edit",
    "open",
    "ask",
    "close",
    "code",
    "release",
    "manage staff",
    "operate",
]

VERBS: Mapping[Role, frozenset[Verb]] = {
    "facilitator": frozenset({"see", "create", "edit", "open", "ask", "close"}),
    "coordinator": frozenset({"see", "open", "close", "code", "release"}),
    "admin": frozenset(
        {
            "see",
            "create",
            "edit",
            "open",
            "ask",
            "close",
            "code",
            "release",
            "manage staff",
            "operate",
        }
    ),
}


class Consulted(Protocol):
    """A consultation, as far as roles are concerned."""

    @property
    def id(self) -> int: ...

    @property
    def programme_id(self) -> int: ...


def may(user: User, verb: Verb, obj: Consulted | None) -> bool:
    """Whether a role of ``user`` allows ``verb`` on a consultation; None: in a programme."""
    return user.active and any(
        verb in VERBS[membership.role] and _covers(membership, obj)
        for membership in user.memberships
    )


def guard(user: User, verb: Verb, obj: Consulted | None = None) -> None:
    """Let pass or abort: 404 where the consultation is not theirs to see, else 403."""
    if obj is not None and not may(user, "see", obj):
        abort(404)
    if not may(user, verb, obj):
        abort(403)


def _covers(membership: Membership, obj: Consulted | None) -> bool:
    if obj is None:
        return membership.consultation_id is None
    if membership.consultation_id is not None:
        return membership.consultation_id == obj.id
    return membership.programme_id == obj.programme_id
