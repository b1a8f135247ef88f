"""The door: who comes in, how often one may guess, and what a session is worth."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from consult.accounts.models import AuditEntry
from consult.db import db
from tests.porch import PASSWORD, sign_in, token


def inside(client: FlaskClient) -> bool:
    return client.get("/staff/").status_code == 200


def test_the_right_password_opens(client: FlaskClient) -> None:
    assert not inside(client)
    assert sign_in(client, "Rosa@Example.org").headers["Location"] == "/staff/"
    assert inside(client)


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("rosa@example.org", "un gato en la puerta"),
        ("stranger@example.org", PASSWORD),
        ("not an address", PASSWORD),
        ("rosa@example.org", ""),
    ],
)
def test_every_refusal_reads_the_same(client: FlaskClient, email: str, password: str) -> None:
    answer = sign_in(client, email, password)
    assert "El correo o la contraseña no son correctos." in answer.text
    assert not inside(client)


def test_guessing_gets_slower_and_patience_opens_again(app: Flask, client: FlaskClient) -> None:
    for _guess in range(5):
        assert "no son correctos" in sign_in(client, "rosa@example.org", "adivino 12345").text
    refused = sign_in(client, "rosa@example.org")
    assert "Espere 2 segundos" in refused.text
    app.config["CLOCK"].forward(2)
    sign_in(client, "rosa@example.org")
    assert inside(client)


def test_nobody_is_kept_out_for_longer_than_a_minute(app: Flask, client: FlaskClient) -> None:
    for _guess in range(20):
        sign_in(client, "rosa@example.org", "adivino 12345")
        app.config["CLOCK"].forward(60)
    sign_in(client, "rosa@example.org")
    assert inside(client)


def test_an_account_that_does_not_exist_is_slowed_down_alike(client: FlaskClient) -> None:
    for _guess in range(5):
        sign_in(client, "stranger@example.org", "adivino 12345")
    assert "Espere 2 segundos" in sign_in(client, "stranger@example.org").text


def test_signing_out_makes_a_copied_cookie_worthless(app: Flask, client: FlaskClient) -> None:
    sign_in(client, "rosa@example.org")
    thief = app.test_client()
    thief.set_cookie("staff", client.get_cookie("staff", path="/staff/").value, path="/staff/")
    assert inside(thief)
    client.post("/staff/sign-out", data={"csrf_token": token(client, "/staff/account")})
    assert not inside(client)
    assert not inside(thief)


def test_a_new_password_replaces_the_old_one(app: Flask, client: FlaskClient) -> None:
    sign_in(client, "rosa@example.org")
    form = {
        "csrf_token": token(client, "/staff/account"),
        "password": PASSWORD,
        "new_password": "otra frase bien larga",
        "new_password_confirm": "otra frase bien larga",
    }
    changed = client.post("/staff/account", data=form, follow_redirects=True)
    assert "Se cambió su contraseña." in changed.text
    stranger = app.test_client()
    sign_in(stranger, "rosa@example.org", PASSWORD)
    assert not inside(stranger)
    sign_in(stranger, "rosa@example.org", "otra frase bien larga")
    assert inside(stranger)


@pytest.mark.parametrize("weak", ["corta", "aaaaaaaaaaaaaaaa", "soy rosa y nadie más"])
def test_a_weak_new_password_is_refused_with_advice(client: FlaskClient, weak: str) -> None:
    sign_in(client, "rosa@example.org")
    form = {
        "csrf_token": token(client, "/staff/account"),
        "password": PASSWORD,
        "new_password": weak,
        "new_password_confirm": weak,
    }
    assert "Lo mejor es una frase" in client.post("/staff/account", data=form).text


@pytest.mark.parametrize(
    "next_page", ["https://example.net/", "//example.net/", "/\\example.net", "javascript:alert(1)"]
)
def test_signing_in_leads_nowhere_else(client: FlaskClient, next_page: str) -> None:
    form = {
        "csrf_token": token(client, "/staff/sign-in"),
        "email": "rosa@example.org",
        "password": PASSWORD,
        "next": next_page,
    }
    answer = client.post("/staff/sign-in", query_string={"next": next_page}, data=form)
    assert re.match(r"/(?![/\\])", answer.headers.get("Location", "/staff/"))


def test_what_was_asked_for_comes_after_signing_in(client: FlaskClient) -> None:
    assert client.get("/staff/account?x=1").headers["Location"].startswith("/staff/sign-in?next=")


def test_without_the_token_nothing_happens(client: FlaskClient) -> None:
    answer = client.post("/staff/sign-in", data={"email": "rosa@example.org", "password": PASSWORD})
    assert answer.status_code == 400
    assert "Esta página estuvo abierta demasiado tiempo" in answer.text
    assert not inside(client)


def test_coming_in_is_on_record(app: Flask, client: FlaskClient) -> None:
    sign_in(client, "rosa@example.org")
    with app.app_context():
        entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc())).first()
    assert entry is not None
    assert (entry.actor, entry.verb) == ("rosa@example.org", "staff.sign_in")


def test_the_door_and_the_account_speak_both_languages(client: FlaskClient) -> None:
    assert "Ingresar" in client.get("/staff/sign-in?lang=es").text
    assert "Sign in" in client.get("/staff/sign-in?lang=en").text
    assert "Sign in" in client.get("/staff/sign-in").text  # remembered


def test_an_endless_password_is_refused_like_any_other(app: Flask, client: FlaskClient) -> None:
    answer = sign_in(client, "rosa@example.org", "x" * 60_000)
    assert answer.status_code == 200
    assert not inside(client)
