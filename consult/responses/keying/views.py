"""Pages for whoever keys in paper forms, by keyboard alone."""

import secrets
from collections.abc import Mapping

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask_babel import lazy_gettext
from flask_security import current_user
from werkzeug.wrappers import Response as Answer

from consult.accounts.may import guard
from consult.consultations.by_slug import the
from consult.consultations.models import Consultation, Version
from consult.consultations.published import questionnaire_of
from consult.consultations.sharing.views import SHARED
from consult.page.review import ID_BYTES
from consult.page.script import following_rules
from consult.questionnaire.faults import Fault
from consult.responses.keying.forms import KeyedPaper
from consult.responses.keying.key_in import entries, key_in
from consult.responses.keying.lines import owners, rule, sections
from consult.responses.keying.outcomes import Outcome, said, what_is_wrong
from consult.web.navigation import Entry, hang_with

keying = Blueprint(
    "keying",
    __name__,
    template_folder="templates",
    static_folder="static",
    static_url_path="/static/keying",
)
hang_with(
    keying,
    Entry(
        "keying.show",
        lazy_gettext("Key in paper forms"),
        SHARED,
        about=lazy_gettext("For what comes back on paper: fast, by keyboard alone."),
    ),
)


@keying.get("/staff/consultations/<slug>/keying")
def show(slug: str) -> str:
    consultation = _keyed(slug)
    if not _takes_paper(consultation):
        return render_template("keying/not_now.html", consultation=consultation)
    version = _version(consultation, request.args.get("version", type=int))
    form = KeyedPaper(
        id=secrets.token_urlsafe(ID_BYTES),
        version=version.number,
        sitting=request.args.get("sitting", 0, type=int),
    )
    return _page(consultation, version, form)


@keying.post("/staff/consultations/<slug>/keying")
def store(slug: str) -> str | Answer:
    """One form: stored, or shown again with all that was keyed."""
    consultation, form = _keyed(slug), KeyedPaper()
    if not _takes_paper(consultation) or not form.validate():
        abort(400)
    version = _version(consultation, form.version.data)
    typed = entries(questionnaire_of(version), request.form)
    case, faults = key_in(current_user.email, slug, version, form, typed)
    if case in ("stored", "retried"):
        sitting = form.sitting.data + 1
        return redirect(url_for(".show", slug=slug, version=version.number, sitting=sitting))
    if case == "conflict":  # another paper has this id
        form.id.data = secrets.token_urlsafe(ID_BYTES)
    return _page(consultation, version, form, typed, faults, case)


@keying.get("/staff/keying.js")
def script() -> Response:
    source = keying.open_resource("static/keying.js", "r", encoding="utf-8")
    with source:
        return Response(following_rules(source.read()), mimetype="text/javascript")


def _keyed(slug: str) -> Consultation:
    """The consultation, for whoever may note what people answer."""
    consultation = the(slug)
    guard(current_user, "ask", consultation)
    return consultation


def _takes_paper(consultation: Consultation) -> bool:
    return consultation.state != "draft" and "paper" in consultation.channels


def _version(consultation: Consultation, number: int | None) -> Version:
    """The version that stands on the paper: its codes are those of its own options."""
    if number is None:
        return consultation.versions[-1]
    return next((v for v in consultation.versions if v.number == number), None) or abort(404)


def _page(
    consultation: Consultation,
    version: Version,
    form: KeyedPaper,
    typed: Mapping[str, str] | None = None,
    faults: Mapping[str, Fault] | None = None,
    case: Outcome | None = None,
) -> str:
    questionnaire = questionnaire_of(version)
    return render_template(
        "keying/show.html",
        consultation=consultation,
        form=form,
        sections=list(sections(questionnaire)),
        owners=owners(questionnaire),
        rule=rule,
        typed=typed or {},
        faults=what_is_wrong(questionnaire, faults or {}),
        case=case,
        message=said(case) if case else "",
    )
