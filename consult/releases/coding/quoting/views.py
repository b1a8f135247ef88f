"""Pages of the quotes: what waits for a second person, what was sent back, what is approved."""

from collections.abc import Callable, Mapping

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_security import current_user
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Answer

from consult.accounts.may import guard
from consult.consultations.by_slug import the, the_same
from consult.consultations.models import Consultation
from consult.db import db, writing
from consult.keys import KeyRing
from consult.questionnaire.text import UnreadableText, clean
from consult.releases.coding.forms import Quoting
from consult.releases.coding.models import Quote
from consult.releases.coding.quoting.quote import (
    Shown,
    approve,
    find_quote,
    mend,
    quotes_of,
    send_back,
)
from consult.releases.coding.sheet import segments
from consult.releases.coding.texts import open_questions
from consult.web.refusal import Refusal

quotes = Blueprint("quotes", __name__, template_folder="templates")
_HERE = "/staff/consultations/<slug>/quotes"
_LONGEST_NOTE = 300  # characters

Act = Callable[[Session, str, Consultation, Quote], None]


@quotes.get(_HERE)
def show(slug: str) -> str:
    consultation = the(slug)
    guard(current_user, "code", consultation)
    shown = list(quotes_of(_ring(), db.session(), consultation))
    return render_template(
        "coding/quotes.html",
        consultation=consultation,
        shown=shown,
        questions=open_questions(consultation),
        me=current_user.email,
        segments=segments,
        mending=_mending,
    )


@quotes.post(_HERE)
def decide(slug: str) -> Answer:
    guard(current_user, "code", the(slug))
    act = _ACTS.get(request.form.get("act", "")) or abort(400)
    try:
        with writing() as session:
            row = the_same(session, slug)
            quote = find_quote(session, row, request.form.get("quote", ""))
            act(session, current_user.email, row, quote)
    except Refusal as refusal:
        flash(str(refusal), "error")
    return redirect(url_for(".show", slug=slug))


def _approve(session: Session, actor: str, consultation: Consultation, quote: Quote) -> None:
    confirmed = request.form.getlist("confirmed")
    approve(_ring(), session, actor, consultation, quote, confirmed)


def _send_back(session: Session, actor: str, consultation: Consultation, quote: Quote) -> None:
    try:
        note = clean(request.form.get("note", ""))[:_LONGEST_NOTE]
    except UnreadableText:
        raise Refusal(_("This holds characters that cannot be kept.")) from None
    send_back(_ring(), session, actor, consultation, quote, note)


def _mend(session: Session, actor: str, consultation: Consultation, quote: Quote) -> None:
    form = Quoting(prefix=f"{quote.id.hex()}-")
    if not form.validate():
        raise Refusal(_("A quote is at most 600 characters long, in each language."))
    mend(_ring(), session, actor, consultation, quote, form.quote)


def _mending(shown: Shown) -> Quoting:
    """Its words, ready to be mended."""
    prefix, words = f"{shown.quote.id.hex()}-", shown.words
    return Quoting(prefix=prefix, formdata=None, quote_es=words.es, quote_en=words.en)


def _ring() -> KeyRing:
    return current_app.extensions["key_ring"]


_ACTS: Mapping[str, Act] = {"approve": _approve, "return": _send_back, "mend": _mend}
