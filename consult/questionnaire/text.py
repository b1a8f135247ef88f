"""Words in two languages, and the rule by which typed text is taken in."""

import unicodedata
from dataclasses import dataclass
from typing import Literal

Language = Literal["es", "en"]
LANGUAGES: tuple[Language, Language] = ("es", "en")

# Direction marks change how the letters around them are read and mean nothing in Spanish or
# English, so they are dropped rather than refused: keyboards and copied text bring them in.
_BIDI = dict.fromkeys(
    map(ord, "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
)
_ALLOWED_CONTROLS = frozenset("\n\t")


class UnreadableText(ValueError):
    """Text that cannot be kept: NUL, other control characters, lone surrogates, noncharacters."""


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence in both languages. A draft may lack either; what is published has Spanish."""

    es: str
    en: str = ""

    def get(self, language: Language) -> str:
        """The sentence in a language, in the other one where it is not translated."""
        return (self.en or self.es) if language == "en" else (self.es or self.en)

    def __bool__(self) -> bool:
        return bool(self.es or self.en)


def clean(raw: str) -> str:
    """Return ``raw`` as it is kept: NFC, line ends as LF, direction marks dropped, ends trimmed.

    Raises UnreadableText for what neither database and no spreadsheet can carry safely.
    """
    if raw.isprintable():  # whatever is refused, dropped or replaced below is not
        return unicodedata.normalize("NFC", raw).strip()
    text = raw.replace("\r\n", "\n").replace("\r", "\n").translate(_BIDI)
    if any(_unreadable(character) for character in text):
        raise UnreadableText
    return unicodedata.normalize("NFC", text).strip()


def unaccented(words: str) -> str:
    """Small letters without their accents: what words are searched by."""
    decomposed = unicodedata.normalize("NFKD", words.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def _unreadable(character: str) -> bool:
    if character in _ALLOWED_CONTROLS:
        return False
    code = ord(character)
    noncharacter = code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF
    return noncharacter or unicodedata.category(character) in ("Cc", "Cs")
