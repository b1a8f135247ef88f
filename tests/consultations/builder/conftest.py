"""A desk with a questionnaire on it, and the form that a browser would send of it."""

import re
from html.parser import HTMLParser

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from consult.consultations.builder.drafting import draft_of
from consult.consultations.published import find
from consult.db import db
from consult.questionnaire.document import Questionnaire
from tests.cast import Visitor, house, julio, neighbour, rosa, stranger

__all__ = ["house", "julio", "neighbour", "rosa", "stranger"]
HERE = "/staff/consultations/c-draft"
Fields = dict[str, list[str]]


class Form(HTMLParser):
    """The fields of one form of a page, as they would be sent without touching anything."""

    def __init__(self, page: str, name: str) -> None:
        super().__init__()
        self.fields: Fields = {}
        self._name, self._inside, self._select, self._textarea = name, False, "", ""
        self._typed = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        has = {key: value or "" for key, value in attributes}
        self._inside = self._inside or (tag == "form" and has.get("id") == self._name)
        if not self._inside:
            return
        if tag == "input" and (has.get("type") not in ("checkbox", "radio") or "checked" in has):
            self._add(has.get("name", ""), has.get("value", ""))
        if tag == "select":
            self._select = has["name"]
        if tag == "option" and "selected" in has:
            self._add(self._select, has.get("value", ""))
        if tag == "textarea":
            self._textarea, self._typed = has["name"], ""

    def handle_data(self, data: str) -> None:
        self._typed += data if self._textarea else ""

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "form"
        if tag == "textarea" and self._textarea:
            self._add(self._textarea, self._typed.removeprefix("\n").removeprefix("\r\n"))
            self._textarea = ""

    def _add(self, name: str, value: str) -> None:
        self.fields.setdefault(name, []).append(value)


class Writer:
    """A facilitator at the desk, without a script. ``house`` is where the draft rests."""

    def __init__(self, visitor: Visitor, house: Flask) -> None:
        self.visitor, self.house = visitor, house

    def opens(self, part: str) -> Fields:
        """The form of a part, as the page has it."""
        return Form(self.visitor.client.get(f"{HERE}/builder/{part}").text, "part").fields

    def sends(self, part: str, form: Fields, **changed: str | list[str]) -> TestResponse:
        """The form with what was typed; a value of None leaves the field out."""
        data = {**form, **changed}
        return self.visitor.client.post(f"{HERE}/builder/{part}", data=data)

    def types(self, part: str, **changed: str | list[str]) -> TestResponse:
        return self.sends(part, self.opens(part), **changed)

    def presses(self, button: str, **form: str) -> TestResponse:
        """A button outside of the part: undo, order, paste, bank, publish, or builder."""
        return self.visitor.sends(f"{HERE}/{button}", **form)

    def draft(self) -> Questionnaire:
        with self.house.app_context():
            consultation = find(db.session(), "c-draft")
            assert consultation is not None
            return draft_of(consultation)


@pytest.fixture
def desk(rosa: Visitor, house: Flask) -> Writer:
    return Writer(rosa, house)


@pytest.fixture
def colleague(house: Flask) -> Writer:
    """The same person in another browser: what counts is the page that was open."""
    return Writer(Visitor(house).signs_in("rosa@example.org"), house)


def at(answer: TestResponse) -> str:
    """The part that an answer leads on to."""
    assert answer.status_code == 303, answer.text
    return re.sub(r".*/builder/?", "", answer.headers["Location"])
