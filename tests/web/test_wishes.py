"""A wish of a browser is read while it is brief; one that is long is as none."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from werkzeug import datastructures, http

from consult.db import db
from consult.web.wishes import LONGEST
from tests.conftest import make_app

LONG = {
    "Accept": "application/json," * 1900,
    "Accept-Language": "en," * 10_000,
    "Accept-Encoding": "br," * 10_000,
}


@pytest.fixture
def residents(furnished_url: str, tmp_path: Path) -> Iterator[Flask]:
    app = make_app(furnished_url, tmp_path / "instance")
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.mark.parametrize("furnished_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("path", ["/", "/c/nowhere", "/c/nowhere/results", "/staff/", "/nowhere"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_no_address_reads_a_long_one(residents, monkeypatch, path, method) -> None:
    read: list[int] = []
    parse = http.parse_accept_header

    def watched(value: str | None, *rest: type[datastructures.Accept]) -> datastructures.Accept:
        read.append(len(value or ""))
        return parse(value, *rest)

    for place in ("werkzeug.sansio.request", "consult.page.negotiation"):
        monkeypatch.setattr(f"{place}.parse_accept_header", watched)
    answer = residents.test_client().open(path, method=method, headers=LONG)
    assert answer.status_code < 500 and "Content-Encoding" not in answer.headers
    assert not [length for length in read if length > LONGEST]


@pytest.mark.parametrize("furnished_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("repeated", "language"), [(300, "en"), (400, "es")])
def test_a_brief_one_is_obeyed(residents, repeated, language) -> None:
    answer = residents.test_client().get("/", headers={"Accept-Language": "en," * repeated})
    assert f'<html lang="{language}"' in answer.text
