"""Making accounts, and the refusals."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask_security import verify_password

from consult.accounts.models import User
from consult.accounts.staff import add_staff, ensure_programme, list_staff
from consult.db import writing
from consult.web.refusal import Refusal
from tests.porch import PASSWORD


@pytest.fixture(autouse=True)
def within(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def add(email: str, *roles: str, password: str | None = PASSWORD) -> User:
    with writing() as session:
        programme = ensure_programme(session, "Trujillo", "Trujillo")
        return add_staff(session, email, roles, password, programme)


def roles(user: User) -> list[str]:
    return sorted(membership.role for membership in user.memberships)


def test_a_person_may_have_several_roles() -> None:
    assert roles(add("ana@example.org", "facilitator", "coordinator")) == [
        "coordinator",
        "facilitator",
    ]


def test_adding_somebody_again_adds_the_role_and_keeps_the_password() -> None:
    again = add("ROSA@example.org", "facilitator", "admin", password=None)
    assert roles(again) == ["admin", "facilitator"]
    assert verify_password(PASSWORD, again.password)


@pytest.mark.parametrize("email", ["", "rosa", "rosa@", "@example.org", "rosa @example.org"])
def test_an_address_must_be_one(email: str) -> None:
    with pytest.raises(Refusal, match="no es un correo"):
        add(email, "admin")


@pytest.mark.parametrize("password", [None, "", "corta", "abababababababab", "soy mariana yo"])
def test_a_password_must_be_hard_to_guess(password: str | None) -> None:
    with pytest.raises(Refusal, match="fácil de adivinar"):
        add("mariana@example.org", "admin", password=password)


def test_the_list_is_in_order_and_passwords_are_not_readable() -> None:
    with writing() as session:
        staff = list_staff(session)
        assert [user.email for user in staff] == ["julio@example.org", "rosa@example.org"]
        assert all(user.password.startswith("$argon2id$") for user in staff)
