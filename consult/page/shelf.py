"""Open questionnaires, rendered and compressed once and handed out before the application wakes."""

import logging
import re
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from threading import Lock
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import brotli
import zopfli.gzip

from consult.page.document import render
from consult.page.headers import headers_over, headers_with
from consult.page.negotiation import encoding_of, language_of
from consult.page.published import Published
from consult.page.script import script_of
from consult.questionnaire.text import Language

Lookup = Callable[[str], Published | None]

SECONDS_KEPT = 1.5  # a change of state or version has to show within two seconds
_ADDRESS = re.compile(r"/c/([A-Za-z0-9_-]{1,64})")
_log = logging.getLogger(__name__)


class Shelf:
    """WSGI middleware that answers ``GET /c/<slug>`` from memory.

    ``lookup`` gives what is published under a slug; it is asked again once what it said is older
    than SECONDS_KEPT by ``clock``, a monotonic time in seconds. Whatever is no GET or HEAD of an
    open consultation, or is not as expected, is left to ``app``.
    """

    def __init__(
        self, app: WSGIApplication, lookup: Lookup, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._app, self._lookup, self._clock = app, lookup, clock
        self._books: dict[str, _Book] = {}
        self._lock = Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        answer = self._find(environ)
        if answer is None:
            return self._app(environ, start_response)
        start_response("200 OK", answer.headers(environ))
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [answer.body]

    def _find(self, environ: WSGIEnvironment) -> "_Answer | None":
        address = _ADDRESS.fullmatch(environ.get("PATH_INFO", ""))
        if not address or environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return None
        try:
            book = self._book(address[1])
            return book.answer(language_of(environ), encoding_of(environ)) if book else None
        except Exception:
            _log.exception("The shelf could not answer; the application does.")
            return None

    def _book(self, slug: str) -> "_Book | None":
        book = self._fresh(slug)  # without the lock: threads that queue for it slow each other down
        if book:
            return book
        with self._lock:
            return self._fresh(slug) or self._looked_up(slug)

    def _fresh(self, slug: str) -> "_Book | None":
        book = self._books.get(slug)
        return book if book and self._clock() - book.asked_at < SECONDS_KEPT else None

    def _looked_up(self, slug: str) -> "_Book | None":
        now, published = self._clock(), self._lookup(slug)
        if published is None or published.state != "open" or not published.by_phone:
            self._books.pop(slug, None)
            return None
        book = self._books.get(slug)
        if book is None or book.published != published:
            book = self._books[slug] = _Book(published, now)
        book.asked_at = now
        return book


class _Book:
    """A published version in every language and encoding."""

    def __init__(self, published: Published, asked_at: float) -> None:
        self.published, self.asked_at = published, asked_at
        self._headers = headers_with(script_of(published.questionnaire))
        self._bodies: Mapping[Language, Mapping[str, bytes]] = {
            language: _compressed(render(published, language).encode())
            for language in published.questionnaire.languages
        }

    def answer(self, language: Language, encoding: str) -> "_Answer":
        language = self.published.questionnaire.shown_in(language)
        return _Answer(self._bodies[language][encoding], language, encoding, self._headers)


@dataclass(frozen=True, slots=True)
class _Answer:
    body: bytes
    language: Language
    encoding: str
    always: Mapping[str, str]

    def headers(self, environ: WSGIEnvironment) -> list[tuple[str, str]]:
        headers = [
            *headers_over(environ, "text/html", len(self.body), self.always),
            ("Content-Language", self.language),
            ("Vary", "Accept-Encoding, Accept-Language"),
        ]
        if self.encoding != "identity":
            headers.append(("Content-Encoding", self.encoding))
        return headers


def _compressed(body: bytes) -> Mapping[str, bytes]:
    """The body by content coding, the smallest first."""
    return {
        "br": brotli.compress(body, quality=11),
        "gzip": zopfli.gzip.compress(body),
        "identity": body,
    }
