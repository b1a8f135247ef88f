"""A questionnaire as a file, in and out.

On its page somebody reads what became of a file, and says whether it becomes a draft.
"""

import json
from datetime import datetime

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from flask_security import current_user
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as Answer

from consult.accounts.may import guard
from consult.consultations.bringing.bring import KEPT, put_aside
from consult.consultations.bringing.report import by_reason
from consult.consultations.builder.drafting import draft_of
from consult.consultations.by_slug import the
from consult.consultations.forms import NewConsultation
from consult.consultations.models import BroughtFile, Consultation
from consult.consultations.publish import places
from consult.consultations.views import begin
from consult.db import db, writing
from consult.questionnaire.document import Questionnaire
from consult.questionnaire.faults import fault_from_json
from consult.questionnaire.reading import read_document, with_places, write_document
from consult.questionnaire.xlsform import write_xlsform
from consult.web.refusal import Refusal

_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
bringing = Blueprint("bringing", __name__, template_folder="templates")


@bringing.route("/staff/consultations/brought/<id_>", methods=["GET", "POST"])
def brought(id_: str) -> str | Answer:
    guard(current_user, "create")
    file = _the(id_)
    form = FlaskForm()
    refused: tuple[str, ...] = ()
    if form.validate_on_submit():
        try:
            slug = None if "cancel" in request.form else _draft(file).slug
        except Refusal as refusal:
            refused = (str(refusal), *refusal.lines)
        else:
            with writing() as session:
                put_aside(session, current_user.email, id_)
            if slug is None:
                return redirect(url_for("consultations.new"))
            return redirect(url_for("consultations.show", slug=slug))
    return render_template("bringing/brought.html", form=form, refused=refused, **_told(file))


@bringing.get("/staff/consultations/<slug>/questionnaire.<any(xlsx, json):format_>")
def download(slug: str, format_: str) -> Response:
    consultation = the(slug)
    questionnaire = with_places(draft_of(consultation), places(consultation))
    if format_ == "xlsx":
        answer = make_response(write_xlsform(questionnaire), {"Content-Type": _EXCEL})
    else:
        document = json.dumps(write_document(questionnaire), ensure_ascii=False, indent=2)
        answer = make_response(document, {"Content-Type": "application/json"})
    answer.headers["Content-Disposition"] = f'attachment; filename="{slug}.{format_}"'
    return answer


def _the(id_: str) -> BroughtFile:
    """A file of the person who asks, of today; else 404."""
    file = db.session.get(BroughtFile, id_) if id_.isalnum() else None
    if file is None or file.by != current_user.email or file.at < _now() - KEPT:
        abort(404)
    return file


def _draft(file: BroughtFile) -> Consultation:
    """The draft that the file becomes, as its form asked. Raises Refusal."""
    asked = MultiDict((name, value) for name, values in file.wishes.items() for value in values)
    form = NewConsultation(asked, meta={"csrf": False})
    if not form.validate():
        lines = tuple(str(fault) for faults in form.errors.values() for fault in faults)
        raise Refusal(
            _("The form is not filled any more as it must be. Bring the file again."), lines
        )
    return begin(form, _questionnaire(file))


def _told(file: BroughtFile) -> dict[str, object]:
    faults = [fault_from_json(fault) for fault in file.faults]
    return {
        "file": file,
        "questionnaire": _questionnaire(file),
        "left": by_reason(fault for fault in faults if fault.severity == "dropped"),
        "changed": by_reason(fault for fault in faults if fault.severity != "dropped"),
    }


def _questionnaire(file: BroughtFile) -> Questionnaire:
    questionnaire, _faults = read_document(file.document)
    if questionnaire is None:  # kept by an earlier release whose rules were others
        abort(404)
    return questionnaire


def _now() -> datetime:
    now: datetime = current_app.config["CLOCK"]()
    return now
