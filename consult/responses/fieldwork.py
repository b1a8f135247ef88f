"""Pages for staff while answers come in: which consultations there are, opening, closing."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

import numpy as np
from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext
from flask_security import current_user
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Answer

from consult.accounts.may import guard, may
from consult.consultations.by_slug import the, the_same
from consult.consultations.models import Consultation
from consult.consultations.publish import places
from consult.consultations.published import questionnaire_of
from consult.consultations.views import TABS
from consult.db import db, writing
from consult.questionnaire.shipped import TRUJILLO
from consult.responses.closing import close_to_answers, open_to_answers
from consult.responses.mixing import make_first_keys, mix_all
from consult.responses.stored import answers_mixed, blocks_of
from consult.tables.columns import layout
from consult.web.navigation import Entry, hang_with
from consult.web.refusal import Refusal

fieldwork = Blueprint("fieldwork", __name__, template_folder="templates", url_prefix="/staff")
hang_with(
    fieldwork,
    Entry("fieldwork.overview", lazy_gettext("Consultations"), also=("consultations", "sharing")),
)
hang_with(
    fieldwork, Entry("fieldwork.show", lazy_gettext("Answers"), TABS, also=("field", "keying"))
)
_STEP = 10  # staff see answers so far in steps of it, rounded down


@fieldwork.get("/")
def overview() -> str:
    every = db.session.scalars(select(Consultation).order_by(Consultation.id.desc()))
    rows = [row for row in every if may(current_user, "see", row)]
    return render_template(
        "fieldwork/overview.html",
        rows=rows,
        answers={row.id: _down(answers_mixed(db.session(), row.id)) for row in rows},
        names={place.id: place.text for place in TRUJILLO},
        may_create=may(current_user, "create", None),
    )


@fieldwork.get("/consultations/<slug>/answers")
def show(slug: str) -> str:
    consultation = the(slug)
    return render_template(
        "fieldwork/show.html",
        consultation=consultation,
        answers=_down(answers_mixed(db.session(), consultation.id)),
        by_district=by_district(db.session(), consultation),
        districts=places(consultation),
        may_open=may(current_user, "open", consultation),
        may_close=may(current_user, "close", consultation),
        may_ask=may(current_user, "ask", consultation),
    )


@fieldwork.post("/consultations/<slug>/open")
def open_(slug: str) -> Answer:
    guard(current_user, "open", the(slug))
    try:
        with writing() as session:
            open_to_answers(session, current_user.email, the_same(session, slug), _now())
    except Refusal as refusal:
        return _refused(refusal, slug)
    make_first_keys(current_app.extensions["key_ring"])
    flash(_("The consultation is open. Share its link so that people can answer."))
    return redirect(url_for("sharing.show", slug=slug))


@fieldwork.route("/consultations/<slug>/close", methods=["GET"])
def confirm_close(slug: str) -> str:
    consultation = the(slug)
    guard(current_user, "close", consultation)
    return render_template("fieldwork/close.html", consultation=consultation)


@fieldwork.post("/consultations/<slug>/close")
def close(slug: str) -> Answer:
    consultation = the(slug)
    guard(current_user, "close", consultation)
    try:
        with writing() as session:
            close_to_answers(session, current_user.email, the_same(session, slug), _now())
    except Refusal as refusal:
        return _refused(refusal, slug)
    mix_all(current_app.extensions["key_ring"], consultation.id)
    flash(_("The consultation is closed. Its last answers are in."))
    return redirect(url_for("fieldwork.show", slug=slug))


def by_district(session: Session, consultation: Consultation) -> Mapping[str, int]:
    """Mixed answers by id of place, each rounded down to tens; empty where none asks the place."""
    counts: Counter[str] = Counter()
    for version, block in blocks_of(session, consultation.id):
        questionnaire = questionnaire_of(version)
        for question in questionnaire.with_role():
            if question.role == "district":
                column = next(c for c in layout(questionnaire) if c.id == question.id)
                counted = np.bincount(
                    block.arrays[column.id], minlength=max(column.index.values()) + 1
                )
                counts.update({place: int(counted[code]) for place, code in column.index.items()})
    return {place.id: _down(counts[place.id]) for place in places(consultation)} if counts else {}


def _down(exact: int) -> int:
    return exact // _STEP * _STEP


def _refused(refusal: Refusal, slug: str) -> Answer:
    """Back, with one sentence; the lines behind it stand on the page of the questionnaire."""
    if not refusal.lines:
        flash(str(refusal), "error")
        return redirect(url_for("fieldwork.show", slug=slug))
    number = len(refusal.lines)
    flash(
        ngettext(
            "%(num)s fault has to be mended first.",
            "%(num)s faults have to be mended first.",
            number,
        ),
        "error",
    )
    return redirect(url_for("consultations.show", slug=slug))


def _now() -> datetime:
    return current_app.config["CLOCK"]()
