"""The staff cookie: where it goes and how it is guarded; residents get none."""

import pytest
from flask import Flask, session
from flask.testing import FlaskClient

from tests.porch import sign_in


def test_it_stays_under_staff_and_away_from_scripts(client: FlaskClient) -> None:
    cookie = client.get("/staff/sign-in").headers["Set-Cookie"]
    assert cookie.startswith("staff=")
    assert {"HttpOnly", "Path=/staff/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "Secure" not in cookie


def test_over_https_it_stays_there(client: FlaskClient) -> None:
    cookie = client.get("/staff/sign-in", base_url="https://localhost").headers["Set-Cookie"]
    assert "Secure" in cookie.split("; ")


@pytest.mark.parametrize("address", ["/", "/?lang=en", "/nowhere", "/healthz", "/broken", "/staff"])
def test_nobody_else_gets_one(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")


def test_residents_need_no_token(client: FlaskClient) -> None:
    assert client.post("/").text == "outside"


def test_writing_to_a_session_of_residents_is_an_error(app: Flask) -> None:
    with app.test_request_context("/"), pytest.raises(RuntimeError):
        session["who"] = "somebody"


def test_a_post_after_the_session_ended_says_that_nothing_was_saved(client: FlaskClient) -> None:
    sign_in(client, "rosa@example.org")
    client.delete_cookie("staff", path="/staff/")
    assert client.post("/staff/account").status_code == 400
