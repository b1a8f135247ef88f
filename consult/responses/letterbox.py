"""Where submissions fall in: read, stored and acknowledged before the application wakes."""

import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from sqlalchemy.exc import SQLAlchemyError
from werkzeug.datastructures import EnvironHeaders
from werkzeug.wsgi import get_input_stream

from consult.page.headers import headers_over
from consult.page.negotiation import language_of, wants_json
from consult.responses.body import Body, BrokenBody, read_body
from consult.responses.counters import Counters
from consult.responses.submit import Desk, Result

LETTER = "consult.letter"  # where the application finds what fell in
STORED = ("stored", "retried")
_ADDRESS = re.compile(r"/c/([A-Za-z0-9_-]{1,64})")
_SAID = b'{"status":"stored"}\n'
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Letter:
    """A submission as it was read, None where that was not possible, and what became of it."""

    result: Result
    body: Body | None = None


class Letterbox:
    """WSGI middleware that takes ``POST /c/<slug>``.

    One that is stored is acknowledged here. Whatever else became of it is left to ``app`` to say,
    with the Letter in the environment.
    """

    def __init__(self, app: WSGIApplication, desk: Desk, counters: Counters) -> None:
        self._app, self._desk, self._counters = app, desk, counters

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        address = _ADDRESS.fullmatch(environ.get("PATH_INFO", ""))
        if not address or environ["REQUEST_METHOD"] != "POST":
            return self._app(environ, start_response)
        letter = self._opened(address[1], environ)
        self._counters.count(letter.result.case)
        if letter.result.case not in STORED:
            environ[LETTER] = letter
            return self._app(environ, start_response)
        if wants_json(environ):
            start_response("200 OK", headers_over(environ, "application/json", len(_SAID)))
            return [_SAID]
        thanks = ("Location", _thanks(address[0], letter.body, environ))
        start_response("303 See Other", [*headers_over(environ, "text/html", 0), thanks])
        return []

    def _opened(self, slug: str, environ: WSGIEnvironment) -> Letter:
        try:
            body = read_body(get_input_stream(environ), EnvironHeaders(environ))
            return Letter(self._desk.submit(slug, body), body)
        except BrokenBody as broken:
            return Letter(self._desk.refuse(slug, broken.reason))
        except SQLAlchemyError as away:
            _log.error("No submission can be read: %s", type(away).__name__)
            return Letter(Result("retry"))


def _thanks(address: str, body: Body | None, environ: WSGIEnvironment) -> str:
    """Where it says thank you, in the language of the answers whatever the browser prefers."""
    language = body.language if body else None
    told = f"?lang={language}" if language not in (None, language_of(environ)) else ""
    return f"{address}/thanks{told}"
