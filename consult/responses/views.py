"""The addresses of residents. No cookie, no session, nothing kept of who asked."""

from collections.abc import Mapping, Sequence
from typing import cast

from flask import Blueprint, Response, current_app, jsonify, request
from werkzeug.wrappers import Response as AnyResponse

from consult.consultations.published import find
from consult.db import db
from consult.page import document, messages, review
from consult.page.headers import HEADERS, headers_with
from consult.page.messages import Outcome, Step
from consult.page.negotiation import language_of
from consult.page.published import Published
from consult.page.script import script_of
from consult.questionnaire.answers import Read
from consult.questionnaire.catalogue import sentence
from consult.questionnaire.faults import Fault
from consult.questionnaire.text import Language
from consult.responses.answerable import latest
from consult.responses.body import Body
from consult.responses.letterbox import LETTER, Letter
from consult.responses.submit import Case, Result

responses = Blueprint("responses", __name__)

STATUS: Mapping[str, int] = {
    "stored": 200,
    "review": 200,
    "edit": 200,
    "invalid": 422,
    "conflict": 409,
    "unknown_version": 409,
    "unknown": 404,
    "not_open": 410,
    "closed": 410,
    "in_person": 410,
    "wrong_type": 415,
    "malformed": 400,
    "too_large": 413,
    "retry": 503,
}
_RETRY_SECONDS = 5


@responses.get("/c/<slug>")
def questionnaire(slug: str) -> AnyResponse:
    """The form; the shelf answers before this once it holds it."""
    published = lookup(slug)
    if published is None:
        return _message("unknown" if find(db.session(), slug) is None else "not_open")
    if published.state != "open":
        return _message("closed", published)
    if not published.by_phone:
        return _message("in_person", published)
    return _form(published, _language(), "review")


@responses.post("/c/<slug>")
@responses.post("/c/<slug>/sealed")
def answer(slug: str) -> AnyResponse:  # noqa: ARG001 - the letterbox has read where it fell in
    """One submission that was not stored: every case ends in a page or in one JSON document.

    A sealed one always in JSON: a script sent it.
    """
    letter: Letter = request.environ.get(LETTER) or Letter(Result("unknown"))
    return _json(letter.result) if letter.in_json else _said(letter.result, letter.body)


@responses.get("/c/<slug>/thanks")
def thanks(slug: str) -> AnyResponse:
    published = lookup(slug)
    return _message("stored", published) if published else _message("unknown")


def lookup(slug: str) -> Published | None:
    """The latest version of a consultation as it is now; None where nothing was published."""
    consultation = find(db.session(), slug)
    ring = current_app.extensions["key_ring"]
    return latest(ring, consultation) if consultation else None


def _said(result: Result, body: Body | None = None) -> AnyResponse:
    language = _language(body)
    if result.published and result.read and result.case in ("review", "invalid", "edit"):
        shown = (body and body.switch) or language
        return _again(result.case, result.published, result.read, shown)
    given = result.read.given if result.read else None
    return _message(result.case, result.published, language, given, body.id if body else None)


def _again(case: Case, published: Published, read: Read, language: Language) -> Response:
    """The review page, or the form with every answer kept and each fault beside its question."""
    if case == "review":
        return _page(review.render(published, language, read), case)
    return _form(published, language, case, read.given, read.faults if case == "invalid" else {})


def _json(result: Result) -> AnyResponse:
    message = messages.spoken(cast(Outcome | Step, result.case))
    case = "closed" if result.case == "in_person" else result.case  # phones know that word
    reply: dict[str, object] = {"status": case, "message": message}
    if result.case == "invalid" and result.read:
        faults = result.read.faults.items()
        reply["errors"] = {field: sentence(fault.code, fault.params) for field, fault in faults}
    response = jsonify(reply)
    response.status_code = STATUS[result.case]
    return _retrying(response)


def _message(
    outcome: Case,
    published: Published | None = None,
    language: Language | None = None,
    given: Mapping[str, Sequence[str]] | None = None,
    submission_id: str | None = None,
) -> AnyResponse:
    language = language or _language()
    page = messages.render(
        cast(Outcome, outcome), language, published, given=given, submission_id=submission_id
    )
    return _page(page, outcome)


def _form(
    published: Published,
    language: Language,
    case: Case,
    given: document.Given | None = None,
    faults: Mapping[str, Fault] | None = None,
) -> Response:
    html = document.render(published, language, given=given, faults=faults)
    return _page(html, case, headers_with(script_of(published.questionnaire)))


def _page(html: str, case: str, headers: Mapping[str, str] = HEADERS) -> Response:
    return _retrying(Response(html, STATUS[case], headers))


def _retrying(response: Response) -> Response:
    if response.status_code == STATUS["retry"]:
        response.headers["Retry-After"] = str(_RETRY_SECONDS)
    return response


def _language(body: Body | None = None) -> Language:
    return (body and body.language) or language_of(request.environ)
