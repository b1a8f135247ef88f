"""A text as words, each in its place, read without accents and capitals as phones type them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files

from consult.questionnaire.text import unaccented

Span = tuple[int, int]  # from the first character to after the last

_WORD = re.compile(r"\w+")
_TOGETHER = re.compile(r"[\s.:,'\"“”«»-]{0,3}")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: where it stands, what it is without accents, and whether it is written
    with a capital."""

    start: int
    end: int
    plain: str
    capital: bool


def folded(text: str) -> str:
    """The text in small letters without accents; every character stays in its place."""
    return "".join((unaccented(letter) or letter)[0] for letter in text)


def words(text: str) -> tuple[Word, ...]:
    plain = folded(text)
    return tuple(
        Word(found.start(), found.end(), plain[slice(*found.span())], text[found.start()].isupper())
        for found in _WORD.finditer(plain)
    )


def together(text: str, of: Sequence[Word], place: int) -> bool:
    """Whether nothing but a blank or a sign stands between a word and the one before it."""
    between = text[of[place - 1].end : of[place].start]
    return place > 0 and _TOGETHER.fullmatch(between) is not None and "\n" not in between


def cue(name: str) -> frozenset[str]:
    """The words of ``cues.txt`` under one name; what is joined there by "_" is two words."""
    lines = files("consult.tables.marking").joinpath("cues.txt").read_text("utf-8").splitlines()
    named = (line.removeprefix(f"{name}:") for line in lines if line.startswith(f"{name}:"))
    return frozenset(word.replace("_", " ") for line in named for word in line.split())
