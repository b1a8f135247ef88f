"""Where submissions fall in: read, stored and acknowledged before the application wakes."""

import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from sqlalchemy.exc import SQLAlchemyError
from werkzeug.datastructures import EnvironHeaders
from werkzeug.wsgi import get_input_stream

from consult.keys import KeyMissing
from consult.page.headers import headers_over
from consult.page.negotiation import language_of, wants_json
from consult.questionnaire.text import Language
from consult.responses.body import Body, BrokenBody, read_body
from consult.responses.counters import Counters
from consult.responses.envelope import read_envelope
from consult.responses.submit import Desk, Result

LETTER = "consult.letter"  # where the application finds what fell in
STORED = ("stored", "retried")
_ADDRESS = re.compile(r"(/c/([A-Za-z0-9_-]{1,64}))(/sealed)?")
_SAID = b'{"status":"stored","_id":"%b"}\n'  # a portal that says 200 to anything knows no id
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Letter:
    """A submission as it was read, None where that was not possible, and what became of it.

    ``in_json`` is how that is to be said.
    """

    result: Result
    body: Body | None = None
    in_json: bool = False


# Who seals keeps no more of the id than this to know the reply by, nor is more told: with the whole
# id somebody who copied the letter from a phone could try which answers were in it.
MARK = 6  # characters


class Letterbox:
    """WSGI middleware that takes ``POST /c/<slug>``, and ``/c/<slug>/sealed``.

    One that is stored is acknowledged here. Whatever else became of it is left to ``app`` to say,
    with the Letter in the environment.
    """

    def __init__(self, app: WSGIApplication, desk: Desk, counters: Counters) -> None:
        self._app, self._desk, self._counters = app, desk, counters

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        address = _ADDRESS.fullmatch(environ.get("PATH_INFO", ""))
        if not address or environ["REQUEST_METHOD"] != "POST":
            return self._app(environ, start_response)
        sealed = bool(address[3])
        result, body = self._taken(address[2], environ, sealed=sealed)
        in_json = sealed or wants_json(environ)
        self._counters.count(result.case)
        if result.case not in STORED:
            environ[LETTER] = Letter(result, body, in_json)
            return self._app(environ, start_response)
        assert body
        assert body.id
        if in_json:
            said = _SAID % (body.id[:MARK] if sealed else body.id).encode()
            start_response("200 OK", headers_over(environ, "application/json", len(said)))
            return [said]
        thanks = ("Location", _thanks(address[1], body.language, environ))
        start_response("303 See Other", [*headers_over(environ, "text/html", 0), thanks])
        return []

    def _taken(
        self, slug: str, environ: WSGIEnvironment, *, sealed: bool
    ) -> tuple[Result, Body | None]:
        try:
            read = self._read(slug, environ, sealed=sealed)
            if isinstance(read, Result):
                return read, None
            return self._desk.submit(slug, read, was_kept=sealed), read
        except BrokenBody as broken:
            return self._desk.refuse(slug, broken.reason), None
        except (SQLAlchemyError, OSError, KeyMissing) as away:
            _log.error("No submission can be read: %s", type(away).__name__)
            return Result("retry"), None

    def _read(self, slug: str, environ: WSGIEnvironment, *, sealed: bool) -> Body | Result:
        stream, headers = get_input_stream(environ), EnvironHeaders(environ)
        if sealed:
            return self._desk.open(slug, read_envelope(stream, headers))
        return read_body(stream, headers)


def _thanks(address: str, language: Language | None, environ: WSGIEnvironment) -> str:
    """Where it says thank you, in the language of the answers whatever the browser prefers."""
    told = f"?lang={language}" if language not in (None, language_of(environ)) else ""
    return f"{address}/thanks{told}"
