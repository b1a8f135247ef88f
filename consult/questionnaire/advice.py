"""Advice on how questions are worded: what makes people misread one, tire of it, or say yes to it.

It judges by the letters alone and stays silent where it is not sure: advice that is often wrong is
soon read by nobody. All of it may be left unheeded.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from consult.questionnaire.document import Question, Questionnaire
from consult.questionnaire.faults import Fault
from consult.questionnaire.text import Text

# On a screen of 360 × 640, the smallest that we design for, a question of so many letters fills a
# third (8 lines of 22, measured), and an option three lines.
LONGEST_QUESTION, LONGEST_OPTION = 180, 110

# The forms of "tú" and of "vos" that mean nothing else in a text that says "usted".
_FAMILIAR = re.compile(
    r"\b(tú|tu|tus|te|ti|contigo|tuy[oa]s?|eres|estás|has|tienes|tenés|crees|creés|puedes|podés"
    r"|quieres|querés|sabes|sabés|vives|vivís|piensas|pensás|sientes|sentís|conoces|conocés|debes"
    r"|debés|haces|hacés|vas|opinas|consideras|prefieres|preferís|recuerdas|recordás|podrías"
    r"|tendrías|harías|dirías|fuiste|tuviste|hiciste|viste|sufriste|denunciaste|dejaste)\b",
    re.IGNORECASE,
)
_AND_OR = re.compile(r"\by/o\b|\band/or\b", re.IGNORECASE)
_QUESTION = re.compile(r"¿[^¿?]*\?")
_RESTATED = re.compile(r"\b(es decir|o sea|en otras palabras)\b", re.IGNORECASE)
_LEADING = {
    "es": re.compile(
        r"(?<!qué )\bno\s+(cree|piensa|considera|opina)\s+(usted\s+)?que\b"
        r"|\bno\s+(le|les)\s+parece\b|¿\s*(verdad|no|cierto)\s*\?|\bno es (cierto|verdad)\b"
        r"|\b(está|estaría)\s+(usted\s+)?de acuerdo\s+(en|con)\s+que\b|\bcomo (todos )?sabemos\b",
        re.IGNORECASE,
    ),
    "en": re.compile(
        r"\b(don['’]t|wouldn['’]t|do not)\s+you\s+(think|agree|believe|feel|say)\b"
        r"|\b(isn['’]t|aren['’]t)\s+(it|they|there)\b|\b(do|would)\s+you\s+agree\s+(that|with)\b"
        r"|\bas (we|everyone) (all )?knows?\b",
        re.IGNORECASE,
    ),
}
_BALANCED = re.compile(r"\bdesacuerdo\b|\bdisagree\b", re.IGNORECASE)
_NEGATED_TWICE = {
    "es": re.compile(
        r"\bno\b(?!\s+sabe\b)[^.;:¿?]*\b(no|desacuerdo|innecesari[oa]s?|imposible|injust[oa]s?)\b"
        r"|\bno\s+(dej[aó]|dejar|evit[aó]|evitar)\s+(de\s+)?no\b",
        re.IGNORECASE,
    ),
    "en": re.compile(
        r"(\bnot|n['’]t)\b[^.;:?]*(\bnot\b|n['’]t\b|\bnever\b|\bdisagree\b|\bunnecessary\b"
        r"|\bimpossible\b|\bunfair\b)",
        re.IGNORECASE,
    ),
}
_OR_NOT = re.compile(r",?\s+(o|or)\s+(no|not)\b", re.IGNORECASE)
_LIST = re.compile(r"\(([^()]*[,;/][^()]*)\)")
_FOR_EXAMPLE = re.compile(r"\b(por ejemplo|for example|such as|e\.\s?g\.),?", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")


def advise(questionnaire: Questionnaire) -> list[Fault]:
    """What could be worded better, in the order of asking; ``where`` is as in ``check``.

    All are warnings. Notes are judged by how they address people alone.
    """
    found = [fault for question in questionnaire.questions for fault in _of_question(question)]
    return [replace(fault, severity="warning") for fault in found]


def _of_question(question: Question) -> Iterator[Fault]:
    yield from _familiar(question.text, question.id)
    if question.kind == "note":
        return
    yield from _long(question.text, question.id, LONGEST_QUESTION)
    yield from _asking(question.text, question.id)
    yield from _unlike(question.text, question.id)
    for option in (*question.options, *question.rows):
        where = f"{question.id}.{option.id}"
        yield from _long(option.text, where, LONGEST_OPTION)
        yield from _familiar(option.text, where)
        yield from _unlike(option.text, where)
    for row in question.rows:
        yield from _double(row.text, f"{question.id}.{row.id}")
    yield from _half_translated(question)


def _long(text: Text, where: str, most: int) -> Iterator[Fault]:
    longest = max(len(text.es), len(text.en))
    if longest > most:
        yield Fault("wording_long", {"length": longest, "most": most}, where)


def _familiar(text: Text, where: str) -> Iterator[Fault]:
    if found := _FAMILIAR.search(text.es):
        yield Fault("wording_familiar", {"word": found[0]}, where)


def _asking(text: Text, where: str) -> Iterator[Fault]:
    yield from _double(text, where)
    if not _BALANCED.search(text.es) and (
        _LEADING["es"].search(text.es) or _LEADING["en"].search(text.en)
    ):
        yield Fault("wording_leading", where=where)
    spanish, english = (_OR_NOT.sub("", said) for said in (text.es, text.en))
    if _NEGATED_TWICE["es"].search(spanish) or _NEGATED_TWICE["en"].search(english):
        yield Fault("wording_negated_twice", where=where)


def _double(text: Text, where: str) -> Iterator[Fault]:
    asked = [one for one in _QUESTION.findall(text.es) if not _LEADING["es"].fullmatch(one)]
    is_two = len(asked) > 1 and not _RESTATED.search(text.es)
    if is_two or _AND_OR.search(text.es) or _AND_OR.search(text.en):
        yield Fault("wording_double", where=where)


def _unlike(text: Text, where: str) -> Iterator[Fault]:
    """A number in each language that the other has not, or lists in brackets that differ."""
    spanish, english = (set(_DIGITS.findall(said)) for said in (text.es, text.en))
    numbers_differ = bool(spanish - english) and bool(english - spanish)
    if text.en and text.es and (numbers_differ or _listed(text.es) != _listed(text.en)):
        yield Fault("wording_unlike", where=where)


def _listed(said: str) -> list[int]:
    """How many things stand in each list in brackets."""
    lists = _LIST.findall(_FOR_EXAMPLE.sub("", said))
    return [len(re.split(r"[,;/]", inside)) for inside in lists]


def _half_translated(question: Question) -> Iterator[Fault]:
    """A list with some of its options in English and some not."""
    for parts in (question.options, question.rows):
        spanish = sum(bool(part.text.es) for part in parts)
        english = sum(bool(part.text.en) for part in parts)
        if 0 < english < spanish == len(parts):
            yield Fault("wording_half", {"es": spanish, "en": english}, question.id)
