"""A colleague is let in by a link: once, for seven days, with no more than the inviter has."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from consult.accounts.models import AuditEntry, Invitation, Membership, Programme, User
from consult.accounts.staff import add_staff
from consult.db import db, writing
from tests.cast import PASSWORD, Visitor, check
from tests.conftest import Clock

HERE, BESIDE = "/staff/consultations/c-draft", "/staff/consultations/c-open"
PEOPLE = f"{HERE}/people"
NEW = {"email": "ines@example.org", "password": PASSWORD, "again": PASSWORD}


def link(inviter: Visitor, role: str = "facilitator", **form: str) -> str:
    """The path of a new invitation, as it stands on the page this one time."""
    answer = inviter.sends(PEOPLE, role=role, **form)
    check(answer, "es")
    [path] = re.findall(r'value="http://localhost(/staff/join/[\w-]{43})"', answer.text)
    assert path not in inviter.sees(PEOPLE)
    return path


def token(visitor: Visitor, path: str) -> dict[str, str]:
    found = re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', visitor.client.get(path).text)
    return {"csrf_token": found[0]}


def verbs(house: Flask) -> list[str]:
    with house.app_context():
        every = db.session.scalars(select(AuditEntry.verb).order_by(AuditEntry.seq))
        return [verb for verb in every if verb.startswith("staff.") and verb != "staff.add"]


@pytest.fixture
def admin(house: Flask) -> Visitor:
    with house.app_context(), writing() as session:
        here = session.get_one(Programme, 1)
        add_staff(session, "admin@example.org", ["admin"], PASSWORD, here)
    return Visitor(house).signs_in("admin@example.org")


def test_somebody_new_comes_in_to_one_consultation(
    house: Flask, rosa: Visitor, neighbour: Visitor
) -> None:
    rosa.sees(PEOPLE)
    path = link(rosa)
    assert "Le invita rosa@example.org" in neighbour.sees(path)
    assert neighbour.client.get(path).headers["Referrer-Policy"] == "no-referrer"
    with house.app_context():
        invitation = db.session.scalars(select(Invitation)).one()
        assert path.rpartition("/")[2] not in (invitation.token, invitation.by)
    answer = neighbour.client.post(path, data=NEW | token(neighbour, path))
    assert answer.headers["Location"] == "/staff/"
    ines = neighbour
    assert "c-draft" in ines.sees("/staff/")
    assert "Nueva consulta" not in ines.sees("/staff/")
    ines.sees(f"{HERE}/settings")
    ines.sees("/staff/consultations/new", 403)
    ines.sees(BESIDE, 404)
    ines.sees(path, 404)  # used
    assert verbs(house)[-2:] == ["staff.invite", "staff.join"]
    assert "ines@example.org" in rosa.sees(PEOPLE)


def test_a_colleague_with_an_account_accepts_with_one_button(
    house: Flask, rosa: Visitor, stranger: Visitor
) -> None:
    path = link(rosa)
    stranger.sees(HERE, 404)
    assert "Ingresó como stranger@example.org" in stranger.sees(path)
    assert stranger.sends(path).headers["Location"] == "/staff/"
    stranger.sees(HERE)
    stranger.sees(path, 404)


def test_no_password_is_ever_changed_by_a_link(
    house: Flask, rosa: Visitor, neighbour: Visitor
) -> None:
    path = link(rosa)
    other = {"email": " JULIO@example.org ", "password": "una lluvia de enero"}
    form = other | {"again": other["password"]} | token(neighbour, path)
    answer = neighbour.client.post(path, data=form)
    assert "Quien ya tiene una cuenta ingresa primero." in answer.text
    Visitor(house).signs_in("julio@example.org")
    neighbour.sees(path)  # nothing is used up


FAULTY = [
    {"email": "", "password": PASSWORD, "again": PASSWORD},
    {"email": "no address", "password": PASSWORD, "again": PASSWORD},
    {"email": "a\0@example.org", "password": PASSWORD, "again": PASSWORD},
    {"email": "ines@example.org", "password": "corta", "again": "corta"},
    {"email": "ines@example.org", "password": PASSWORD, "again": "otra cosa larga"},
    {"email": "ines@example.org", "password": "x" * 300, "again": "x" * 300},
    {"email": "ines@example.org", "password": "ines ines ines", "again": "ines ines ines"},
]


def test_a_faulty_form_uses_nothing_up(
    house: Flask, rosa: Visitor, neighbour: Visitor, clock: Clock
) -> None:
    path = link(rosa)
    for form in FAULTY:
        clock.pass_(minutes=2)  # attempts on one link are slowed down
        answer = neighbour.client.post(path, data=form | token(neighbour, path))
        assert answer.status_code == 200, form
        assert "fault" in answer.text or "alert" in answer.text, form
    neighbour.sees(path)
    with house.app_context():
        assert not db.session.scalar(select(User.id).where(User.email.like("%ines%")))


def test_trying_on_takes_ever_longer(rosa: Visitor, neighbour: Visitor) -> None:
    path = link(rosa)
    form = {"email": "julio@example.org", "password": PASSWORD, "again": PASSWORD}
    said = [neighbour.client.post(path, data=form | token(neighbour, path)).text for _ in range(6)]
    assert "segundo" not in said[3]
    assert "segundo" in said[5]


def test_a_link_grows_old_is_withdrawn_and_ends_with_its_inviter(
    house: Flask, rosa: Visitor, neighbour: Visitor, clock: Clock
) -> None:
    old = link(rosa)
    clock.now += timedelta(days=7)
    neighbour.sees(old, 404)
    withdrawn = link(rosa)
    with house.app_context():
        number = db.session.scalars(select(Invitation.id)).one()  # the old one went with it
    rosa.sends(f"{PEOPLE}/invitations/{number}/withdraw")
    neighbour.sees(withdrawn, 404)
    of_somebody_who_left = link(rosa)
    with house.app_context(), writing() as session:
        session.scalars(select(User).filter_by(email="rosa@example.org")).one().active = False
    path = of_somebody_who_left
    answer = neighbour.client.post(path, data=NEW | token(neighbour, path))
    assert "Este enlace ya no sirve." in answer.text
    assert "staff.withdraw" in verbs(house)
    assert "staff.join" not in verbs(house)


def test_two_who_open_it_at_once_are_one(house: Flask, rosa: Visitor) -> None:
    path = link(rosa)
    visitors = [Visitor(house) for _ in range(2)]
    forms = [
        NEW | {"email": f"{name}@example.org"} | token(visitor, path)
        for name, visitor in zip(("elsa", "eva"), visitors, strict=True)
    ]
    with ThreadPoolExecutor() as pool:
        both = zip(visitors, forms, strict=True)
        sent = [pool.submit(one.client.post, path, data=form) for one, form in both]
        assert sorted(answer.result().status_code for answer in sent) in ([200, 302], [302, 404])
    with house.app_context():
        made = db.session.scalars(select(User.email).where(User.email.like("e%a@example.org")))
        assert len(made.all()) == 1
        assert len(db.session.scalars(select(Membership).filter_by(consultation_id=1)).all()) == 1


def test_nobody_gives_more_than_they_have(
    house: Flask, rosa: Visitor, julio: Visitor, admin: Visitor
) -> None:
    assert "Coordina" not in rosa.sees(PEOPLE).partition("Invitar a un colega")[2]
    for form in ({"role": "coordinator"}, {"role": "admin"}, {"role": "", "scope": "everywhere"}):
        assert "http://localhost/staff/join" not in rosa.sends(PEOPLE, **form).text
    link(rosa, scope="everywhere")  # there is no such choice for her
    with house.app_context():
        assert db.session.scalars(select(Invitation.consultation_id)).all() == [1]
    assert julio.sends(PEOPLE, role="coordinator").status_code == 403
    julio.sees(PEOPLE)
    path = link(admin, "coordinator", scope="everywhere")
    ines = Visitor(house)
    ines.client.post(path, data=NEW | token(ines, path))
    ines.sees(HERE)
    ines.sees(BESIDE)
    ines.sees(f"{HERE}/settings")


def test_who_was_let_in_to_one_is_let_out_of_it_again(
    house: Flask, rosa: Visitor, neighbour: Visitor
) -> None:
    path = link(rosa)
    neighbour.client.post(path, data=NEW | token(neighbour, path))
    with house.app_context():
        number = db.session.scalars(select(Membership.id).filter_by(consultation_id=1)).one()
        everywhere = db.session.scalars(select(Membership.id).filter_by(consultation_id=None))
        others = everywhere.all()
    assert rosa.sends(f"{BESIDE}/people/{number}/remove").status_code == 404
    for other in (*others, 2**31):
        assert rosa.sends(f"{PEOPLE}/{other}/remove").status_code == 404
    assert rosa.sends(f"{PEOPLE}/invitations/{2**31}/withdraw").status_code == 404
    neighbour.sees(HERE)
    assert rosa.sends(f"{PEOPLE}/{number}/remove").status_code == 302
    neighbour.sees(HERE, 404)
    assert verbs(house)[-1] == "staff.remove"
