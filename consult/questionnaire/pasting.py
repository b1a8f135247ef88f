"""Lists as people have them in a document or a message, as options and as questions."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from consult.questionnaire.document import (
    DONT_KNOW,
    NON_ANSWERS,
    REFUSED,
    Band,
    Kind,
    Option,
    Question,
)
from consult.questionnaire.text import Text, unaccented

# "a)", "1.", "1)", "-", "•", "☐", "( )", "[ ]" and the like before the words.
_MARK = re.compile(r"^\s*(?:[-–—•·*▪◦○●☐□✓]+|\(\s?\)|\[\s?\]|_{2,}|[a-zA-Z][).]|\d{1,3}[).:-])\s+")
_NUMBER = re.compile(r"^\s*(?:[pPqQ]\.?\s*)?(\d{1,3})\s*[).:-]+\s+(?=\S)")
_SEVERAL = re.compile(
    r"\(?\b(?:respuestas? multiples?|varias respuestas|puede marcar varias|puede elegir varias|"
    r"marque todas?[^)]*|marcar todas?[^)]*|multiple answers?|select all[^)]*|choose all[^)]*|"
    r"check all[^)]*)\)?"
)
# Two columns of a sheet, or of a table of text. A run of spaces is tried from its beginning alone:
# from each of its places, a line of 64 kB would take half a minute.
_BREAK = re.compile(r"\t+|(?<!\s)\s+\|\s+")
_ASIDE = re.compile(r"(?<!\s)\s*\(([^()]*)\)")
_NON_ANSWERS = {
    **dict.fromkeys(("no se", "no sabe", "ns", "don't know", "i don't know", "dont know"), "_dk"),
    **dict.fromkeys(
        ("prefiero no responder", "no responde", "no contesta", "nr", "no desea responder"),
        "_refused",
    ),
    **dict.fromkeys(("i prefer not to answer", "prefer not to say", "no answer"), "_refused"),
}
_BOTH = (
    *("ns/nr", "ns / nr", "no sabe / no responde", "no sabe/no responde"),
    "don't know / no answer",
)
_ALONE = (
    *("nada", "ninguno", "ninguna", "ninguno de los anteriores", "ninguna de las anteriores"),
    *("ninguno de estos", "ninguna de estas", "none", "none of these", "none of the above"),
)
_TYPED = re.compile(r"^[\s_.…]*$")


def texts_of(pasted: str) -> list[Text]:
    """Each line as a text, without the mark of a list; a second column is the English."""
    return [_text(_MARK.sub("", line)) for line in pasted.splitlines() if not _TYPED.match(line)]


def options_of(pasted: str) -> tuple[list[Option], tuple[str, ...]]:
    """The options of a list, still without ids, and the non-answers that it names."""
    options, said = [], set[str]()
    for text in texts_of(pasted):
        words = unaccented(text.es).strip(" .")
        if words in _BOTH:
            said |= {DONT_KNOW, REFUSED}
        elif words in _NON_ANSWERS:
            said.add(_NON_ANSWERS[words])
        else:
            options.append(Option("", text, exclusive=words in _ALONE))
    return options, tuple(id_ for id_ in NON_ANSWERS if id_ in said)


def bands_of(pasted: str) -> list[Band]:
    """Bands of a number: "18 a 29", "30–44", "60 o más", "menos de 18", each on a line."""
    return [_band(text) for text in texts_of(pasted)]


def questions_of(pasted: str) -> list[Question]:
    """A numbered list of questions, each with its options below it; still without ids.

    Without numbers, a line that asks, or one after an empty line, begins a question.
    """
    return [draft.question() for draft in _drafts(pasted)]


@dataclass(slots=True)
class _Draft:
    line: str
    below: list[str] = field(default_factory=list)

    def question(self) -> Question:
        several = bool(_SEVERAL.search(unaccented(self.line)))
        text = _text(_without_aside(self.line) if several else self.line)
        options, non_answers = options_of("\n".join(self.below))
        kind: Kind = "text"
        if options:
            alone = any(option.exclusive for option in options)
            kind = "multiple" if several or alone else "single"
        if kind == "single":
            options = [Option(option.id, option.text) for option in options]
        return Question(
            "", kind, text, options=tuple(options), non_answers=non_answers or NON_ANSWERS
        )


def _without_aside(line: str) -> str:
    """The line without what it says in brackets about several answers."""
    return _ASIDE.sub(lambda aside: "" if _SEVERAL.search(unaccented(aside[1])) else aside[0], line)


def _drafts(pasted: str) -> Iterator[_Draft]:
    lines = [line.rstrip() for line in pasted.splitlines()]
    numbered = _numbered(lines)
    draft, follows_blank = None, True
    for index, line in enumerate(lines):
        if _TYPED.match(line):
            follows_blank = follows_blank or not line.strip()
            continue
        if index in numbered if numbered else (follows_blank or _asks(line)):
            if draft:
                yield draft
            draft = _Draft(_NUMBER.sub("", line).strip())
        elif draft:
            draft.below.append(line)
        follows_blank = False
    if draft:
        yield draft


def _numbered(lines: list[str]) -> set[int]:
    """The lines that carry on one count: options may be numbered as well, from 1 each time."""
    found, expected, asking = set[int](), None, any(map(_asks, lines))
    for index, line in enumerate(lines):
        number = _NUMBER.match(line)
        if not number or (asking and not _asks(line) and int(number[1]) != expected):
            continue
        if asking and not _asks(line) and _more_asked(lines[index + 1 :], int(number[1])):
            continue
        if expected is None or int(number[1]) >= expected:
            found.add(index)
            expected = int(number[1]) + 1
    return found


def _more_asked(rest: list[str], number: int) -> bool:
    """Whether a line that asks carries this very number further down: then this is an option."""
    later = (_NUMBER.match(line) for line in rest if _asks(line))
    return any(match and int(match[1]) == number for match in later)


def _asks(line: str) -> bool:
    return "?" in line or "¿" in line or line.rstrip().endswith(":")


def _text(line: str) -> Text:
    es, _, en = _BREAK.sub("\t", line.strip()).partition("\t")
    return Text(es.strip(), en.strip())


def _band(text: Text) -> Band:
    numbers = [Decimal(number) for number in re.findall(r"\d{1,9}", text.es)][:2]
    words = unaccented(text.es)
    if len(numbers) == 1 and re.search(r"\b(menos|menor|hasta|under|below|less)\b", words):
        under = not re.search(r"\bhasta\b|\bor less\b|o menos", words)
        return Band("", text, None, numbers[0] - 1 if under else numbers[0])
    if len(numbers) == 1:
        open_end = re.search(r"\bmas\b|\bmayor|\bmore\b|\+|\bover\b|\babove\b", words)
        return Band("", text, numbers[0], None if open_end else numbers[0])
    return Band("", text, numbers[0], numbers[1]) if numbers else Band("", text)
