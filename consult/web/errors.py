"""Pages that say what happened, whether anything was lost, and what to do."""

from dataclasses import dataclass

from flask import Flask, Response, current_app, jsonify, make_response, request
from flask_babel import LazyString
from flask_babel import lazy_gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError

from consult.web.locale import STAFF


@dataclass(frozen=True, slots=True)
class Explanation:
    """A title, what happened and whether anything was lost, and what to do now."""

    title: LazyString
    happened: LazyString
    do: LazyString


_OURS = Explanation(
    _("Something went wrong here"),
    _("The fault is ours, not yours. What was saved before is safe; this last step was not saved."),
    _("Wait a moment and try again. If it keeps happening, tell whoever runs this site."),
)
_UNREADABLE = Explanation(
    _("This request could not be read"),
    _("It arrived incomplete or damaged. Nothing was saved or changed."),
    _("Go back, reload the page and try again."),
)
_EXPLANATIONS = {
    400: _UNREADABLE,
    403: Explanation(
        _("Your roles do not include this"),
        _("You are signed in, but this step belongs to another role. Nothing was changed."),
        _("Ask whoever gave you your account if you need it."),
    ),
    404: Explanation(
        _("This page does not exist"),
        _("The address may be incomplete, or the page is no longer here. Nothing was lost."),
        _("Check the address, or begin again from the first page."),
    ),
    405: Explanation(
        _("This address does not take that"),
        _("The page was asked for in a way it does not allow. Nothing was saved or changed."),
        _("Go back and use the buttons of the page."),
    ),
    413: Explanation(
        _("This is too large"),
        _("What was sent is larger than this site takes. Nothing was saved."),
        _("Send a smaller file or a shorter text."),
    ),
    429: Explanation(
        _("Too many attempts"),
        _("There were too many attempts in a row. Nothing was changed."),
        _("Wait a minute and try again."),
    ),
    500: _OURS,
    503: Explanation(
        _("This cannot be done right now"),
        _("The site is busy or being restored. This last step was not saved."),
        _("Wait a moment and try again."),
    ),
}
_EXPIRED = Explanation(
    _("This page had been open for too long"),
    _("For your safety the form could no longer be accepted. What you had typed was not saved."),
    _("Go back, reload the page and send it again."),
)


def init_errors(app: Flask) -> None:
    app.register_error_handler(HTTPException, _answer)


def _answer(error: HTTPException) -> Response | HTTPException:
    """Flask calls this for every refusal, and for every fault wrapped as a 500."""
    if error.code is None or error.code < 400:  # redirects
        return error
    response = _json(error) if _wants_json() else _page(error)
    for name, value in error.get_headers():
        if name not in ("Content-Type", "Content-Length"):
            response.headers[name] = value
    return response


def explain(error: HTTPException) -> Explanation:
    """The words for an error; one without words of its own shares those of its kind."""
    if isinstance(error, CSRFError):
        return _EXPIRED
    code = error.code or InternalServerError.code
    return _EXPLANATIONS.get(code) or (_UNREADABLE if code < 500 else _OURS)


def _json(error: HTTPException) -> Response:
    explanation = explain(error)
    message = f"{explanation.title}. {explanation.happened}"
    return make_response(
        jsonify(status=error.name.lower().replace(" ", "_"), message=message), error.code
    )


def _page(error: HTTPException) -> Response:
    """Rendered without asking who is reading: the database may be what failed."""
    template = current_app.jinja_env.get_template("web/error.html")
    home = STAFF if request.path.startswith(STAFF) else "/"
    return make_response(template.render(explanation=explain(error), home=home), error.code)


def _wants_json() -> bool:
    best = request.accept_mimetypes.best_match(
        ("text/html", "application/json"), default="text/html"
    )
    return best == "application/json"
