"""Role by verb, and how far a membership reaches."""

from types import SimpleNamespace

import pytest
from werkzeug.exceptions import Forbidden, NotFound

from consult.accounts.may import guard, may
from consult.accounts.models import Membership, Role, User

HERE = SimpleNamespace(id=7, programme_id=1)
BESIDE = SimpleNamespace(id=8, programme_id=1)
ELSEWHERE = SimpleNamespace(id=9, programme_id=2)

TABLE = """
               see  create  edit  open  close  code  release  manage_staff  operate
facilitator    yes  yes     yes   yes   yes    no    no       no            no
coordinator    yes  no      no    yes   yes    yes   yes      no            no
admin          yes  yes     yes   yes   yes    yes   yes      yes           yes
"""


def cases() -> list[tuple[str, str, bool]]:
    header, *rows = (line.split() for line in TABLE.strip().splitlines())
    return [
        (row[0], verb.replace("_", " "), answer == "yes")
        for row in rows
        for verb, answer in zip(header, row[1:], strict=True)
    ]


def staff(*memberships: Membership) -> User:
    return User(email="rosa@example.org", active=True, memberships=list(memberships))


def in_programme(role: Role, consultation_id: int | None = None) -> Membership:
    return Membership(role=role, programme_id=1, consultation_id=consultation_id)


@pytest.mark.parametrize(("role", "verb", "answer"), cases())
def test_what_each_role_may_do(role: Role, verb: str, answer: bool) -> None:
    assert may(staff(in_programme(role)), verb, HERE) is answer


def test_two_roles_add_up() -> None:
    both = staff(in_programme("facilitator"), in_programme("coordinator"))
    assert may(both, "edit", HERE)
    assert may(both, "release", HERE)


@pytest.mark.parametrize(
    ("membership", "obj", "answer"),
    [
        (in_programme("facilitator"), HERE, True),
        (in_programme("facilitator"), BESIDE, True),
        (in_programme("facilitator"), ELSEWHERE, False),
        (in_programme("facilitator"), None, True),
        (in_programme("facilitator", 7), HERE, True),
        (in_programme("facilitator", 7), BESIDE, False),
        (in_programme("facilitator", 7), None, False),
    ],
)
def test_how_far_a_membership_reaches(membership: Membership, obj: object, answer: bool) -> None:
    assert may(staff(membership), "edit", obj) is answer


def test_an_account_that_was_switched_off_may_nothing() -> None:
    switched_off = staff(in_programme("admin"))
    switched_off.active = False
    assert not may(switched_off, "see", HERE)


def test_what_is_not_theirs_does_not_exist_for_them() -> None:
    with pytest.raises(NotFound):
        guard(staff(in_programme("admin")), "see", ELSEWHERE)
    with pytest.raises(Forbidden):
        guard(staff(in_programme("facilitator")), "release", HERE)
    guard(staff(in_programme("coordinator")), "release", HERE)
