"""Pages for taking a consultation into the street, and the sheets to print."""

from io import BytesIO
from typing import Literal

import segno
from flask import Blueprint, Response, render_template, request
from flask_babel import lazy_gettext
from flask_security import current_user

from consult.accounts.may import may
from consult.accounts.models import Programme
from consult.consultations.by_slug import the
from consult.consultations.models import Consultation
from consult.consultations.sharing.message import messages
from consult.consultations.sharing.missing import missing
from consult.consultations.sharing.paper import pages
from consult.consultations.sharing.poster import Poster
from consult.consultations.sharing.shown import shown
from consult.consultations.sharing.words import both
from consult.consultations.views import TABS
from consult.db import db
from consult.page.published import helplines
from consult.page.words import N_, OWN_NAMES
from consult.questionnaire.text import Language
from consult.web.navigation import Entry, hang_with

SHARED = "shared"  # the bar on which later rooms hang other ways to be answered
Picture = Literal["svg", "png"]
_DARK, _LIGHT = "#1d2433", "#ffffff"
_SCALE = {"svg": 8, "png": 24}  # pixels of each of its squares

sharing = Blueprint(
    "sharing",
    __name__,
    template_folder="templates",
    static_folder="static",
    static_url_path="/static/sharing",
)
hang_with(sharing, Entry("sharing.show", lazy_gettext("Share"), TABS))


@sharing.get("/staff/consultations/<slug>/share")
def show(slug: str) -> str:
    consultation = the(slug)
    languages = shown(consultation).languages
    return render_template(
        "sharing/show.html",
        consultation=consultation,
        address=_address(consultation),
        missing=missing(consultation, _address(consultation)),
        messages=messages(_address(consultation), languages),
        languages=languages,
        own_names=OWN_NAMES,
        may_ask=may(current_user, "ask", consultation),
    )


@sharing.get("/staff/consultations/<slug>/share/qr.<any(svg, png):kind>")
def qr(slug: str, kind: Picture) -> Response:
    drawn = BytesIO()
    code = segno.make(_address(the(slug)), error="m", micro=False)
    code.save(drawn, kind=kind, scale=_SCALE[kind], dark=_DARK, light=_LIGHT)
    types = {"svg": "image/svg+xml", "png": "image/png"}
    response = Response(drawn.getvalue(), mimetype=types[kind])
    if "download" in request.args:
        response.headers["Content-Disposition"] = f'attachment; filename="{slug}.{kind}"'
    return response


@sharing.get("/staff/consultations/<slug>/share/poster")
def poster(slug: str) -> str:
    consultation = the(slug)
    programme = db.session.get_one(Programme, consultation.programme_id)
    return render_template(
        "sharing/poster.html",
        consultation=consultation,
        poster=Poster.of(consultation, programme, neutral="neutral" in request.args),
        **_sheet(consultation),
    )


@sharing.get("/staff/consultations/<slug>/share/cards")
def cards(slug: str) -> str:
    consultation = the(slug)
    return render_template("sharing/cards.html", consultation=consultation, **_sheet(consultation))


@sharing.get("/staff/consultations/<slug>/share/paper")
def paper(slug: str) -> str:
    consultation = the(slug)
    questionnaire = shown(consultation)
    languages = _asked(questionnaire.languages)
    return render_template(
        "sharing/paper.html",
        consultation=consultation,
        questionnaire=questionnaire,
        sections=pages(questionnaire, languages),
        lines=helplines(consultation.helplines),
        **_sheet(consultation, languages),
    )


def _asked(languages: tuple[Language, ...]) -> tuple[Language, ...]:
    """Those that a form is printed in: ``?in=es``, ``?in=en``, else all."""
    asked = request.args.get("in")
    return tuple(one for one in languages if one == asked) or languages


def _sheet(
    consultation: Consultation, languages: tuple[Language, ...] | None = None
) -> dict[str, object]:
    address, offered = _address(consultation), shown(consultation).languages
    return {
        "languages": languages or offered,
        "offered": offered,
        "own_names": OWN_NAMES,
        "address": address,
        "typed": address.partition("://")[2],  # a browser finds out the rest
        "both": both,
        "N_": N_,
    }


def _address(consultation: Consultation) -> str:
    return f"{request.url_root}c/{consultation.slug}"
