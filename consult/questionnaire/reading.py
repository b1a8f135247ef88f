"""The questionnaire document: JSON into a Questionnaire, back, and its content hash."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, fields, replace
from decimal import Decimal
from typing import TypeVar, cast, get_args

from consult.questionnaire.document import (
    ADULT,
    NON_ANSWERS,
    YOUNGEST,
    Band,
    Expression,
    Kind,
    Option,
    Question,
    Questionnaire,
    Role,
    Section,
)
from consult.questionnaire.faults import Fault
from consult.questionnaire.shape import Shape
from consult.questionnaire.text import Text

Part = Questionnaire | Section | Question | Option | Band
Whole = TypeVar("Whole", Questionnaire, Section, Question)
FORMAT = 1
KINDS: tuple[str, ...] = get_args(Kind)
ROLES: tuple[str, ...] = get_args(Role)
MOST_BYTES = 4_000_000
MOST_SECTIONS, MOST_QUESTIONS, MOST_ROWS, MOST_PLACES = 400, 1000, 40, 200
# A set of options is kept as the bits of one 64-bit number, with room for the reserved codes. One
# option of many is a code of 16 bits, so there a list is as long as a page and its tables bear.
MOST_OPTIONS, MOST_LISTED = 60, 500
LONGEST_TITLE, LONGEST_QUESTION, LONGEST_OPTION, LONGEST_PROSE = 200, 2000, 400, 3000
LONGEST_ANSWER = 4000
_MOST = {"single": MOST_LISTED, "place": MOST_PLACES}

_QUESTIONNAIRE = frozenset(("format", *Questionnaire.__dataclass_fields__))
_SECTION = frozenset(Section.__dataclass_fields__)
_OPTION = frozenset(("id", "text", "exclusive", "when", "columns"))
_BAND = frozenset(("id", "text", "minimum", "maximum"))
_QUESTION = frozenset(Question.__dataclass_fields__)


def read_json(content: bytes) -> tuple[Questionnaire | None, list[Fault]]:
    """Read a document from the bytes of a .json file. Never raises."""
    if len(content) > MOST_BYTES:
        return None, [Fault("file_too_large", {"megabytes": MOST_BYTES // 1_000_000})]
    try:
        data = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None, [Fault("not_json")]
    return read_document(data)


def read_document(data: object) -> tuple[Questionnaire | None, list[Fault]]:
    """Read a document. The questionnaire is None if any fault is an error; ``where`` is a path.

    A draft may be unfinished: what stops publishing is told by ``check``.
    """
    if not isinstance(data, Mapping):
        return None, [Fault("not_an_object")]
    return _alone(_questionnaire, data)


def read_question(data: Mapping[str, object]) -> tuple[Question | None, list[Fault]]:
    """Read one question alone, as ``read_document`` reads it within a document."""
    return _alone(_question, data)


def read_section(data: Mapping[str, object]) -> tuple[Section | None, list[Fault]]:
    """Read one section alone, with all its questions."""
    return _alone(_section, data)


def _alone(
    read: Callable[[Shape], Whole], data: Mapping[str, object]
) -> tuple[Whole | None, list[Fault]]:
    faults: list[Fault] = []
    part = read(Shape(data, "", faults))
    broken = any(fault.severity == "error" for fault in faults)
    return (None if broken else part), faults


def _questionnaire(shape: Shape) -> Questionnaire:
    shape.expect(_QUESTIONNAIRE)
    if shape.data.get("format") != FORMAT:
        shape.fault("unknown_format", "format", format=FORMAT)
    questionnaire = Questionnaire(
        id=shape.identifier(),
        title=shape.text("title", LONGEST_TITLE),
        intro=shape.text("intro", LONGEST_PROSE),
        thanks=shape.text("thanks", LONGEST_PROSE),
        sections=tuple(_section(part) for part in shape.objects("sections", MOST_SECTIONS)),
        minimum_age=_minimum_age(shape),
    )
    if len(questionnaire.questions) > MOST_QUESTIONS:
        shape.fault("too_many", "sections", most=MOST_QUESTIONS)
    return questionnaire


def _minimum_age(shape: Shape) -> int:
    age = shape.number("minimum_age")
    if age is None:
        return ADULT
    if age not in range(YOUNGEST, ADULT + 1):
        shape.fault("not_an_age", "minimum_age", youngest=YOUNGEST, oldest=ADULT)
    return int(age)


def _section(shape: Shape) -> Section:
    shape.expect(_SECTION)
    return Section(
        id=shape.identifier(),
        title=shape.text("title", LONGEST_TITLE),
        questions=tuple(_question(part) for part in shape.objects("questions", MOST_QUESTIONS)),
        when=shape.expression("when"),
        columns=shape.columns("columns"),
    )


def _question(shape: Shape) -> Question:
    shape.expect(_QUESTION)
    kind = shape.one_of("kind", KINDS)
    if shape.data.get("kind") is None:
        shape.fault("not_one_of", "kind", choices=", ".join(KINDS))
    return Question(
        id=shape.identifier(),
        kind=cast(Kind, kind or "note"),
        text=shape.text("text", LONGEST_PROSE if kind == "note" else LONGEST_QUESTION),
        hint=shape.text("hint", LONGEST_PROSE) or None,
        source=shape.line("source", LONGEST_QUESTION),
        required=shape.flag("required"),
        required_when=shape.expression("required_when"),
        valid=shape.expression("valid"),
        valid_text=shape.text("valid_text", LONGEST_PROSE) or None,
        sensitive=shape.flag("sensitive"),
        role=cast(Role | None, shape.one_of("role", ROLES)),
        when=shape.expression("when"),
        non_answers=shape.some_of("non_answers", NON_ANSWERS),
        options=_options(shape, "options", _MOST.get(kind or "", MOST_OPTIONS)),
        rows=_options(shape, "rows", MOST_ROWS),
        bands=tuple(_band(part) for part in shape.objects("bands", MOST_OPTIONS)),
        minimum=shape.number("minimum"),
        maximum=shape.number("maximum"),
        earliest=shape.day("earliest"),
        latest=shape.day("latest"),
        shuffled=shape.flag("shuffled"),
        max_choices=shape.whole("max_choices", MOST_OPTIONS),
        max_length=shape.whole("max_length", LONGEST_ANSWER),
        columns=shape.columns("columns"),
    )


def _options(shape: Shape, key: str, most: int) -> tuple[Option, ...]:
    return tuple(_option(part) for part in shape.objects(key, most))


def _option(shape: Shape) -> Option:
    shape.expect(_OPTION)
    return Option(
        id=shape.identifier(),
        text=shape.text("text", LONGEST_OPTION),
        exclusive=shape.flag("exclusive"),
        when=shape.expression("when"),
        columns=shape.columns("columns"),
    )


def _band(shape: Shape) -> Band:
    shape.expect(_BAND)
    text = shape.text("text", LONGEST_OPTION)
    return Band(shape.identifier(), text, shape.number("minimum"), shape.number("maximum"))


def write_document(questionnaire: Questionnaire) -> dict[str, object]:
    """The document, plain JSON values only; what has its default is left out."""
    return {"format": FORMAT, **write_part(questionnaire)}


def write_expression(expression: Expression) -> object:
    """The tree as plain JSON values."""
    return _written(expression)


def write_part(part: Part) -> dict[str, object]:
    """One part of a document, and all that is in it, in the same way."""
    return {
        field.name: _written(value)
        for field in fields(part)
        if (value := getattr(part, field.name)) != field.default or field.default is MISSING
    }


def _written(value: object) -> object:
    if isinstance(value, Text):
        return {"es": value.es, "en": value.en} if value.en else {"es": value.es}
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else float(value)
    if isinstance(value, list | tuple):
        return [_written(part) for part in value]
    if isinstance(value, Mapping):
        return {key: _written(part) for key, part in value.items()}
    if isinstance(value, Part):
        return write_part(value)
    return value


def with_places(questionnaire: Questionnaire, places: Sequence[Option]) -> Questionnaire:
    """The questionnaire whose ``place`` questions offer these places: what publishing freezes."""

    def placed(question: Question) -> Question:
        return replace(question, options=tuple(places)) if question.kind == "place" else question

    sections = tuple(
        replace(section, questions=tuple(placed(question) for question in section.questions))
        for section in questionnaire.sections
    )
    return replace(questionnaire, sections=sections)


def content_hash(questionnaire: Questionnaire) -> str:
    """SHA-256, in hex, of the canonical JSON: sorted keys, no spaces, UTF-8."""
    document = write_document(questionnaire)
    canonical = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()
