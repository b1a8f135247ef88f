"""What the pages of open answers show."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from consult.consultations.models import Consultation
from consult.keys import KeyRing
from consult.questionnaire.document import Question
from consult.questionnaire.text import Text
from consult.releases.coding.models import Theme
from consult.releases.coding.texts import about, open_questions, unread
from consult.releases.coding.themes import themes_of
from consult.tables.catalogue import sentence
from consult.tables.marking.marks import marks

Segment = tuple[str, Text | None]


@dataclass(frozen=True, slots=True)
class Line:
    """An open question with its themes; ``unread`` in tens, 0 only where nothing is left."""

    question: Question
    themes: list[Theme]
    unread: int

    @property
    def goes_in(self) -> bool:
        """Whether results made now would have its themes."""
        return bool(self.themes) and not self.unread


def lines(ring: KeyRing, session: Session, consultation: Consultation) -> Iterator[Line]:
    """Every open question of a consultation."""
    for question in open_questions(consultation).values():
        yield line(ring, session, consultation, question)


def line(ring: KeyRing, session: Session, consultation: Consultation, question: Question) -> Line:
    key = ring.ensure(f"rounding-{consultation.id}")
    left = unread(ring, session, consultation.id, question.id)
    themes = themes_of(session, consultation, question.id)
    return Line(question, themes, about(key, question.id, left))


def segments(text: str) -> Iterator[Segment]:
    """A text in pieces, with a word for each that is likely personal."""
    at = 0
    for mark in marks(text):
        yield text[at : mark.start], None
        yield text[mark.start : mark.end], sentence(f"mark_{mark.kind}")
        at = mark.end
    yield text[at:], None
