"""Pages for staff while answers come in: which consultations there are, opening, closing."""

from datetime import datetime

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_security import current_user
from sqlalchemy import select
from werkzeug.wrappers import Response as Answer

from consult.accounts.may import guard, may
from consult.config import LIMA
from consult.consultations.by_slug import the, the_same
from consult.consultations.models import Consultation
from consult.consultations.settings.forms import CHANNEL_NAMES
from consult.consultations.views import TABS
from consult.db import db, writing
from consult.questionnaire.districts import as_options
from consult.responses.closing import close_to_answers, open_to_answers
from consult.responses.mixing import make_first_keys, mix_all
from consult.responses.progress import Progress, answers_so_far, progress_of
from consult.web.locale import number, said
from consult.web.navigation import Entry, hang_with
from consult.web.refusal import Refusal

fieldwork = Blueprint("fieldwork", __name__, template_folder="templates", url_prefix="/staff")
hang_with(
    fieldwork,
    Entry(
        "fieldwork.overview",
        lazy_gettext("Consultations"),
        also=(
            *("consultations", "bringing", "builder", "review", "settings", "people"),
            *("sharing", "field", "keying"),
        ),
    ),
)
hang_with(
    fieldwork, Entry("fieldwork.show", lazy_gettext("Answers"), TABS, also=("field", "keying"))
)


@fieldwork.get("/")
def overview() -> str:
    every = db.session.scalars(select(Consultation).order_by(Consultation.id.desc()))
    rows = [row for row in every if may(current_user, "see", row)]
    return render_template(
        "fieldwork/overview.html",
        rows=rows,
        answers={row.id: answers_so_far(db.session(), row) for row in rows},
        districts={row.id: as_options(row.districts) for row in rows},
        may_create=may(current_user, "create", None),
    )


@fieldwork.get("/consultations/<slug>/answers")
def show(slug: str) -> str:
    consultation = the(slug)
    progress = progress_of(db.session(), consultation)
    return render_template(
        "fieldwork/show.html",
        consultation=consultation,
        progress=progress,
        next=_next(consultation, progress),
        days_left=_days_left(consultation),
        way_names=CHANNEL_NAMES,
        may_edit=may(current_user, "edit", consultation),
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


def _next(consultation: Consultation, progress: Progress) -> str:
    """What to do next, in words; empty where that is nothing, or nobody can say."""
    district = progress.next
    if consultation.state != "open" or not consultation.targets or not progress.districts:
        return ""
    if district is None:
        return _("Every district has reached what is hoped for.")
    ways = {
        "phone": _("share the link there"),
        "assisted": _("go there with a tablet"),
        "paper": _("take paper forms there"),
    }
    *others, last = (ways[name] for name in consultation.channels)
    return _(
        "%(district)s: %(answers)s of %(target)s. Next: %(ways)s.",
        district=said(district.name),
        answers=number(district.answers) if district.answers else _("fewer than 10"),
        target=number(district.target),
        ways=_(" or ").join(filter(None, (", ".join(others), last))),
    )


def _days_left(consultation: Consultation) -> int | None:
    """Days that are left with today; None where no last day is set."""
    if consultation.state != "open" or not consultation.closes_on:
        return None
    return max(0, (consultation.closes_on - _now().astimezone(LIMA).date()).days + 1)


def _refused(refusal: Refusal, slug: str) -> Answer:
    """Back with a sentence, or to the page that names each fault of the questionnaire."""
    if refusal.lines:
        return redirect(url_for("review.show", slug=slug))
    flash(str(refusal), "error")
    return redirect(url_for("fieldwork.show", slug=slug))


def _now() -> datetime:
    return current_app.config["CLOCK"]()
