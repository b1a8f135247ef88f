"""Pages for facilitators, and the first page of all: what is open to answers."""

from datetime import date, datetime

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_security import current_user
from sqlalchemy import select
from werkzeug.wrappers import Response as Answer

from consult.accounts.may import VERBS, guard, may
from consult.accounts.uploads import take_files_at
from consult.config import LIMA
from consult.consultations.bringing.bring import keep, read_brought
from consult.consultations.builder.drafting import draft_of
from consult.consultations.by_slug import the
from consult.consultations.create import Plan, create, free_slug, neutral_slug
from consult.consultations.first_hour import Card, first_hour
from consult.consultations.forms import AGES, FROM_FILE, NewConsultation
from consult.consultations.models import BroughtFile, Consultation
from consult.db import db, writing
from consult.questionnaire.check import check
from consult.questionnaire.districts import as_options
from consult.questionnaire.document import Questionnaire
from consult.questionnaire.editing import tidy
from consult.questionnaire.shipped import TRUJILLO, shipped
from consult.questionnaire.text import Text
from consult.web.navigation import Entry, hang_with
from consult.web.refusal import Refusal

consultations = Blueprint("consultations", __name__, template_folder="templates")
TABS = "consultation"
take_files_at(consultations, "new")
hang_with(
    consultations,
    Entry("consultations.show", lazy_gettext("Overview"), TABS, also=("builder", "review")),
)


@consultations.get("/")
def first_page() -> str:
    open_now = select(Consultation).filter_by(state="open").order_by(Consultation.opened_at)
    rows = [row for row in db.session.scalars(open_now) if "phone" in row.channels]
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
    looks = request.method == "POST" and form.districts.looks(request.form)
    if not looks and form.validate_on_submit():
        try:
            if form.source.data == FROM_FILE:
                return redirect(url_for("bringing.brought", id_=_brought(form).id))
            made = begin(form, shipped()[form.source.data])
        except Refusal as refusal:
            faults = (str(refusal), *refusal.lines)
        else:
            return redirect(url_for("consultations.show", slug=made.slug))
    return render_template(
        "consultations/new.html",
        form=form,
        faults=faults,
        cards={name: Card.of(name) for name in shipped()},
    )


@consultations.get("/staff/consultations/<slug>")
def show(slug: str) -> str:
    consultation = the(slug)
    questionnaire = tidy(draft_of(consultation))
    faults = check(questionnaire)
    may_edit = may(current_user, "edit", consultation)
    return render_template(
        "consultations/show.html",
        consultation=consultation,
        questionnaire=questionnaire,
        steps=first_hour(consultation, questionnaire, faults, _today(), may_edit=may_edit),
        districts=[place.text for place in as_options(consultation.districts)],
        ages=AGES[consultation.minimum_age],
    )


def begin(form: NewConsultation, questionnaire: Questionnaire) -> Consultation:
    """The consultation that the form describes. Raises Refusal.

    A title in Spanish alone stands in English too: that of the questionnaire names another one.
    """
    own, es, en = questionnaire.title, form.title_es.data, form.title_en.data
    title = Text(es or own.es, en or es or own.en)
    plan = Plan(questionnaire, form.slug.data, title, form.districts.data)
    with writing() as session:
        return create(session, current_user.email, _programme(), plan, _now())


def _brought(form: NewConsultation) -> BroughtFile:
    """The file that a form brings, kept with what else the form says. Raises Refusal."""
    if not form.file.data:
        raise Refusal(_("Choose the file with the questionnaire."))
    name = form.file.data.filename
    free_slug(db.session(), form.slug.data)
    read = read_brought(name, form.file.data.read(), form.language.data or None)
    wishes = {field: values for field, values in request.form.lists() if field != "csrf_token"}
    with writing() as session:
        return keep(session, current_user.email, name, read, wishes, _now())


def _programme() -> int:
    """Where a new consultation belongs: the first programme in which this person may make one."""
    return next(
        membership.programme_id
        for membership in current_user.memberships
        if membership.consultation_id is None and "create" in VERBS[membership.role]
    )


def _today() -> date:
    return _now().astimezone(LIMA).date()


def _now() -> datetime:
    return current_app.config["CLOCK"]()
