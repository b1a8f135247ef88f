"""The page of somebody whose answer could not be stored: she has lost nothing and can try again."""

from html.parser import HTMLParser
from urllib.parse import parse_qsl

from flask import Flask
from werkzeug.test import TestResponse

from tests.faults.clients import HEADERS, PATH


def post(app: Flask, body: bytes) -> TestResponse:
    return app.test_client().post(PATH, data=body, headers=HEADERS)


def told_to_try_again(reply: TestResponse, body: bytes) -> None:
    """Assert that nothing claims success, and that the page sends the very same once more."""
    assert (reply.status_code, reply.headers["Retry-After"]) == (503, "5"), reply.text
    carried = _Form(reply.text).fields
    assert sorted(carried) == sorted(parse_qsl(body.decode()))


class _Form(HTMLParser):
    """The pairs that the form of a page sends as it stands."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.fields: list[tuple[str, str]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        has = dict(attributes)
        if tag == "input" and has.get("type") == "hidden":
            self.fields.append((has["name"] or "", has["value"] or ""))
