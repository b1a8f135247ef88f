"""What stands around a table: for staff the list of questions, for everybody the whole release."""

from flask import abort, request

from consult.consultations.models import Consultation
from consult.db import db
from consult.releases.findings.keep import findings_of
from consult.releases.models import StoredRelease
from consult.releases.opened import editions, opened
from consult.releases.outline import neighbours, sections
from consult.releases.pages import drawn, shown, standing, who_answered
from consult.tables.release import EVERYBODY, Release
from consult.web.locale import language


def for_staff(consultation: Consultation, release: Release) -> dict[str, object]:
    """What every page of a release for staff shows beside its own."""
    return {
        "consultation": consultation,
        "release": release,
        "sections": sections(release, language()),
        "editions": editions(db.session(), consultation),
        "standing": standing(release, release.deviation),
    }


def for_all(consultation: Consultation, row: StoredRelease) -> dict[str, object]:
    """The one page with everything, for everybody."""
    assert row.body is not None  # it is ready
    release = opened(row.body)
    return {
        "consultation": consultation,
        "release": release,
        "editions": editions(db.session(), consultation),
        "findings": findings_of(db.session(), row),
        "sections": sections(release, language()),
        "roles": who_answered(release),
        "everybody": {one.id: shown(release, one.id) for one in release.questions if not one.role},
        "standing": standing(release, release.largest_deviation),
    }


def of_question(release: Release, name: str) -> dict[str, object]:
    """A question by the breakdown that the address asks for; 404 where it is not printed."""
    try:
        one = shown(release, name, request.args.get("by", EVERYBODY))
    except KeyError:
        abort(404)
    return {
        "release": release,
        "shown": one,
        "chart": drawn(release, one, language()),
        "neighbours": neighbours(release, name),
        "standing": standing(release, one.table.question.deviation),
    }
