"""What went wrong, whether anything was lost, and what to do: in the reader's language."""

import pytest
from flask import Flask

CASES = [
    ("GET", "/nowhere", 404, "Esta página no existe", "This page does not exist"),
    ("PUT", "/", 405, "Esta dirección no admite eso", "This address does not take that"),
    ("GET", "/broken", 500, "Algo falló aquí", "Something went wrong here"),
    ("POST", "/staff/sign-in", 400, "estuvo abierta demasiado", "had been open for too long"),
]


@pytest.mark.parametrize(("method", "address", "code", "spanish", "english"), CASES)
def test_each_error_is_a_page_in_both_languages(
    app: Flask, method: str, address: str, code: int, spanish: str, english: str
) -> None:
    for language, words in (("es", spanish), ("en", english)):
        answer = app.test_client().open(f"{address}?lang={language}", method=method)
        assert answer.status_code == code
        assert f'<html lang="{language}">' in answer.text
        assert words in answer.text


def test_a_program_gets_json(app: Flask) -> None:
    answer = app.test_client().get("/nowhere", headers={"Accept": "application/json"})
    assert answer.status_code == 404
    assert answer.json is not None
    assert answer.json["status"] == "not_found"


def test_a_405_still_says_what_is_allowed(app: Flask) -> None:
    assert "GET" in app.test_client().put("/").headers["Allow"]


def test_a_fault_of_ours_shows_nothing_of_its_inside(app: Flask) -> None:
    assert "RuntimeError" not in app.test_client().get("/broken").text


def test_too_large_is_said_plainly(app: Flask) -> None:
    app.config["MAX_CONTENT_LENGTH"] = 10
    answer = app.test_client().post("/staff/sign-in", data={"email": "x" * 100})
    assert answer.status_code == 413
    assert "Esto es demasiado grande" in answer.text
