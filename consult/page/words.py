"""The words of the page in one language, and the templates that speak them."""

from datetime import date
from functools import cache

from babel.dates import format_date
from babel.support import NullTranslations, Translations
from jinja2 import Environment, PackageLoader, StrictUndefined
from jinja2.utils import htmlsafe_json_dumps

from consult.config import translations_folder
from consult.page.style import REVIEW_STYLE, STYLE
from consult.questionnaire.catalogue import sentence
from consult.questionnaire.reading import write_expression
from consult.questionnaire.text import LANGUAGES, Language, Text

OWN_NAMES: dict[Language, str] = {"es": "Español", "en": "English"}
_LOCALES: dict[Language, str] = {"es": "es_PE", "en": "en"}
_DATES: dict[Language, str] = {"es": "d 'de' MMMM 'de' y", "en": "d MMMM y"}


def N_(sentence: str) -> str:  # noqa: N802 - the name by which words are found in the source
    """Mark a sentence for translation where it is written; a template translates it."""
    return sentence


@cache
def catalogue(language: Language) -> NullTranslations:
    return Translations.load(str(translations_folder()), [language])


@cache
def environment(language: Language) -> Environment:
    """The templates in one language. Without a catalogue the English of the source is shown."""
    templates = Environment(
        loader=PackageLoader("consult.page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    templates.install_gettext_translations(catalogue(language), newstyle=True)  # type: ignore[attr-defined]
    templates.globals |= {
        "language": language,
        "other_language": other(language),
        "own_names": OWN_NAMES,
        "style": STYLE,
        "review_style": REVIEW_STYLE,
        "sentence": lambda code, **params: sentence(code, params).get(language),
    }
    templates.filters |= {
        "said": lambda text: text.get(language),
        "day": lambda value: day(value, language),
        "place": lambda number: ordinal(number, language),
        "rule": lambda rule: htmlsafe_json_dumps(write_expression(rule), separators=(",", ":")),
    }
    return templates


def say(language: Language, template: str, **values: object) -> str:
    """A whole page."""
    return environment(language).get_template(f"page/{template}.html").render(**values)


def in_both(*sentences: str) -> Text:
    """Sentences of the source as one text."""
    return Text(
        **{
            language: " ".join(map(catalogue(language).gettext, sentences))
            for language in LANGUAGES
        }
    )


def other(language: Language) -> Language:
    return next(choice for choice in LANGUAGES if choice != language)


def day(value: date, language: Language) -> str:
    """23 de noviembre de 2026, 23 November 2026."""
    return format_date(value, _DATES[language], locale=_LOCALES[language])


def ordinal(number: int, language: Language) -> str:
    """1.º, 2.º …; 1st, 2nd …: a place in an order of priority."""
    if language == "es":
        return f"{number}.º"
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{'th' if 10 < number % 100 < 20 else ending}"
