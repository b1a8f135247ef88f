"""Which language a column is in, however its header spells it, and what a text looks like."""

import re
import unicodedata
from collections.abc import Iterable, Mapping

from consult.questionnaire.text import Language

_NAMES: Mapping[str, Language] = {
    **dict.fromkeys(("es", "spa", "esp", "espanol", "spanish", "castellano", "castilian"), "es"),
    **dict.fromkeys(("en", "eng", "english", "ingles"), "en"),
}
_IN_BRACKETS = re.compile(r"[(\[]\s*([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]+)*\s*[)\]]")
_WORD = re.compile(r"[a-z]+")
_SPANISH = re.compile(
    r"[¿¡ñáéíóú]|\b(?:el|la|los|las|de|que|su|usted|sí|qué|cuál)\b", re.IGNORECASE
)
_ENGLISH = re.compile(r"\b(?:the|of|you|your|is|are|what|how|yes|to|do)\b", re.IGNORECASE)


def language_of(tag: str) -> Language | None:
    """The language that a header or a setting names, if it is one of ours.

    A code in brackets decides, ``(es-PE)``, else the first word, ``Castellano`` or ``spa``. Capital
    letters in brackets that are no language of ours are a country: ``Español (PE)``.
    """
    code = _code(tag)
    return _NAMES.get(code.lower()) or (None if code.islower() else _NAMES.get(_first_word(tag)))


def names_another(tag: str) -> bool:
    """Whether a tag surely names a language that is not ours, by its code."""
    code = _code(tag)
    return code.islower() and code not in _NAMES


def likely_language(texts: Iterable[str]) -> Language:
    """What texts look like; Spanish where nothing tells."""
    together = " ".join(texts)
    return "en" if len(_ENGLISH.findall(together)) > len(_SPANISH.findall(together)) else "es"


def _code(tag: str) -> str:
    found = _IN_BRACKETS.search(tag)
    return found[1] if found else ""


def _first_word(tag: str) -> str:
    plain = unicodedata.normalize("NFKD", tag.lower()).encode("ascii", "ignore").decode()
    word = _WORD.search(plain)
    return word[0] if word else ""
