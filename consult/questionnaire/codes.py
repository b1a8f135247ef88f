"""The short codes that stand beside the answers on paper, and what is meant by keying them.

A code never stands for two things: options are numbered, and the non-answers carry the letters by
which surveys in Spanish have always noted them (*no sabe*, *no responde*). Where people write
numbers into the boxes themselves, as in a ranking, its options carry letters.
"""

import re
from collections.abc import Mapping, Sequence

from consult.questionnaire.document import DONT_KNOW, REFUSED, Question

NON_ANSWER_CODES = {DONT_KNOW: "NS", REFUSED: "NR"}
_LETTERS = "ABCDEFGHIJKLMPQRSTUVWXYZ"  # no N, so that no two of them read as a non-answer
_TYPED = ("number", "text", "date")
_SEVERAL = ("multiple", "ranking")
_BETWEEN = re.compile(r"[\s,;.+/-]+")
_DAY = re.compile(r"(\d{1,2})[\s./-]+(\d{1,2})[\s./-]+(\d{4})|(\d\d)(\d\d)(\d{4})", re.ASCII)


def codes(question: Question) -> Mapping[str, str]:
    """The id that each code stands for: the options in their order, then the non-answers."""
    written = {NON_ANSWER_CODES[id_]: id_ for id_ in question.non_answers}
    offered = () if question.kind in _TYPED else question.options
    return (
        dict(zip(_of_options(question), (option.id for option in offered), strict=False)) | written
    )


def keyed(question: Question, entry: str) -> list[str]:
    """What was keyed for one field, as the values that ``read_field`` reads.

    What no code stands for comes back as no id can be, so that it is refused like any other answer
    that is not among the options.
    """
    known, entry = codes(question), entry.strip()
    if entry.upper() in known:
        return [known[entry.upper()]]
    if question.kind in _TYPED:
        return [_as_iso(entry) if question.kind == "date" else entry] if entry else []
    return [known.get(part, f"?{part}") for part in _parts(question, entry.upper(), known)]


def _of_options(question: Question) -> Sequence[str]:
    if question.kind == "ranking" and len(question.options) <= len(_LETTERS):
        return _LETTERS[: len(question.options)]
    return [str(number + 1) for number in range(len(question.options))]


def _parts(question: Question, entry: str, known: Mapping[str, str]) -> list[str]:
    """The single codes; "134" are three where several may be given and no code is longer."""
    parts = [part for part in _BETWEEN.split(entry) if part]
    if question.kind not in _SEVERAL or any(len(code) > 1 for code in _of_options(question)):
        return parts
    return [code for part in parts for code in ([part] if part in known else part)]


def _as_iso(entry: str) -> str:
    """A day as Peru writes it, 24/11/2026 or 24112026; anything else is left to the judge."""
    if not (written := _DAY.fullmatch(entry)):
        return entry
    day, month, year = (part for part in written.groups() if part)
    return f"{year}-{month:0>2}-{day:0>2}"
