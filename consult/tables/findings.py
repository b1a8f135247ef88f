"""What is worth saying of a release, in sentences that claim no more than its numbers."""

from dataclasses import dataclass

from consult.questionnaire.text import Text


@dataclass(frozen=True)
class Finding:
    """A sentence about a question by a breakdown, and the ids of the groups that it is about."""

    question: str
    by: str
    groups: tuple[str, ...]
    text: Text
