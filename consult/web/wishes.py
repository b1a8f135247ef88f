"""What a browser would like best: its languages, types and codings, as long as it says so briefly.

Reading a wish takes time with its length, and 32 kB of it hold up whoever answers meanwhile.
"""

from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

LONGEST = 1024  # characters; browsers say at most some 300
_WISHES = ("HTTP_ACCEPT", "HTTP_ACCEPT_LANGUAGE", "HTTP_ACCEPT_ENCODING", "HTTP_ACCEPT_CHARSET")


class BriefWishes:
    """WSGI middleware that takes a wish longer than LONGEST away, as if none had been sent."""

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        for name in _WISHES:
            if len(environ.get(name, "")) > LONGEST:
                del environ[name]
        return self._app(environ, start_response)
