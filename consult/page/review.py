"""The page between answering and sending: the answers in words, and nothing stored yet."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from consult.page.published import Published
from consult.page.words import day, say
from consult.questionnaire.answers import Read
from consult.questionnaire.document import NON_ANSWERS, Question, Section, Value
from consult.questionnaire.text import Language, Text

ID_BYTES = 18  # 144 random bits, 24 characters


@dataclass(frozen=True, slots=True)
class Line:
    """A question that was asked, or one row of a grid, and what was answered; empty if nothing."""

    question: Question
    row: Text | None
    answers: tuple[str, ...]
    non_answer: str = ""


def render(published: Published, language: Language, read: Read) -> str:
    """The review page of a submission without faults, with a fresh ``_id`` to send it under."""
    language = published.questionnaire.shown_in(language)
    sections = [
        (section, list(_lines(section, read, language)))
        for section in published.questionnaire.sections
    ]
    return say(
        language,
        "review",
        published=published,
        sections=[(section, lines) for section, lines in sections if lines],
        given=read.given,
        id=secrets.token_urlsafe(ID_BYTES),
    )


def _lines(section: Section, read: Read, language: Language) -> Iterator[Line]:
    for question in section.questions:
        rows = [row.text for row in question.rows] if question.kind == "grid" else [None]
        for field, row in zip(question.fields, rows, strict=False):
            if field in read.asked:
                yield _line(question, row, read.answers.get(field), language)


def _line(question: Question, row: Text | None, value: Value | None, language: Language) -> Line:
    if isinstance(value, str) and value in NON_ANSWERS:
        return Line(question, row, (), value)
    return Line(question, row, tuple(_spoken(question, value, language)))


def _spoken(question: Question, value: Value | None, language: Language) -> Iterator[str]:
    texts = {option.id: option.text.get(language) for option in question.options}
    if isinstance(value, tuple):
        yield from (texts[one] for one in value)
    elif isinstance(value, date):
        yield day(value, language)
    elif value is not None:
        yield texts.get(str(value), str(value))
