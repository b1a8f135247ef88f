"""Pages on which themes are named and merged, and from which reading begins."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_security import current_user
from werkzeug.wrappers import Response as Answer

from consult.consultations.by_slug import the_same
from consult.consultations.models import Consultation
from consult.db import db, writing
from consult.questionnaire.document import Question
from consult.releases.coding.by_question import the_open
from consult.releases.coding.naming.forms import NEW, Naming
from consult.releases.coding.sheet import line
from consult.releases.coding.themes import add, change, keywords, merge, themes_of
from consult.web.refusal import Refusal

naming = Blueprint("naming", __name__, template_folder="templates")
_HERE = "/staff/consultations/<slug>/texts/<open_question>/themes"


@naming.get(_HERE)
def show(slug: str, open_question: str) -> str:
    consultation, question = the_open(slug, open_question)
    return _page(consultation, question)


@naming.post(f"{_HERE}/<code>")
def name(slug: str, open_question: str, code: str) -> str | Answer:
    """Add a theme, or give one other words."""
    consultation, question = the_open(slug, open_question)
    form = Naming(code)
    if not form.validate():
        fault = _("Nothing was saved. Look at what is said beside the fields.")
        return _page(consultation, question, {code: form}, fault)
    try:
        with writing() as session:
            row, words = the_same(session, slug), keywords(form.keywords.data or "")
            known = {one.code: one for one in themes_of(session, row, question.id)}
            if code == NEW:
                add(session, current_user.email, row, question.id, form.name, words)
            elif code in known:
                change(session, current_user.email, row, known[code], form.name, words)
    except Refusal as refusal:
        return _page(consultation, question, {code: form}, str(refusal))
    return redirect(url_for(".show", slug=slug, open_question=open_question))


@naming.post(f"{_HERE}/<code>/merge")
def merge_into(slug: str, open_question: str, code: str) -> Answer:
    the_open(slug, open_question)
    try:
        with writing() as session:
            row = the_same(session, slug)
            known = {one.code: one for one in themes_of(session, row, open_question)}
            theme, into = known.get(code), known.get(request.form.get("into", ""))
            merge(session, current_user.email, row, theme, into)
    except Refusal as refusal:
        flash(str(refusal), "error")
    return redirect(url_for(".show", slug=slug, open_question=open_question))


def _page(
    consultation: Consultation,
    question: Question,
    typed: dict[str, Naming] | None = None,
    fault: str = "",
) -> str:
    """``typed`` is the form that came back with a fault, by the code of its theme."""
    now = line(current_app.extensions["key_ring"], db.session(), consultation, question)
    forms = {one.code: Naming.of(one) for one in now.themes} | {NEW: Naming(NEW, formdata=None)}
    return render_template(
        "coding/themes.html",
        consultation=consultation,
        line=now,
        forms=forms | (typed or {}),
        typed=typed or {},
        fault=fault,
    )
