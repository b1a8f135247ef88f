"""Which language and which content coding an answer goes out in, before the application wakes."""

from urllib.parse import parse_qs
from wsgiref.types import WSGIEnvironment

from werkzeug.datastructures import Accept, LanguageAccept, MIMEAccept
from werkzeug.http import parse_accept_header

from consult.questionnaire.text import LANGUAGES, Language

_JSON = "application/json"


def language_of(environ: WSGIEnvironment) -> Language:
    """The language that the address asks for, else the one that the browser does, else Spanish."""
    if query := environ.get("QUERY_STRING"):
        asked = parse_qs(query).get("lang", [""])[0]
        if asked in LANGUAGES:
            return "en" if asked == "en" else "es"
    header = environ.get("HTTP_ACCEPT_LANGUAGE", "")
    return _ORDINARY.get(header) or _preferred(header)


def _preferred(header: str) -> Language:
    accepted = parse_accept_header(header, LanguageAccept)
    return "en" if accepted.best_match(LANGUAGES, default="es") == "en" else "es"


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


# What phones in Peru say, told without a look at each part. Nothing of anybody is remembered here.
_ORDINARY = {
    header: _preferred(header)
    for header in (
        "",
        "es",
        "es-PE",
        "es-PE,es;q=0.9",
        "es-PE,es;q=0.9,en;q=0.8",
        "es-PE,es-419;q=0.9,es;q=0.8",
        "es-PE,es-419;q=0.9,es;q=0.8,en;q=0.7",
        "es-419,es;q=0.9",
        "es-419,es;q=0.9,en;q=0.8",
        "es-US,es;q=0.9",
        "es-ES,es;q=0.9",
        "es-ES,es;q=0.9,en;q=0.8",
        "en-US,en;q=0.9",
        "en-US,en;q=0.9,es;q=0.8",
    )
}
