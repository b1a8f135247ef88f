"""The page of keying, line by line: one for each field, with the codes that it takes."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from consult.questionnaire.codes import codes
from consult.questionnaire.document import NON_ANSWERS, Expression, Question, Questionnaire, Section
from consult.questionnaire.kinds import LONGEST_TEXT
from consult.questionnaire.reading import write_expression
from consult.questionnaire.text import Text
from consult.questionnaire.wording import NON_ANSWER_WORDS
from consult.web.locale import said

PREFIX = "answer-"  # of every answer's name in the form: apart from what else stands there
_LONGEST_ENTRY = 200  # characters
_SEVERAL = ("multiple", "ranking")
_A_DAY = "24/11/2026"


@dataclass(frozen=True, slots=True)
class Line:
    """One field to key in; ``row`` is that of a grid."""

    field: str
    number: int
    question: Question
    row: Text | None = None

    @property
    def name(self) -> str:
        return f"{PREFIX}{self.field}"

    @property
    def longest(self) -> int:
        text = self.question.kind == "text"
        return (self.question.max_length or LONGEST_TEXT) if text else _LONGEST_ENTRY

    @property
    def takes_several(self) -> bool:
        return self.question.kind in _SEVERAL

    @property
    def accepted(self) -> str:
        """What can be keyed, in short: «1–5, NS, NR»."""
        known = codes(self.question)
        options = [code for code, id_ in known.items() if id_ not in NON_ANSWERS]
        others = [code for code, id_ in known.items() if id_ in NON_ANSWERS]
        first = f"{options[0]}–{options[-1]}" if options else _typed(self.question)
        return ", ".join([first, *others] if first else others)

    @property
    def meanings(self) -> str:
        """For the script: the id and the words of each code."""
        texts = {option.id: option.text for option in self.question.options} | NON_ANSWER_WORDS
        known = codes(self.question).items()
        return json.dumps({code: (id_, said(texts[id_])) for code, id_ in known})


def sections(questionnaire: Questionnaire) -> Iterator[tuple[Section, list[list[Line]]]]:
    """Each section with the lines of each of its questions, notes left out."""
    numbers = questionnaire.numbers
    for section in questionnaire.sections:
        asked = [question for question in section.questions if question.kind != "note"]
        if asked:
            yield section, [list(_lines(question, numbers[question.id])) for question in asked]


def owners(questionnaire: Questionnaire) -> Mapping[str, int]:
    """The number of its question, by field."""
    numbers = questionnaire.numbers
    return {field: numbers[q.id] for q in questionnaire.questions for field in q.fields}


def rule(tree: Expression | None) -> str | None:
    """A condition for the script."""
    return json.dumps(write_expression(tree)) if tree else None


def _typed(question: Question) -> str:
    least, most = question.minimum, question.maximum
    if question.kind == "number" and least is not None and most is not None:
        return f"{least:f}–{most:f}"
    return _A_DAY if question.kind == "date" else ""


def _lines(question: Question, number: int) -> Iterator[Line]:
    if question.kind == "grid":
        for field, row in zip(question.fields, question.rows, strict=True):
            yield Line(field, number, question, row.text)
    else:
        yield Line(question.id, number, question)
