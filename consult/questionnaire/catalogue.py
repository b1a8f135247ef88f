"""Every code as a sentence in both languages: what is wrong and what to do about it."""

import json
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from consult.questionnaire.text import LANGUAGES, Language, Text

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MONTHS: Mapping[Language, tuple[str, ...]] = {
    "es": (
        *("enero", "febrero", "marzo", "abril", "mayo", "junio"),
        *("julio", "agosto", "setiembre", "octubre", "noviembre", "diciembre"),
    ),
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
}


def sentence(code: str, params: Mapping[str, str | int]) -> Text:
    """The sentence of a code in both languages. Raises KeyError for a code that has none.

    A parameter that ends in a language, such as ``said_es``, fills ``{said}`` in that language.
    """
    blanks = _sentences()[code]
    return Text(*(blanks[language].format_map(_said(params, language)) for language in LANGUAGES))


@cache
def _sentences() -> Mapping[str, Mapping[Language, str]]:
    content = files("consult.questionnaire").joinpath("sentences.json").read_bytes()
    sentences: Mapping[str, Mapping[Language, str]] = json.loads(content)
    return sentences


def _said(params: Mapping[str, str | int], language: Language) -> dict[str, str]:
    own = f"_{language}"
    return {name.removesuffix(own): _value(str(value), language) for name, value in params.items()}


def _value(value: str, language: Language) -> str:
    if not _DAY.fullmatch(value):
        return value
    year, month, day = value.split("-")
    of = " de " if language == "es" else " "
    return of.join((str(int(day)), _MONTHS[language][int(month) - 1], year))
