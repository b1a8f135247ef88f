"""Where somebody lives: blocks and lots, streets with a number, the house beside something."""

import re
from collections.abc import Iterator, Sequence

from consult.tables.marking.words import Span, Word, cue, folded, words

_LOT = r"(?:lt|lte|lot|lote)[.:]?\s{0,3}\d{1,3}[a-z]?\b"
_PARTS = re.compile(
    rf"\b(?:mz|mza|mzna|manz)\b[.:]?\s{{0,3}}['\"]?[a-z0-9]{{1,3}}\b['\"]?(?:[\s,.-]{{0,3}}{_LOT})?"
    rf"|\bmz(?:[a-z]\d{{0,2}}|\d{{1,2}})\b(?:[\s,.-]{{0,3}}{_LOT})?"
    rf"|\bmanzana\s(?:[a-z]\d?|\d{{1,2}}[a-z]?)\b[\s,.-]{{0,3}}{_LOT}"
    rf"|\b{_LOT}"
    r"|\b(?:block|bloque|dpto|depto|dpt|departamento|interior)\b\.?\s{0,2}(?:\d{1,4}[a-z]?|[a-z])\b"
)
_STREETS = cue("street")
_NAMED_ALONE = cue("small_street")  # so small that the name is enough
_WITHIN = 5  # words from the street to its number
_NO_NAME = cue("no_street")
_UNITS = cue("unit")
_LIVES = cue("lives")
_BESIDE = cue("beside")
_LINKING = cue("article")


def addresses(text: str) -> Iterator[Span]:
    plain = folded(text)
    yield from (found.span() for found in _PARTS.finditer(plain))
    found = words(re.sub(r"\ba\.?a\.? ?h\.?h\b", lambda aahh: "aahh".ljust(len(aahh[0])), plain))
    for place, word in enumerate(found):
        if word.plain in _STREETS:
            yield from _street(found, place)
        elif word.plain in _BESIDE and _LIVES & {w.plain for w in found[max(0, place - 4) : place]}:
            yield word.start, _landmark(found, place).end


def _street(of: Sequence[Word], place: int) -> Iterator[Span]:
    """From the word for a street to the number on it, or to its name where that is enough."""
    for ahead in range(place + 1, min(place + 1 + _WITHIN, len(of))):
        word = of[ahead]
        if word.plain[0].isdigit():
            counts = ahead + 1 < len(of) and of[ahead + 1].plain in _UNITS
            if len(word.plain) <= 5 and not counts:
                yield of[place].start, word.end
            return
        if word.plain in _NO_NAME:
            break
    if of[place].plain in _NAMED_ALONE and place + 1 < len(of):
        yield of[place].start, of[min(place + 2, len(of) - 1)].end


def _landmark(of: Sequence[Word], place: int) -> Word:
    ahead = place + 1
    while ahead < len(of) - 1 and of[ahead].plain in _LINKING:
        ahead += 1
    return of[min(ahead, len(of) - 1)]
