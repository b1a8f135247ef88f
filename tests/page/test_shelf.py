import gzip
import json
from collections.abc import Iterable
from dataclasses import replace
from wsgiref.types import StartResponse, WSGIEnvironment

import brotli
import pytest
from werkzeug.test import Client, TestResponse

from consult.page import messages, preview, review, tablet
from consult.page.document import render
from consult.page.headers import headers_with
from consult.page.published import Published
from consult.page.script import script_of
from consult.page.shelf import Shelf
from consult.questionnaire.answers import read_answers
from consult.questionnaire.text import Text
from tests.page.paper import every_kind

DECODED = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}


class House:
    """An application behind a shelf, with what it publishes and the time on its clock."""

    def __init__(self) -> None:
        self.published: dict[str, Published] = {"c-7k2m": every_kind()}
        self.looked, self.now, self.broken = 0, 100.0, False
        self.client = Client(Shelf(self.app, self.lookup, lambda: self.now))

    def app(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        start_response("418 The application", [])
        return [b"app"]

    def lookup(self, slug: str) -> Published | None:
        self.looked += 1
        if self.broken:
            raise OSError("the database is away")
        return self.published.get(slug)

    def get(self, path: str = "/c/c-7k2m", method: str = "GET", **headers: str) -> TestResponse:
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.open(path, method=method, headers=given)


@pytest.fixture
def house() -> House:
    return House()


@pytest.mark.parametrize(
    ("query", "accepted", "language"),
    [
        ("", "", "es"),
        ("", "en-GB,en;q=0.9", "en"),
        ("", "qu,es-PE;q=0.8", "es"),
        ("", "de", "es"),
        ("?lang=en", "es", "en"),
        ("?lang=es", "en", "es"),
        ("?lang=de", "en", "en"),
        ("?lang=%ff&lang", "en", "en"),
    ],
)
def test_the_language(house: House, query: str, accepted: str, language: str) -> None:
    response = house.get("/c/c-7k2m" + query, accept_language=accepted)
    assert response.status_code == 200
    assert response.headers["Content-Language"] == language
    assert response.data.decode() == render(every_kind(), "en" if language == "en" else "es")


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("", None),
        ("zstd", None),
    ],
)
def test_the_encoding(house: House, accepted: str, encoding: str | None) -> None:
    response = house.get(accept_encoding=accepted)
    assert response.headers.get("Content-Encoding") == encoding
    assert DECODED[encoding](response.data).decode() == render(every_kind(), "es")
    assert int(response.headers["Content-Length"]) == len(response.data)


def test_it_carries_the_headers_of_the_page(house: House) -> None:
    response = house.get()
    script = script_of(every_kind().questionnaire)
    assert headers_with(script).items() <= dict(response.headers).items()
    assert response.headers["Vary"] == "Accept-Encoding, Accept-Language"
    assert "Set-Cookie" not in response.headers


def test_a_head_has_no_body(house: House) -> None:
    response = house.get(method="HEAD", accept_encoding="br")
    assert response.data == b""
    assert (
        response.headers["Content-Length"]
        == house.get(accept_encoding="br").headers["Content-Length"]
    )


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/c/c-7k2m"),
        ("OPTIONS", "/c/c-7k2m"),
        ("GET", "/c/another"),
        ("GET", "/c/c-7k2m/"),
        ("GET", "/c/c-7k2m/thanks"),
        ("GET", "/c/../c/c-7k2m"),
        ("GET", "/c/" + "a" * 80),
        ("GET", "/"),
    ],
)
def test_everything_else_is_for_the_application(house: House, method: str, path: str) -> None:
    assert house.get(path, method).data == b"app"


def test_it_asks_again_after_a_while_and_not_before(house: House) -> None:
    for _ in range(3):
        house.get()
    assert house.looked == 1
    house.now += 1.6
    house.get()
    assert house.looked == 2


@pytest.mark.parametrize("change", [{"state": "closed"}, {"state": "draft"}, None])
def test_a_consultation_that_is_not_open_any_more_leaves_the_shelf(
    house: House, change: dict[str, str] | None
) -> None:
    house.get()
    house.published = {"c-7k2m": replace(every_kind(), **change)} if change else {}
    house.now += 2
    assert house.get().data == b"app"


def test_a_new_version_shows_within_two_seconds(house: House) -> None:
    house.get()
    house.published["c-7k2m"] = replace(every_kind(), number=4)
    house.now += 2
    assert 'name="_version" value="4"' in house.get().text


def test_a_fault_of_the_shelf_is_left_to_the_application(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    house.get()
    house.broken, house.now = True, house.now + 2
    assert house.get().data == b"app"
    assert "the application does" in json.dumps(caplog.messages)
    house.broken = False
    assert house.get().status_code == 200


def test_over_a_secure_line_it_asks_to_stay_secure(house: House) -> None:
    secure = house.client.get("/c/c-7k2m", base_url="https://consulta.example/")
    assert "max-age" in secure.headers["Strict-Transport-Security"]
    assert "Strict-Transport-Security" not in house.get().headers


def test_a_questionnaire_in_spanish_alone_answers_in_spanish(house: House) -> None:
    whole = every_kind()
    spanish = replace(whole.questionnaire, title=Text(whole.questionnaire.title.es))
    house.published["c-7k2m"] = replace(whole, questionnaire=spanish)
    answer = house.get("/c/c-7k2m?lang=en", Accept_Language="en")
    assert answer.headers["Content-Language"] == "es"
    assert '<html lang="es">' in answer.text
    assert "English" not in answer.text


def test_nobody_is_offered_english_of_a_questionnaire_without() -> None:
    whole = every_kind()
    spanish = replace(whole.questionnaire, title=Text(whole.questionnaire.title.es))
    published = replace(whole, questionnaire=spanish)
    read = read_answers(spanish, [])
    for page in (
        preview.render(published, "en", "token"),
        tablet.render(published, "en", mark="m", home="/", address="a"),
        review.render(published, "en", read),
        messages.render("stored", "en", published),
        messages.render("retry", "en", published, given={"one": ("b",)}),
    ):
        assert '<html lang="es">' in page
        assert "_switch" not in page
        assert "English" not in page
