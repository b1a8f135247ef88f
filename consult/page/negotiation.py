"""Which language and which content coding an answer goes out in, before the application wakes."""

from urllib.parse import parse_qs
from wsgiref.types import WSGIEnvironment

from werkzeug.datastructures import Accept, LanguageAccept, MIMEAccept
from werkzeug.http import parse_accept_header

from consult.questionnaire.text import LANGUAGES, Language

_JSON = "application/json"


def language_of(environ: WSGIEnvironment) -> Language:
    """The language that the address asks for, else the one that the browser does, else Spanish."""
    asked = parse_qs(environ.get("QUERY_STRING", "")).get("lang", [""])[0]
    accepted = parse_accept_header(environ.get("HTTP_ACCEPT_LANGUAGE", ""), LanguageAccept)
    best = asked if asked in LANGUAGES else accepted.best_match(LANGUAGES, default="es")
    return "en" if best == "en" else "es"


def encoding_of(environ: WSGIEnvironment) -> str:
    """The smallest content coding that is accepted."""
    accepted = parse_accept_header(environ.get("HTTP_ACCEPT_ENCODING", ""), Accept)
    return next((coding for coding in ("br", "gzip") if accepted.quality(coding) > 0), "identity")


def wants_json(environ: WSGIEnvironment) -> bool:
    """Whether JSON is asked for by its name, and no less than a page is."""
    if _JSON not in (header := environ.get("HTTP_ACCEPT", "")):
        return False
    accepted = parse_accept_header(header, MIMEAccept)
    return accepted[_JSON] >= accepted["text/html"]
