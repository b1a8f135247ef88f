"""Names: the frequent ones of Peru, and whatever follows a word that announces one."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from itertools import pairwise

from consult.tables.marking.words import Span, Word, cue, together, words

# After these comes a name, whatever it is; after a verb where it has its pronoun.
_ANNOUNCE = cue("announce")
_CALLED = frozenset(("me llamo", "se llama", "se llaman", "le dicen", "lo dicen", "la dicen"))
_NICKNAMED = cue("nickname")
# After these may come one: it is taken where it is a known name or has a capital.
_INTRODUCE = cue("introduce")
_FAMILIAR = cue("familiar")  # these bear any name: "tía Meche"
_EPITHETS = cue("epithet")
_THE = ("el", "la", "al", "del")
_NO_NAME = cue("no_name")
_SAINTS = cue("saint")
_PUBLIC = cue("public")
# Names of places and of the history that streets are called after.
_FAMOUS = cue("famous")
_MOST_WORDS = 4
_SMALL = re.compile(r"(?<=\w\w)c?it(?:os?|as?)$")


def people(text: str) -> Iterator[Span]:
    found = words(text)
    for place in range(len(found)):
        length = _length(text, found, place)
        if length:
            yield found[place].start, found[place + length - 1].end


def _length(text: str, of: Sequence[Word], place: int) -> int:
    """How many words from here on are a name."""
    word, before = of[place], of[place - 1].plain if together(text, of, place) else ""
    if word.plain in _NO_NAME or word.plain.isdigit():
        return 0
    length = _extended(text, of, place)
    nicknamed = _is_epithet(word) and before in (*_THE, *_NICKNAMED)
    if nicknamed or _announced(of, place, before) or _introduced(of, place, before):
        return length
    known = _is_only_a_name(word) or (_is_name(word) and length > 1)
    return length if known and not _is_place(of, place) else 0


def _announced(of: Sequence[Word], place: int, before: str) -> bool:
    """By a word such as "don", or by two; an article may stand between: "alias el Chato"."""
    last = place - 1 - (before in _THE)
    two = " ".join(word.plain for word in of[max(0, last - 1) : last + 1])
    return bool(before) and (of[last].plain in _ANNOUNCE or two in _CALLED)


def _introduced(of: Sequence[Word], place: int, before: str) -> bool:
    """By a word such as "señora" or "vecino", or by "la mamá de"."""
    word, cue = of[place], of[place - 2].plain if before == "de" and place > 1 else before
    return cue in _INTRODUCE and (_is_name(word) or word.capital or before in _FAMILIAR)


def _extended(text: str, of: Sequence[Word], place: int) -> int:
    """Names go on as long as further ones follow; one word more after an epithet by itself."""
    end = place + 1
    while end < len(of) and end - place < _MOST_WORDS and together(text, of, end):
        written_so = of[end].capital and of[place].capital and of[end].plain not in _NO_NAME
        if not (_is_name(of[end]) or written_so):
            break
        end += 1
    alone = end == place + 1 < len(of) and _is_epithet(of[place])
    follows = alone and _NICKNAMED & {word.plain for word in of[max(0, place - 2) : place]}
    return end - place + bool(follows and of[end].plain not in _NO_NAME)


def _is_place(of: Sequence[Word], place: int) -> bool:
    """Whether a name is that of a street, a school or a saint, or the second word of such a one."""
    before = [word.plain for word in of[max(0, place - 2) : place]]
    around = [word.plain for word in of[max(0, place - 1) : place + 2]]
    pairs = {" ".join(pair) for pair in pairwise(around)}
    return bool(_SAINTS & {*before[-1:]} or _PUBLIC & {*before} or _FAMOUS & pairs)


def _is_name(word: Word) -> bool:
    return word.plain in _names() or _is_only_a_name(word)


def _is_only_a_name(word: Word) -> bool:
    """A name that is no ordinary word, or the small form of one: Anita, Carlitos."""
    stem = _SMALL.sub("", word.plain)
    forms = (word.plain, *(f"{stem}{end}" for end in ("", "a", "o", "os") if stem != word.plain))
    return any(_names().get(form) is False for form in forms)


def _is_epithet(word: Word) -> bool:
    plain = word.plain
    for ending in ("ito", "ita"):
        plain = plain.removesuffix(ending) + "o" if plain.endswith(ending) else plain
    return plain in _EPITHETS or plain.removesuffix("a") + "o" in _EPITHETS


@cache
def _names() -> dict[str, bool]:
    """Each name of the list, and whether it is an ordinary word too."""
    source = files("consult.tables.marking").joinpath("names.tsv").read_text("utf-8")
    rows = (line.split("\t") for line in source.splitlines()[1:])
    return {name: also == "yes" for name, _as, also in rows}
