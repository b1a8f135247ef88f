"""Pages for facilitators, and the first page of all: what is open to answers."""

from datetime import datetime

from flask import (
    Blueprint,
    current_app,
    flash,
    redirect,
    render_template,
    url_for,
)
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_security import current_user
from sqlalchemy import select
from werkzeug.wrappers import Response as Answer

from consult.accounts.may import VERBS, guard, may
from consult.accounts.uploads import take_files_at
from consult.consultations.builder.drafting import draft_of
from consult.consultations.by_slug import the, the_same
from consult.consultations.create import Plan, create, neutral_slug
from consult.consultations.forms import AGES, FROM_FILE, Helplines, NewConsultation, typed
from consult.consultations.helplines import set_helplines
from consult.consultations.models import Consultation
from consult.consultations.publish import in_words
from consult.db import db, writing
from consult.page.published import helplines
from consult.questionnaire.check import check
from consult.questionnaire.document import ADULT, Questionnaire
from consult.questionnaire.editing import tidy
from consult.questionnaire.faults import Fault
from consult.questionnaire.file import read_questionnaire_file
from consult.questionnaire.shipped import TRUJILLO, shipped
from consult.questionnaire.text import Text
from consult.web.navigation import Entry, hang_with
from consult.web.refusal import Refusal

consultations = Blueprint("consultations", __name__, template_folder="templates")
TABS = "consultation"
take_files_at(consultations, "new")
hang_with(
    consultations,
    Entry("consultations.show", lazy_gettext("Questionnaire"), TABS, also=("builder", "review")),
)


@consultations.get("/")
def first_page() -> str:
    open_now = select(Consultation).filter_by(state="open").order_by(Consultation.opened_at)
    rows = db.session.scalars(open_now).all()
    return render_template("consultations/first_page.html", rows=rows)


@consultations.route("/staff/consultations/new", methods=["GET", "POST"])
def new() -> str | Answer:
    guard(current_user, "create")
    form = NewConsultation(
        slug=neutral_slug(),
        source=next(iter(shipped())),
        districts=[place.id for place in TRUJILLO],
    )
    faults: tuple[str, ...] = ()
    if form.validate_on_submit():
        try:
            questionnaire, left = _chosen(form)
            made = _create(form, questionnaire)
        except Refusal as refusal:
            faults = (str(refusal), *refusal.lines)
        else:
            return _created(made, left)
    return render_template("consultations/new.html", form=form, faults=faults)


@consultations.get("/staff/consultations/<slug>")
def show(slug: str) -> str:
    consultation = the(slug)
    questionnaire = tidy(draft_of(consultation))
    faults = check(questionnaire)
    return render_template(
        "consultations/show.html",
        consultation=consultation,
        questionnaire=questionnaire,
        faults=[in_words(fault) for fault in faults if fault.severity == "error"],
        warnings=[in_words(fault) for fault in faults if fault.severity != "error"],
        districts=[place.text for place in TRUJILLO if place.id in consultation.districts],
        ages=AGES[consultation.minimum_age],
        may_edit=may(current_user, "edit", consultation),
        lines=helplines(consultation.helplines),
    )


@consultations.route("/staff/consultations/<slug>/helplines", methods=["GET", "POST"])
def edit_helplines(slug: str) -> str | Answer:
    consultation = the(slug)
    guard(current_user, "edit", consultation)
    form = Helplines(data={"lines": [*map(typed, consultation.helplines), {}]})
    if form.validate_on_submit():
        with writing() as session:
            set_helplines(session, current_user.email, the_same(session, slug), form.kept())
        flash(_("The helplines are saved. Residents see them from now on."))
        return redirect(url_for("consultations.show", slug=slug))
    return render_template("consultations/helplines.html", consultation=consultation, form=form)


def _created(made: Consultation, faults: list[Fault]) -> str | Answer:
    """On to the draft, past what its file lost on the way in, if anything."""
    if not faults:
        return redirect(url_for("consultations.show", slug=made.slug))
    return render_template(
        "consultations/created.html",
        consultation=made,
        dropped=[in_words(fault) for fault in faults if fault.severity == "dropped"],
        remarks=[in_words(fault) for fault in faults if fault.severity != "dropped"],
    )


def _create(form: NewConsultation, questionnaire: Questionnaire) -> Consultation:
    """The consultation that the form describes. Raises Refusal."""
    title = Text(
        form.title_es.data or questionnaire.title.es, form.title_en.data or questionnaire.title.en
    )
    plan = Plan(
        questionnaire,
        form.slug.data,
        title,
        form.districts.data,
        minimum_age=form.minimum_age.data if form.minimum_age.data < ADULT else None,
    )
    with writing() as session:
        return create(session, current_user.email, _programme(), plan, _now())


def _chosen(form: NewConsultation) -> tuple[Questionnaire, list[Fault]]:
    """The questionnaire, and what in its file could not be taken as it is. Raises Refusal."""
    if form.source.data != FROM_FILE:
        return shipped()[form.source.data], []
    if not form.file.data:
        raise Refusal(_("Choose the file with the questionnaire."))
    name = form.file.data.filename
    read = read_questionnaire_file(name, form.file.data.read())
    if read.questionnaire is None:
        lines = tuple(in_words(fault) for fault in read.faults)
        raise Refusal(_("“%(file)s” cannot be used as a questionnaire.", file=name), lines)
    return read.questionnaire, read.faults


def _programme() -> int:
    """Where a new consultation belongs: the first programme in which this person may make one."""
    return next(
        membership.programme_id
        for membership in current_user.memberships
        if membership.consultation_id is None and "create" in VERBS[membership.role]
    )


def _now() -> datetime:
    return current_app.config["CLOCK"]()
