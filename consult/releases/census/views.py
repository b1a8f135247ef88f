"""The page on which a census is written down, and the file to write it in."""

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    url_for,
)
from flask_babel import gettext as _
from flask_security import current_user
from werkzeug.wrappers import Response as Answer

from consult.accounts.may import guard
from consult.accounts.uploads import take_files_at
from consult.config import LIMA
from consult.consultations.by_slug import the, the_same
from consult.consultations.models import Consultation
from consult.consultations.published import questionnaire_of
from consult.consultations.sharing.shown import shown
from consult.db import db, writing
from consult.releases.census.forms import CensusForm
from consult.releases.census.keep import census_of, keep
from consult.tables.composition import composition
from consult.tables.margins import Asked, Wrong, asked
from consult.tables.margins_csv import write_csv
from consult.tables.weighing import how_weighted
from consult.web.locale import language

census = Blueprint("census", __name__, template_folder="templates")
take_files_at(census, "show")
census.add_app_template_global(composition)  # for composition.html, wherever it is included
census.add_app_template_global(how_weighted)
_HERE = "/staff/consultations/<slug>/census"


@census.route(_HERE, methods=["GET", "POST"])
def show(slug: str) -> str | Answer:
    consultation = _weighable(slug)
    roles, kept = _roles(consultation), census_of(db.session(), consultation)
    form = CensusForm(roles, kept, current_app.config["CLOCK"]().astimezone(LIMA).year)
    wrong: list[Wrong] = []
    if form.validate_on_submit():
        written, wrong = form.judged()
        if not wrong:
            with writing() as session:
                keep(session, current_user.email, the_same(session, slug), written)
            flash(_("The census figures are saved. The next results are weighted by them."))
            return redirect(url_for(".show", slug=slug))
    return render_template(
        "census/show.html",
        consultation=consultation,
        form=form,
        roles=roles,
        kept=kept,
        wrong=wrong,
    )


@census.post(f"{_HERE}/remove")
def remove(slug: str) -> Answer:
    _weighable(slug)
    with writing() as session:
        keep(session, current_user.email, the_same(session, slug), None)
    flash(_("The census figures are gone. The next results are not weighted."))
    return redirect(url_for(".show", slug=slug))


@census.get(f"{_HERE}/census.csv")
def sheet(slug: str) -> Response:
    consultation = _weighable(slug)
    kept = census_of(db.session(), consultation)
    answer = make_response(write_csv(_roles(consultation), kept, language()))
    answer.headers["Content-Type"] = "text/csv; charset=utf-8"
    answer.headers["Content-Disposition"] = f'attachment; filename="{slug}-census.csv"'
    return answer


def _roles(consultation: Consultation) -> tuple[Asked, ...]:
    """What may be counted: in every version that was published, else in the draft."""
    published = [(row.number, questionnaire_of(row)) for row in consultation.versions]
    return asked(published or [(1, shown(consultation))])


def _weighable(slug: str) -> Consultation:
    consultation = the(slug)
    guard(current_user, "weigh", consultation)
    return consultation
