"""A tablet as the page sets it up, without a browser: what it reads there, and what it seals."""

import json
import secrets
from collections import Counter
from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import select

from consult.db import db
from consult.responses.mixing import keep_keys_ready
from consult.responses.models import Pending
from tests.cast import Visitor, house, julio, neighbour, rosa, stranger
from tests.page.paper import Paper
from tests.sealed import Phone

__all__ = ["house", "julio", "neighbour", "rosa", "stranger"]
TABLET = "/staff/field/c-open/tablet"


class Tablet:
    """It was set up for `c-open`; ``mark`` is what its form carries."""

    def __init__(self, page: Paper) -> None:
        [form] = page.all("form")
        self.mark = dict(page.sent)["_field"]
        self._phone = Phone(form["data-key"], form["action"].removeprefix("/c/"))

    def seals(self, **fields: str) -> str:
        """One answer, under a fresh id unless it is told."""
        given = {"_id": secrets.token_urlsafe(18), "_version": "1", "_field": self.mark} | fields
        return self._phone.seals(urlencode({**given, "_end": "1"}).encode()).decode()


@pytest.fixture
def tablet(house: Flask, rosa: Visitor) -> Tablet:
    with house.app_context():
        keep_keys_ready(house.extensions["key_ring"])
    return Tablet(Paper(rosa.client.get(TABLET).text))


def saved(*sealed: str, consultation: str = "c-open") -> bytes:
    """The file that a tablet saves."""
    lines = ({"consultation": consultation, "sealed": one} for one in sealed)
    return "".join(f"{json.dumps(line)}\n" for line in lines).encode()


@pytest.fixture
def waiting(house: Flask) -> Callable[[], Counter[str]]:
    """How many answers wait, by channel."""

    def count() -> Counter[str]:
        with house.app_context():
            return Counter(db.session.scalars(select(Pending.channel)))

    return count
