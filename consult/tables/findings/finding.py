"""One thing worth saying, and the table that it stands on."""

from dataclasses import dataclass

from consult.questionnaire.text import Text


@dataclass(frozen=True, slots=True)
class Finding:
    """``question`` and ``by`` name the table; ``groups`` are the ids of those it speaks of, none
    where it speaks of everybody."""

    question: str
    by: str
    groups: tuple[str, ...]
    text: Text
