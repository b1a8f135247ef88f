"""What in a text may tell who wrote it, or of whom."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from consult.questionnaire.text import Language
from consult.tables.catalogue import sentence
from consult.tables.marking.addresses import addresses
from consult.tables.marking.figures import dnis, emails, handles, phones, plates, rucs, urls
from consult.tables.marking.people import people
from consult.tables.marking.words import Span

Kind = Literal["email", "url", "handle", "ruc", "dni", "phone", "plate", "address", "name"]

# Of each 100 personal data in made-up sentences so many are marked: tests/bench/marking_recall.py.
RECALL = 84

# The first that claims a character keeps it.
_FINDERS: Mapping[Kind, Callable[[str], Iterable[Span]]] = {
    "email": emails,
    "url": urls,
    "handle": handles,
    "ruc": rucs,
    "dni": dnis,
    "phone": phones,
    "plate": plates,
    "address": addresses,
    "name": people,
}


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of a text, from ``start`` to before ``end``, that is likely personal."""

    start: int
    end: int
    kind: Kind


def marks(text: str) -> tuple[Mark, ...]:
    """The likely personal data in a text, in its order; no two overlap."""
    painted: list[tuple[Kind, int] | None] = [None] * len(text)
    for kind, find in _FINDERS.items():
        for number, (start, end) in enumerate(find(text)):
            for at in range(start, end):
                painted[at] = painted[at] or (kind, number)
    found: list[Mark] = []
    for at, paint in enumerate(painted):
        if paint and at and painted[at - 1] == paint:
            found[-1] = Mark(found[-1].start, at + 1, paint[0])
        elif paint:
            found.append(Mark(at, at + 1, paint[0]))
    return tuple(found)


def masked(text: str, language: Language = "es") -> str:
    """The text with a word in brackets in place of each mark: "llame a [nombre]"."""
    for mark in reversed(marks(text)):
        word = sentence(f"mark_{mark.kind}").get(language)
        text = f"{text[: mark.start]}[{word}]{text[mark.end :]}"
    return text
