"""A long body comes in only as the file of somebody signed in, at an address that takes one."""

import io
from collections.abc import Iterator

import pytest
from flask import Flask

from consult.accounts.uploads import judge
from consult.cli.server.listening import BuiltIn
from consult.config import LARGEST_BODY, LARGEST_UPLOAD
from tests.cast import Visitor, house, neighbour, rosa
from tests.cli.wire import asked, posted, served

__all__ = ["house", "neighbour", "rosa"]

NEW = "/staff/consultations/new"
ELSEWHERE = ["/staff/", "/staff/sign-in", "/staff/account", "/staff/consultations/c-draft/open"]


@pytest.fixture
def server(house: Flask) -> Iterator[BuiltIn]:
    with served(house, uploads=judge(house)) as server:
        yield server


def cookie(visitor: Visitor) -> str:
    visitor.client.get("/staff/sign-in")
    kept = visitor.client.get_cookie("staff", path="/staff/")
    assert kept is not None
    return f"Cookie: other=1; staff={kept.value}"


def promised(length: int, *headers: str, path: str) -> bytes:
    """The head of a POST whose body never comes."""
    return posted(b"", *headers, path=path).replace(b"Length: 0", b"Length: %d" % length)


@pytest.mark.parametrize("path", [NEW, *ELSEWHERE])
def test_who_is_not_signed_in_is_refused_before_anything_is_kept(server, neighbour, path):
    for headers in ((), (cookie(neighbour),), ("Cookie: staff=forged",)):
        told = asked(server, promised(LARGEST_UPLOAD, *headers, path=path))
        assert told.startswith(b"HTTP/1.1 413")


@pytest.mark.parametrize("path", ELSEWHERE)
def test_nor_does_staff_send_long_bodies_elsewhere(server, rosa, path):
    told = asked(server, promised(LARGEST_UPLOAD, cookie(rosa), path=path))
    assert told.startswith(b"HTTP/1.1 413")


@pytest.mark.parametrize(("length", "status"), [(LARGEST_UPLOAD, 400), (2 * LARGEST_UPLOAD, 413)])
def test_a_file_of_staff_reaches_the_application(server, rosa, length, status):
    """Which misses the token of its form."""
    told = asked(server, posted(b"a" * length, cookie(rosa), "Connection: close", path=NEW))
    assert told.startswith(b"HTTP/1.1 %d" % status)


@pytest.mark.parametrize("path", [NEW, *ELSEWHERE])
def test_another_server_that_lets_a_long_body_in_has_it_refused_too(rosa, neighbour, path):
    for visitor in (rosa, neighbour):
        sent = {"file": (io.BytesIO(b"a" * (LARGEST_BODY + 1)), "x.json")}
        status = visitor.client.post(path, data=sent).status_code
        assert (status == 413) == ((visitor, path) != (rosa, NEW))
