"""Files for whoever downloads them, and the whole release as a pack to print."""

from flask import Blueprint, Response, abort, render_template
from markupsafe import Markup

from consult.consultations.by_slug import the
from consult.consultations.models import Consultation
from consult.consultations.published import find
from consult.db import db
from consult.questionnaire.text import Language
from consult.releases.downloads.keep import file_of
from consult.releases.downloads.pack import foot, pages
from consult.releases.files import FILES
from consult.releases.models import StoredRelease
from consult.releases.opened import ready
from consult.tables.charts import chart
from consult.tables.release import EVERYBODY
from consult.web.locale import language

downloads = Blueprint(
    "downloads",
    __name__,
    template_folder="templates",
    static_folder="static",
    static_url_path="/static/downloads",
)
_NUMBER, _FILE = "<int(max=999999):number>", "files/<any(es, en):written>/<name>"
_OF = f"/staff/consultations/<slug>/releases/{_NUMBER}"


@downloads.get(f"{_OF}/{_FILE}")
def file(slug: str, number: int, written: Language, name: str) -> Response:
    return _sent(the(slug), number, written, name)


@downloads.get(f"/c/<slug>/results/{_NUMBER}/{_FILE}")
def public_file(slug: str, number: int, written: Language, name: str) -> Response:
    """The tables are everybody's: their files too."""
    consultation = find(db.session(), slug)
    if consultation is None or consultation.state == "draft":
        abort(404)
    return _sent(consultation, number, written, name)


@downloads.get(f"{_OF}/pack")
def pack(slug: str, number: int) -> str:
    consultation = the(slug)
    release = ready(db.session(), consultation, number)
    drawings = {
        one.id: Markup(chart(release, one.id, EVERYBODY, language()))  # noqa: S704  # ours; its words are escaped there
        for one in release.questions
    }
    return render_template(
        "downloads/pack.html",
        consultation=consultation,
        release=release,
        drawings=drawings,
        **pages(release),
    )


@downloads.get(f"{_OF}/pack.css")
def pack_foot(slug: str, number: int) -> Response:
    """The foot of each page: what a style sheet alone can put there."""
    release = ready(db.session(), the(slug), number)
    return Response(foot(release, language()), mimetype="text/css")


def _sent(consultation: Consultation, number: int, written: Language, name: str) -> Response:
    session = db.session()
    same = {"consultation_id": consultation.id, "number": number, "state": "ready"}
    stored = session.query(StoredRelease).filter_by(**same).one_or_none()
    if stored is None or name not in FILES:
        abort(404)
    slug, file = consultation.slug, FILES[name]
    response = Response(file_of(session, stored, name, written))
    response.headers["Content-Type"] = file.media_type
    stem, _dot, ending = name.partition(".")
    called = name if file.in_both else f"{stem}-{written}.{ending}"
    response.headers["Content-Disposition"] = f'attachment; filename="{slug}-{number}-{called}"'
    return response
