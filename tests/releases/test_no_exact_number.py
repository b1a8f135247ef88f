"""However one looks, and whoever: how many have answered stands nowhere exactly."""

import io
import logging
import re
import zipfile
from collections import deque
from collections.abc import Iterator
from html import unescape

import pytest
from flask import Flask

from tests.cast import Visitor
from tests.releases.test_views import OF, PUBLIC, answer, run

EXACTLY = 637  # a number that nothing else here says, and no multiple of five
SAID = re.compile(rb"(?<![\d.#a-f-])637(?![\d.a-f-])")
_MORE = re.compile(r'(?:href|src|action|hx-get)="(/[^"#]*)')


@pytest.fixture
def looked_at(house: Flask, julio: Visitor) -> Visitor:
    answer(house, EXACTLY)
    julio.sees(f"{OF}/rehearsal")
    julio.sends(OF)
    run(house)
    return julio


def walk(visitor: Visitor, *start: str) -> Iterator[tuple[str, bytes]]:
    """Every address that can be reached by links from some, with headers and content."""
    seen, waiting = set(start), deque(start)
    while waiting:
        address = waiting.popleft()
        reply = visitor.client.get(address)
        yield address, str(reply.headers).encode() + b"".join(unpacked(reply.data))
        if reply.mimetype != "text/html":
            continue
        for link in _MORE.findall(reply.text):
            further = unescape(link)
            if further not in seen and "c-open" in further and "sign-out" not in further:
                seen.add(further)
                waiting.append(further)


def unpacked(body: bytes) -> Iterator[bytes]:
    """A file as it is, or what an office document has in it."""
    if body[:4] != b"PK\x03\x04":
        yield body
        return
    with zipfile.ZipFile(io.BytesIO(body)) as parts:
        yield from (parts.read(name) for name in parts.namelist())


def test_no_page_file_or_header_says_it(
    looked_at: Visitor, neighbour: Visitor, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    walked = dict(walk(looked_at, "/staff/", "/staff/consultations/c-open", OF))
    walked |= dict(walk(neighbour, "/", PUBLIC))
    assert SAID.search(b"<td>637</td>")
    assert len(walked) > 60
    assert any("files/es/tables.xlsx" in address for address in walked)
    assert [address for address, told in walked.items() if SAID.search(told)] == []
    assert not SAID.search(caplog.text.encode())
