"""The reader's language, and how Peru writes numbers, dates and times in both."""

from datetime import date, datetime
from urllib.parse import urlencode

from babel.dates import format_date
from flask import Flask, has_request_context, request, session
from flask_babel import Babel, get_locale

from consult.config import LIMA, translations_folder
from consult.questionnaire.text import LANGUAGES, Language, Text

STAFF = "/staff/"
_PATTERNS = {
    "es": {"long": "d 'de' MMMM 'de' y", "short": "d MMM y"},
    "en": {"long": "d MMMM y", "short": "d MMM y"},
}
_COUNTRY = {"es": "es_PE", "en": "en_GB"}  # setiembre, not septiembre


def init_locale(app: Flask) -> None:
    app.config["BABEL_DEFAULT_LOCALE"] = "es"
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(translations_folder())
    Babel(app, locale_selector=_select)
    app.before_request(_keep_choice_of_staff)
    app.add_template_filter(number, "number")
    app.add_template_filter(day, "date")
    app.add_template_filter(clock, "clock")
    app.add_template_filter(said, "said")
    app.add_template_global(language, "language")
    app.add_template_global(in_other_language, "in_other_language")


def language() -> Language:
    """The language in force: of the request, or Spanish where there is none."""
    locale = get_locale()
    return "en" if locale and locale.language == "en" else "es"


def in_other_language() -> str:
    """The address of this very page in the other language, relative to itself."""
    kept = [(name, value) for name, value in request.args.items(multi=True) if name != "lang"]
    return "?" + urlencode([*kept, ("lang", "es" if language() == "en" else "en")])


def said(text: Text) -> str:
    """The words of a text in the language in force."""
    return text.get(language())


def number(value: int | float) -> str:
    """1,234.5 in both languages."""
    return f"{value:,}"


def day(value: date | datetime, width: str = "long") -> str:
    """23 de noviembre de 2026, 23 November 2026: the day in Lima."""
    here = value.astimezone(LIMA).date() if isinstance(value, datetime) else value
    return format_date(here, _PATTERNS[language()][width], locale=_COUNTRY[language()])


def clock(value: datetime) -> str:
    """14:05: the time in Lima."""
    return f"{value.astimezone(LIMA):%H:%M}"


def _select() -> str | None:
    if not has_request_context():
        return None
    choices = (request.args.get("lang"), session.get("lang"))
    asked = next((choice for choice in choices if choice in LANGUAGES), None)
    return asked or request.accept_languages.best_match(LANGUAGES, default="es")


def _keep_choice_of_staff() -> None:
    """Only staff have a session; anybody else's choice travels in the address."""
    asked = request.args.get("lang")
    if request.path.startswith(STAFF) and asked in LANGUAGES:
        session["lang"] = asked
