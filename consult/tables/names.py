"""Short names of questions, for lists: what tells one from its neighbours."""

import re
from collections.abc import Iterable, Sequence
from itertools import groupby, takewhile

from consult.questionnaire.text import Language
from consult.tables.release import Printed

_MOST = 44  # letters
# Words that neighbours begin with alike, before they are left out; the last two of them stay, to
# carry the sense over, unless a sentence ends there.
_SHARED = 3
# What comes before the question itself: "En los últimos 12 meses, ¿…", "In the last 12 months, …".
_BEFORE = re.compile(
    r"^(?:[^¿]+(?=¿)|(?:In|During|Over|When|If|Since|The last time)\b[^,?]*, (?=\w[^?]*\?))"
)


def short_names(questions: Iterable[Printed], language: Language) -> dict[str, str]:
    """A name of about 40 letters for each printed question, by its id."""
    return {
        question.id: name
        for _, section in groupby(questions, key=lambda question: question.section)
        for question, name in _of_section(list(section), language)
    }


def _of_section(section: Sequence[Printed], language: Language) -> list[tuple[Printed, str]]:
    texts = [_asked(question.text.get(language)) for question in section]
    pairs = zip([None, *texts], texts, [*texts[1:], None], strict=False)
    return [(question, _short(*three)) for question, three in zip(section, pairs, strict=True)]


def _asked(text: str) -> str:
    rest = _BEFORE.sub("", text, count=1)
    begins = 1 if rest.startswith("¿") else 0
    return rest[:begins] + rest[begins : begins + 1].upper() + rest[begins + 1 :]


def _short(before: str | None, text: str, after: str | None) -> str:
    shared = max(_shared(text, other) for other in (before, after))
    words = text.split()
    if not _SHARED <= shared < len(words):
        return _cut(words)
    kept = [place for place in (shared - 2, shared - 1) if "?" not in "".join(words[place:shared])]
    first, *rest = words[min(kept, default=shared) :]
    return _cut([f"…{first}", *rest])


def _shared(text: str, other: str | None) -> int:
    pairs = zip(text.split(), (other or "").split(), strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _cut(words: Sequence[str]) -> str:
    """The words that fit, whole."""
    said = ""
    for word in words:
        if said and len(said) + 1 + len(word) > _MOST:
            return said.rstrip(",;:") + "…"
        said = f"{said} {word}".strip()
    return said
