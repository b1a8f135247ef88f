"""Quotes: two people, both languages, and nothing personal that nobody looked at."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from consult.accounts.models import AuditEntry
from consult.db import db
from consult.releases.coding.models import Quote
from tests.cast import Visitor
from tests.releases.coding.scene import ONE, QUOTES, Page, begins

ES, EN = "Piden luz en el parque", "They ask for light in the park"


def proposes(reader: Visitor, es: str = ES, en: str = EN) -> Page:
    page = begins(reader)
    form = {"text": page.id, "again": "", "quote_es": es, "quote_en": en, "propose": "1"}
    return Page(reader.sends(ONE, **form))


def the_quote(house: Flask) -> Quote:
    with house.app_context():
        return db.session.scalars(select(Quote)).one()


def decides(visitor: Visitor, quote: Quote, act: str, **form: object) -> str:
    """What the page says afterwards."""
    visitor.sends(QUOTES, quote=quote.id.hex(), act=act, **form)
    return visitor.client.get(QUOTES).text


def approved(page: str) -> str:
    return page.split("<h2>Aprobadas</h2>")[1]


def test_another_person_approves(written: Flask, julio: Visitor, ana: Visitor) -> None:
    page = proposes(julio)
    assert "Propuesta. Otra persona la revisa" in page.source
    quote = the_quote(written)
    own = decides(julio, quote, "approve")
    assert "Otra persona tiene que revisar" in own
    assert 'value="approve"' not in own
    assert the_quote(written).state == "waiting"
    assert ES in approved(decides(ana, quote, "approve"))
    stored = the_quote(written)
    assert (stored.es, stored.en) == (ES, EN)
    assert (stored.text_id, stored.sealed, stored.key) == (None, None, None)


def test_what_may_be_personal_is_confirmed_one_by_one(
    written: Flask, julio: Visitor, ana: Visitor
) -> None:
    proposes(julio, "Carlos pide luz", "Carlos asks for light")
    quote, page = the_quote(written), ana.sees(QUOTES)
    names = re.findall(r'name="confirmed" value="([\w-]+)"', page)
    assert names == ["es-0-6", "en-0-6"]
    assert "Confirme cada parte" in decides(ana, quote, "approve", confirmed=names[:1])
    assert the_quote(written).state == "waiting"
    assert "Carlos</mark>" not in approved(decides(ana, quote, "return", note="sin nombres"))
    form = {f"{quote.id.hex()}-quote_es": ES, f"{quote.id.hex()}-quote_en": EN}
    page = julio.sees(QUOTES)
    assert "sin nombres" in page
    assert ES in decides(julio, quote, "mend", **form)
    assert ES in approved(decides(ana, quote, "approve"))


def test_marks_that_were_looked_at_may_stay(written: Flask, julio: Visitor, ana: Visitor) -> None:
    proposes(julio, "En la calle Carlos hay luz, llamen", "Carlos")
    quote = the_quote(written)
    names = re.findall(r'name="confirmed" value="([\w-]+)"', ana.sees(QUOTES))
    assert "Carlos" in approved(decides(ana, quote, "approve", confirmed=names))


@pytest.mark.parametrize(
    ("es", "en", "says"),
    [(ES, "", "en los dos idiomas"), ("x" * 601, EN, "No se guardó nada")],
)
def test_what_is_no_quote_is_kept_and_said(
    written: Flask, julio: Visitor, es: str, en: str, says: str
) -> None:
    page = proposes(julio, es, en)
    assert says in page.source
    assert es in page.source
    with written.app_context():
        assert db.session.scalars(select(Quote)).all() == []


def test_a_stale_or_made_up_decision_changes_nothing(
    written: Flask, julio: Visitor, ana: Visitor
) -> None:
    proposes(julio)
    quote = the_quote(written)
    decides(ana, quote, "approve")
    assert "otra persona ya atendió" in decides(ana, quote, "return")
    assert "otra persona ya atendió" in decides(ana, quote, "mend", **{
        f"{quote.id.hex()}-quote_es": "x", f"{quote.id.hex()}-quote_en": "x"
    })  # fmt: skip
    for forged in ("", "zz", "00" * 16):
        ana.sends(QUOTES, quote=forged, act="approve")
        assert "ya se borró" in ana.client.get(QUOTES).text
    assert ana.sends(QUOTES, quote=quote.id.hex(), act="burn").status_code == 400


def test_unapproved_words_rest_sealed_and_in_no_record(written: Flask, julio: Visitor) -> None:
    proposes(julio)
    with written.app_context():
        rows = [tuple(row) for row in db.session.execute(select(Quote.__table__))]
        records = [entry.detail for entry in db.session.scalars(select(AuditEntry))]
    assert "parque" not in repr(rows)
    assert not any("parque" in detail for detail in records)


def test_facilitators_do_not_see_them(written: Flask, julio: Visitor, rosa: Visitor) -> None:
    proposes(julio)
    rosa.sees(QUOTES, 403)
    assert rosa.sends(QUOTES, act="approve").status_code == 403
