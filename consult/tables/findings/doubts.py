"""What a reader should doubt in a sentence that a person has written about a table."""

import re
from collections.abc import Iterator
from itertools import pairwise

from consult.questionnaire.text import LANGUAGES, Text
from consult.tables.catalogue import sentence
from consult.tables.release import Release
from consult.tables.rules import percent
from consult.tables.view import Row, table

_QUOTED = re.compile(r"«[^»]*»|“[^”]*”|\"[^\"]*\"")
_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+|\d+")
# Words that say more than a table of those who answered can, by what they claim.
_CLAIMS = {
    "doubt_whole": r"poblaci[oó]n|ciudadan[ií]a|habitantes|tod[oa]s l[oa]s (?:vecin|person)\w+|"
    r"la gente|nadie|population|citizens|all residents|everyone|everybody|nobody",
    "doubt_change": r"aument\w+|subi(?:ó|eron)|crec(?:ió|ieron)|baj(?:ó|aron)|disminuy\w+|"
    r"empeor\w+|mejor(?:ó|aron)|increas\w+|rose|grew|fell|dropped|worsened|improved",
    "doubt_cause": r"caus(?:a|ó|an|aron|ado)|provoc\w+|debido a|porque|por culpa|gracias a|"
    r"caused|because|due to|thanks to|leads? to|led to",
    "doubt_error": r"margen de error|significativ\w+|margin of error|significant\w*",
}


def doubts(release: Release, question: str, text: Text) -> tuple[Text, ...]:
    """What to look at again in a sentence about a question; none where there is nothing.

    Raises KeyError where the release does not print the question.
    """
    return tuple(_doubts(release, question, text))


def numbers(release: Release, question: str) -> frozenset[int]:
    """Every number that a sentence about a question may hold: what its tables print, two
    neighbouring lines together, and what stands in its words."""
    return frozenset(_numbers(release, question))


def told(words: str) -> list[int]:
    """The numbers in a sentence, those in quoted words apart."""
    return [int(found.replace(",", "")) for found in _NUMBER.findall(_QUOTED.sub(" ", words))]


def _doubts(release: Release, question: str, text: Text) -> Iterator[Text]:
    known = numbers(release, question)
    strange = {number for language in LANGUAGES for number in told(text.get(language))} - known
    if strange:
        yield sentence("doubt_number", {"numbers": ", ".join(f"{n:,}" for n in sorted(strange))})
    own = " ".join(_QUOTED.sub(" ", text.get(language)).casefold() for language in LANGUAGES)
    for code, pattern in _CLAIMS.items():
        if found := re.search(rf"\b(?:{pattern})\b", own):
            yield sentence(code, {"word": found[0]})


def _numbers(release: Release, question: str) -> Iterator[int]:
    for by in release.question(question).counts:
        shown = table(release, question, by)
        for row in shown.rows:
            yield from _of_row(row)
            yield from _in_words(row.group.text)
        for text in (shown.question.text, *(line.text for line in shown.lines)):
            yield from _in_words(text)


def _of_row(row: Row) -> Iterator[int]:
    if row.base is None:
        return
    counts = [cell.count or 0 for cell in row.cells]
    yield from (row.base, *counts)
    if row.status == "ok":
        yield from (percent(count, row.base) for count in counts)
        yield from (percent(sum(two), row.base) for two in pairwise(counts))


def _in_words(text: Text) -> Iterator[int]:
    for language in LANGUAGES:
        yield from (int(found.replace(",", "")) for found in _NUMBER.findall(text.get(language)))
