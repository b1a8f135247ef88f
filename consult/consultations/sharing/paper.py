"""The questionnaire on paper, with the numbers of the phone and the codes that are keyed in."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from consult.consultations.sharing.words import both
from consult.page.words import N_
from consult.questionnaire.codes import codes
from consult.questionnaire.document import (
    NON_ANSWERS,
    Expression,
    Question,
    Questionnaire,
    Section,
)
from consult.questionnaire.expressions import refers_to
from consult.questionnaire.text import LANGUAGES, Language, Text
from consult.questionnaire.wording import NON_ANSWER_WORDS, in_words

_SHORT = 30  # characters; answers up to here stand in two columns
_FEW_IN_COLUMNS = 4


@dataclass(frozen=True, slots=True)
class Box:
    """One answer to tick, with its code."""

    code: str
    text: Text
    only_if: Text | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it is printed; a note has no number."""

    question: Question
    number: int | None
    only_if: Text | None
    how: Text | None
    boxes: tuple[Box, ...]
    asides: tuple[Box, ...]
    in_columns: bool


def pages(
    questionnaire: Questionnaire, languages: Sequence[Language]
) -> list[tuple[Section, Text | None, list[Asked]]]:
    """Each section with its condition in words and its questions."""
    numbers = questionnaire.numbers
    return [
        (
            section,
            _only_if(section.when, questionnaire, numbers),
            [_asked(question, questionnaire, numbers, languages) for question in section.questions],
        )
        for section in questionnaire.sections
    ]


def _asked(
    question: Question,
    questionnaire: Questionnaire,
    numbers: Mapping[str, int],
    languages: Sequence[Language],
) -> Asked:
    boxes = tuple(_boxes(question, questionnaire, numbers))
    return Asked(
        question,
        numbers.get(question.id),
        _only_if(question.when, questionnaire, numbers),
        _how(question),
        boxes,
        tuple(
            Box(code, NON_ANSWER_WORDS[id_])
            for code, id_ in codes(question).items()
            if id_ in NON_ANSWERS
        ),
        len(boxes) >= _FEW_IN_COLUMNS
        and all(_length(box.text, languages) <= _SHORT for box in boxes),
    )


def _length(text: Text, languages: Sequence[Language]) -> int:
    """In characters; what reads the same in both languages is printed once."""
    return sum(map(len, {text.get(language) for language in languages}))


def _how(question: Question) -> Text | None:
    """What to do with the boxes, where it is not to mark one of them."""
    most = question.max_choices or len(question.options)
    if question.kind == "multiple" and question.max_choices:
        return both(N_("You may mark up to %(most)s."), most=most)
    if question.kind == "multiple":
        return both(N_("You may mark several."))
    if question.kind == "ranking" and most > 1:
        return both(
            N_("Write 1 in the box of what comes first, then 2 and so on, up to %(most)s."),
            most=most,
        )
    return both(N_("Day / month / year")) if question.kind == "date" else None


def _boxes(
    question: Question, questionnaire: Questionnaire, numbers: Mapping[str, int]
) -> Iterator[Box]:
    options = {option.id: option for option in question.options}
    for code, id_ in codes(question).items():
        if id_ in options:
            option = options[id_]
            yield Box(code, option.text, _only_if(option.when, questionnaire, numbers))


def _only_if(
    rule: Expression | None, questionnaire: Questionnaire, numbers: Mapping[str, int]
) -> Text | None:
    """The condition as a sentence, with the number of each question that it speaks of."""
    if rule is None:
        return None
    said = Text(*(in_words(rule, questionnaire, language) for language in LANGUAGES))
    of = sorted({numbers[q] for f in refers_to(rule) if (q := f.partition(".")[0]) in numbers})
    if not of:
        return said
    listed = ", ".join(map(str, of))
    where = both(
        N_("(question %(numbers)s)") if len(of) == 1 else N_("(questions %(numbers)s)"),
        numbers=listed,
    )
    return Text(*(f"{said.get(one).removesuffix('.')} {where.get(one)}." for one in LANGUAGES))
