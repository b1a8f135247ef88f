"""A consultation with an open question, people who wrote, and somebody who reads."""

import re
from collections.abc import Sequence
from html import unescape

from flask import Flask
from werkzeug.test import TestResponse

from consult.accounts.models import Programme
from consult.consultations.create import Plan, create
from consult.consultations.models import Consultation
from consult.consultations.published import find, questionnaire_of
from consult.db import db, writing
from consult.questionnaire.answers import read_answers
from consult.questionnaire.shipped import shipped
from consult.releases.freeze import prepare
from consult.releases.models import StoredRelease
from consult.responses.closing import open_to_answers
from consult.responses.resting import add_to_blocks
from consult.responses.stream import Stream
from consult.tables.blocks import from_rows
from consult.tables.columns import encode, layout
from tests.cast import Visitor

SLUG, QUESTION = "c-text", "proposal"
OF = f"/staff/consultations/{SLUG}"
TEXTS, ONE, QUOTES = f"{OF}/texts", f"{OF}/texts/{QUESTION}", f"{OF}/quotes"
THEMES = f"{ONE}/themes"
SAID = (
    "mas luz en el parque por favor",
    "llamen a doña rosa al 949123456",
    "Más trabajo para los jóvenes, y luz",
)


def furnish(house: Flask) -> None:
    now = house.config["CLOCK"]()
    with house.app_context(), writing() as session:
        here = session.query(Programme).filter_by(name_es="Trujillo").one()
        made = create(session, "test", here.id, Plan(shipped()["neighbourhood_safety"], SLUG), now)
        open_to_answers(session, "test", made, now)


def write(house: Flask, people: int, said: Sequence[str] = SAID) -> None:
    """So many people answer; the first of them write."""
    with house.app_context(), writing() as session:
        consultation = the_one(session)
        questionnaire = questionnaire_of(consultation.versions[-1])
        columns, stream = layout(questionnaire), Stream(consultation.id, 1, "phone")
        ring = house.extensions["key_ring"]
        stream.begin_epoch(ring, session.connection())
        read = read_answers(questionnaire, [("district", "130102"), ("sex", "f")])
        rows = [encode(columns, read.answers, read.asked)] * people
        texts = [(QUESTION, text) for text in said]
        add_to_blocks(ring, session, stream, from_rows(columns, rows), texts)


def the_one(session) -> Consultation:
    consultation = find(session, SLUG)
    assert consultation is not None
    return consultation


def release(house: Flask, reader: Visitor) -> None:
    """Ask for results and make them."""
    reader.sends(f"{OF}/releases")
    with house.app_context():
        rows = db.session.scalars(db.select(StoredRelease).filter_by(state="preparing")).all()
        number, ring = rows[-1].id, house.extensions["key_ring"]
        db.session.rollback()
        prepare(ring, number)


class Page:
    """A page of reading: the text on it as it was written, and its form."""

    def __init__(self, answer: TestResponse) -> None:
        self.source = answer.text
        assert answer.status_code == 200, answer.headers.get("Location")
        quoted = re.findall(r"<blockquote[^>]*>(.*?)</blockquote>", self.source, re.DOTALL)
        self.text = unescape(re.sub(r"<small>.*?</small>|<[^>]+>", "", quoted[0])) if quoted else ""
        self.id = re.findall(r'name="text"[^>]*value="(\w*)"', self.source)[0]
        self.again = re.findall(r'name="again"[^>]*value="(\w*)"', self.source)[0]


def begins(reader: Visitor, **form: str) -> Page:
    return Page(reader.sends(ONE, begin="1", **form))


def saves(reader: Visitor, page: Page, *themes: str, **form: str) -> TestResponse:
    """Tick themes, or "none", and save."""
    ticked = [theme for theme in themes if theme != "none"]
    none = {"none": "y"} if "none" in themes else {}
    kept = {"text": page.id, "again": page.again, "themes": ticked, "save": "1"}
    return reader.sends(ONE, **kept, **none, **form)


def adds(reader: Visitor, es: str, en: str = "", keywords: str = "") -> TestResponse:
    form = {"new-name_es": es, "new-name_en": en, "new-keywords": keywords}
    return reader.sends(f"{THEMES}/new", **form)


def reads_everything(reader: Visitor, *themes: str) -> list[str]:
    """Give every text the same themes; returns what was read."""
    page, texts = begins(reader), []
    while True:
        texts.append(page.text)
        answer = saves(reader, page, *themes)
        if answer.status_code == 302:
            return texts
        page = Page(answer)
