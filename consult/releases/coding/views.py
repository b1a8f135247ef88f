"""Open answers: what there is to read, and reading it one at a time."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_security import current_user
from werkzeug.wrappers import Response as Answer

from consult.accounts.may import may
from consult.consultations.by_slug import the, the_same
from consult.consultations.models import Consultation
from consult.consultations.views import TABS
from consult.db import db, writing
from consult.keys import KeyRing
from consult.questionnaire.document import Question
from consult.releases.coding.by_question import the_open
from consult.releases.coding.forms import Reading
from consult.releases.coding.quoting.quote import LONGEST
from consult.releases.coding.read import Reader
from consult.releases.coding.sheet import Line, line, lines, segments
from consult.releases.coding.texts import find_text, opened
from consult.releases.coding.themes import suggested, themes_of
from consult.responses.models import OpenText
from consult.tables.marking.marks import RECALL, masked
from consult.web.navigation import Entry, hang_with
from consult.web.refusal import Refusal

coding = Blueprint(
    "coding",
    __name__,
    template_folder="templates",
    static_folder="static",
    static_url_path="/static/coding",
)
hang_with(
    coding, Entry("coding.show", lazy_gettext("Open answers"), TABS, also=("naming", "quotes"))
)
_HERE = "/staff/consultations/<slug>/texts"
_ONE = f"{_HERE}/<open_question>"


@coding.app_template_global()
def open_lines(consultation: Consultation) -> list[Line]:
    """Every open question of a consultation, for whoever is about to make results."""
    return list(lines(_ring(), db.session(), consultation))


@coding.get(_HERE)
def show(slug: str) -> str:
    consultation = the(slug)
    return render_template(
        "coding/show.html",
        consultation=consultation,
        lines=open_lines(consultation),
        may_code=may(current_user, "code", consultation),
    )


@coding.get(_ONE)
def begin(slug: str, open_question: str) -> Answer:
    """Where the other language, or a reload, leads from a text."""
    the_open(slug, open_question)
    return redirect(url_for("naming.show", slug=slug, open_question=open_question))


@coding.post(_ONE)
def read(slug: str, open_question: str) -> str | Answer:
    """Texts stand on the answers to this request alone: no address leads to one."""
    consultation, question = the_open(slug, open_question)
    form = Reading(themes_of(db.session(), consultation, question.id))
    fault, shown = "", None
    try:
        with writing() as session:
            reader = Reader(_ring(), session, current_user.email, the_same(session, slug), question)
            shown = _turn(reader, form)
    except Refusal as refusal:
        fault = str(refusal)
        shown = find_text(db.session(), consultation.id, question.id, form.text.data or "")
    db.session.rollback()  # it read before the change was there
    if shown is None:
        flash(_("Nothing is left to read here now."))
        return redirect(url_for("naming.show", slug=slug, open_question=open_question))
    return _page(consultation, question, shown, form, fault)


def _turn(reader: Reader, form: Reading) -> OpenText | None:
    """What comes after what the reader did. Raises Refusal."""
    again = bool(form.again.data)
    if "begin" in request.form:
        return reader.begin(again=again)
    text = reader.at(form)
    if text is None:
        return None
    if form.skip.data:
        return reader.skip(text, again=again)
    if not form.validate():
        raise Refusal(_("Nothing was saved. Look at what is said beside the fields."))
    if form.propose.data:
        reader.propose(text, form)
        return text
    return reader.save(text, form)


def _page(
    consultation: Consultation, question: Question, text: OpenText, form: Reading, fault: str
) -> str:
    words = opened(_ring(), text)
    now = line(_ring(), db.session(), consultation, question)
    proposed = form.propose.data and not fault
    if text.id.hex() != form.text.data:
        form = Reading(now.themes, formdata=None, text=text.id.hex(), again=form.again.data)
        form.quote_es.data = masked(words or "")[:LONGEST]
    return render_template(
        "coding/read.html",
        consultation=consultation,
        line=now,
        form=form,
        fault=fault,
        proposed=proposed,
        segments=None if words is None else list(segments(words)),
        suggested=suggested(words or "", now.themes),
        recall=RECALL,
    )


def _ring() -> KeyRing:
    return current_app.extensions["key_ring"]
