"""Pages for facilitators, and the first page of all: what is open to answers."""

from datetime import datetime
from io import BytesIO

import segno
from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_security import current_user
from sqlalchemy import select
from werkzeug.wrappers import Response as Answer

from consult.accounts.may import VERBS, guard, may
from consult.accounts.uploads import take_files_at
from consult.consultations.bringing.bring import keep, read_brought
from consult.consultations.by_slug import the, the_same
from consult.consultations.create import Plan, create, free_slug, neutral_slug
from consult.consultations.forms import AGES, FROM_FILE, Helplines, NewConsultation, typed
from consult.consultations.helplines import set_helplines
from consult.consultations.models import BroughtFile, Consultation
from consult.consultations.publish import in_words, places
from consult.consultations.published import questionnaire_of
from consult.db import db, writing
from consult.page import document
from consult.page.headers import headers_with
from consult.page.published import Published, helplines
from consult.page.script import script_of
from consult.questionnaire.check import check
from consult.questionnaire.document import ADULT, Questionnaire
from consult.questionnaire.faults import Fault
from consult.questionnaire.reading import read_document, with_places
from consult.questionnaire.shipped import TRUJILLO, shipped
from consult.questionnaire.text import Text
from consult.web.locale import language
from consult.web.navigation import Entry, hang_with
from consult.web.refusal import Refusal

consultations = Blueprint("consultations", __name__, template_folder="templates")
TABS = "consultation"
take_files_at(consultations, "new")
hang_with(consultations, Entry("consultations.show", lazy_gettext("Questionnaire"), TABS))


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
            if form.source.data == FROM_FILE:
                return redirect(url_for("bringing.brought", id_=_brought(form).id))
            made = begin(form, shipped()[form.source.data])
        except Refusal as refusal:
            faults = (str(refusal), *refusal.lines)
        else:
            return redirect(url_for("consultations.show", slug=made.slug))
    return render_template("consultations/new.html", form=form, faults=faults)


@consultations.get("/staff/consultations/<slug>")
def show(slug: str) -> str:
    consultation = the(slug)
    questionnaire, faults = questionnaire_and_faults(consultation)
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
        address=_address(consultation),
    )


@consultations.get("/staff/consultations/<slug>/preview")
def preview(slug: str) -> Response:
    consultation = the(slug)
    questionnaire, _faults = questionnaire_and_faults(consultation)
    if questionnaire is None:
        abort(404)
    published = Published(
        slug,
        (consultation.version or 0) + (consultation.draft is not None),
        consultation.state,
        with_places(questionnaire, places(consultation)),
        helplines(consultation.helplines),
        minimum_age=consultation.minimum_age,
    )
    return make_response(
        document.render(published, language()), headers_with(script_of(published.questionnaire))
    )


@consultations.get("/staff/consultations/<slug>/qr.svg")
def qr(slug: str) -> Response:
    drawn = BytesIO()
    code = segno.make(_address(the(slug)), error="m")
    code.save(drawn, kind="svg", scale=8, dark="#1d2433", light="#ffffff")
    response = make_response(drawn.getvalue(), {"Content-Type": "image/svg+xml"})
    if "download" in request.args:
        response.headers["Content-Disposition"] = f'attachment; filename="{slug}.svg"'
    return response


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


def questionnaire_and_faults(
    consultation: Consultation,
) -> tuple[Questionnaire | None, list[Fault]]:
    """The draft with what is wrong or doubtful in it, else the latest version."""
    if consultation.draft is None:
        return questionnaire_of(consultation.versions[-1]), []
    questionnaire, faults = read_document(consultation.draft)
    return questionnaire, faults + (check(questionnaire) if questionnaire else [])


def begin(form: NewConsultation, questionnaire: Questionnaire) -> Consultation:
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


def _address(consultation: Consultation) -> str:
    return f"{request.url_root}c/{consultation.slug}"


def _now() -> datetime:
    return current_app.config["CLOCK"]()
