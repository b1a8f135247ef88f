"""The questionnaire as data: what a published version freezes and every other room reads."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Literal

from consult.questionnaire.text import LANGUAGES, Language, Text

Kind = Literal[
    "single", "multiple", "scale", "number", "text", "date", "ranking", "grid", "place", "note"
]
Role = Literal["district", "sex", "age", "sector"]
Expression = Mapping[str, object]

# What one field holds: an option, a text or a non-answer; several options; a number; a day.
Value = str | tuple[str, ...] | Decimal | date
# By field: the id of a question, or ``grid.row``.
Answers = Mapping[str, Value]

# Reserved ids begin with "_", which no id of a questionnaire may.
DONT_KNOW, REFUSED, NOT_ASKED, EMPTY = "_dk", "_refused", "_not_asked", "_empty"
NON_ANSWERS = (DONT_KNOW, REFUSED)
TODAY = "_today"  # among answers, the day in Peru on which they are judged

YOUNGEST, ADULT = 14, 18  # who consents without parents, by Peruvian law, and who is of age


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to choose. An exclusive one ("none of these") stands alone in its list.

    ``when`` says for whom it is there, and ``columns`` holds what a spreadsheet said of it that
    means nothing here, to be given back.
    """

    id: str
    text: Text
    exclusive: bool = False
    when: Expression | None = None
    columns: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Band:
    """An interval of a number question, both ends included; an open end is None."""

    id: str
    text: Text
    minimum: Decimal | None = None
    maximum: Decimal | None = None


@dataclass(frozen=True)
class Question:
    """One question. Fields that its kind has no use for keep their defaults.

    ``required_when`` makes it required for some, ``valid`` must hold of an answer to it, else it
    is refused with ``valid_text``; ``columns`` as in Option.
    """

    id: str
    kind: Kind
    text: Text
    hint: Text | None = None
    source: str = ""
    required: bool = False
    required_when: Expression | None = None
    valid: Expression | None = None
    valid_text: Text | None = None
    sensitive: bool = False
    role: Role | None = None
    when: Expression | None = None
    non_answers: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()  # single, multiple, scale, ranking, grid; place once published
    rows: tuple[Option, ...] = ()  # grid
    bands: tuple[Band, ...] = ()  # number
    minimum: Decimal | None = None  # number
    maximum: Decimal | None = None  # number
    earliest: str | None = None  # date, ISO
    latest: str | None = None  # date, ISO
    shuffled: bool = False  # the order of the options, on each phone anew
    max_choices: int | None = None  # multiple, ranking
    max_length: int | None = None  # text, in characters
    columns: Mapping[str, str] | None = None

    @property
    def fields(self) -> tuple[str, ...]:
        """The names that its answer has in a form: its id, or one for each row of a grid."""
        if self.kind == "note":
            return ()
        if self.kind == "grid":
            return tuple(f"{self.id}.{row.id}" for row in self.rows)
        return (self.id,)


@dataclass(frozen=True)
class Section:
    """Questions that belong together under one title; ``columns`` as those of a question."""

    id: str
    title: Text
    questions: tuple[Question, ...]
    when: Expression | None = None
    columns: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Questionnaire:
    """A whole questionnaire. Ids of sections, questions and rows are unique within it.

    One with a ``minimum_age`` below ADULT is made for adolescents: from that age to 17.
    """

    id: str
    title: Text
    intro: Text
    thanks: Text
    sections: tuple[Section, ...]
    minimum_age: int = ADULT

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """Every question in the order of asking, notes included."""
        return tuple(question for section in self.sections for question in section.questions)

    @cached_property
    def by_id(self) -> Mapping[str, Question]:
        return {question.id: question for question in self.questions}

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """The number that each question shows, by its id. A note has none."""
        asked = (question.id for question in self.questions if question.kind != "note")
        return {id_: number for number, id_ in enumerate(asked, start=1)}

    @cached_property
    def texts(self) -> tuple[tuple[str, Text], ...]:
        """Each place with a text that must be there, or that is there in one language at least.

        A place is "title", "intro", "thanks", the id of a section or question, or
        ``question.option``; a question and its hint share one.
        """
        return tuple(_texts(self))

    @cached_property
    def missing_translations(self) -> tuple[str, ...]:
        """The place of every text that is there in Spanish alone."""
        return tuple(where for where, text in self.texts if text.es and not text.en)

    @cached_property
    def languages(self) -> tuple[Language, ...]:
        """The languages that residents are offered: English only where no text lacks it."""
        return LANGUAGES[:1] if self.missing_translations else LANGUAGES

    def shown_in(self, language: Language) -> Language:
        """The language for whoever asks for this one."""
        return language if language in self.languages else self.languages[0]

    def with_role(self) -> Iterator[Question]:
        """The questions that break down tables, in the order of asking."""
        return (question for question in self.questions if question.role)


def _texts(questionnaire: Questionnaire) -> Iterator[tuple[str, Text]]:
    yield "title", questionnaire.title
    yield from _where_given(("intro", questionnaire.intro), ("thanks", questionnaire.thanks))
    for section in questionnaire.sections:
        yield section.id, section.title
        for question in section.questions:
            yield from _texts_of(question)


def _texts_of(question: Question) -> Iterator[tuple[str, Text]]:
    yield question.id, question.text
    yield from _where_given((question.id, question.hint), (question.id, question.valid_text))
    for option in (*question.options, *question.rows):
        yield f"{question.id}.{option.id}", option.text
    for band in question.bands:
        yield f"{question.id}.{band.id}", band.text


def _where_given(*texts: tuple[str, Text | None]) -> Iterator[tuple[str, Text]]:
    return ((where, text) for where, text in texts if text)
