"""Pages before the first results: the rehearsal, and the categories that stand together."""

from collections.abc import Mapping
from datetime import datetime

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_security import current_user
from werkzeug.wrappers import Response as Answer

from consult.accounts.may import guard
from consult.consultations.by_slug import the, the_same
from consult.consultations.models import Consultation
from consult.consultations.published import questionnaire_of
from consult.db import db, writing
from consult.releases.due import next_number
from consult.releases.rehearsal.forms import (
    LETTERS,
    Categories,
    Expected,
    letters,
    proposed,
    typed,
)
from consult.releases.rehearsal.merging import (
    frozen,
    frozen_categories,
    merge_categories,
    merged_of,
)
from consult.releases.rehearsal.rehearse import hoped_for, rehearse_release, rehearse_simulated
from consult.tables.merging import JOINS, mergeable
from consult.tables.rehearse import Advice, Rehearsal
from consult.tables.request import Merged, Refused
from consult.web.refusal import Refusal

rehearsal = Blueprint(
    "rehearsal",
    __name__,
    template_folder="templates",
    static_folder="static",
    static_url_path="/static/rehearsal",
)
_HERE = "/staff/consultations/<slug>/releases"


@rehearsal.get(f"{_HERE}/rehearsal")
def show(slug: str) -> str | Answer:
    consultation = the(slug)
    guard(current_user, "release", consultation)
    form = Expected(request.args, expected=hoped_for(consultation))
    simulated = "expected" in request.args
    try:
        outcome = _outcome(consultation, form, simulated)
    except Refusal as refusal:
        flash(str(refusal), "error")
        return redirect(url_for("releases.of", slug=slug))
    return render_template(
        "rehearsal/show.html",
        consultation=consultation,
        form=form,
        simulated=simulated,
        number=next_number(db.session(), consultation),
        outcome=outcome if isinstance(outcome, Rehearsal) else None,
        refused=outcome if isinstance(outcome, Refused) else None,
        frozen=not consultation.versions or frozen(db.session(), consultation),
        address=_address,
    )


@rehearsal.route(f"{_HERE}/categories", methods=["GET", "POST"])
def categories(slug: str) -> str | Answer:
    consultation = the(slug)
    guard(current_user, "release", consultation)
    if not consultation.versions:
        flash(_("Categories are merged once the questionnaire is published."), "error")
        return redirect(url_for(".show", slug=slug))
    asked, faults = questionnaire_of(consultation.versions[-1]), tuple[str, ...]()
    form, chosen = Categories(), merged_of(db.session(), consultation.id)
    if form.validate_on_submit():
        chosen = typed(request.form, asked)
        try:
            with writing() as session:
                merge_categories(session, current_user.email, the_same(session, slug), chosen)
        except Refusal as refusal:
            faults = (str(refusal), *refusal.lines)
        else:
            flash(_("Saved."))
            return redirect(url_for(".show", slug=slug))
    elif request.method == "GET":
        chosen = proposed(request.args, asked, chosen)
    return _categories(consultation, form, chosen, faults)


def _categories(
    consultation: Consultation, form: Categories, chosen: Merged, faults: tuple[str, ...]
) -> str:
    return render_template(
        "rehearsal/categories.html",
        consultation=consultation,
        form=form,
        questions=list(mergeable(questionnaire_of(consultation.versions[-1]))),
        merged=chosen,
        chosen=letters(chosen),
        letters=LETTERS,
        faults=faults,
        frozen=frozen_categories() if frozen(db.session(), consultation) else "",
    )


def _address(advice: Advice) -> Mapping[str, list[str]]:
    """What of an address proposes it: see ``forms.proposed``."""
    return {name: [JOINS.join(ids) for ids in groups] for name, groups in advice.merged.items()}


def _outcome(
    consultation: Consultation, form: Expected, simulated: bool
) -> Rehearsal | Refused | None:
    """None where there is nothing to rehearse with: no version, or no number that can be."""
    if simulated:
        if not form.validate():
            return None
        return rehearse_simulated(db.session(), consultation, form.expected.data, _now())
    if not consultation.versions:
        return None
    ring = current_app.extensions["key_ring"]
    return rehearse_release(ring, db.session(), consultation, None, _now())


def _now() -> datetime:
    return current_app.config["CLOCK"]()
