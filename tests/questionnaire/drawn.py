"""Questionnaires and submissions drawn at random: every kind, rules, non-answers, odd strings."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import strategies as st

from consult.questionnaire.document import (
    NON_ANSWERS,
    Band,
    Option,
    Question,
    Questionnaire,
    Section,
)
from consult.questionnaire.grammar import DEEPEST, read_expression
from consult.questionnaire.text import Text

NAMES = ("q1", "q2", "q3", "q4", "q5", "q6", "q7")
ROWS = ("home", "park")
IDS = ("yes", "no", "1", "2", "3", "a", "b")
KINDS = (
    *("single", "multiple", "scale", "number", "text"),
    *("date", "ranking", "grid", "place", "note"),
)
WORDS = Text("palabras", "words")

ids = st.sampled_from(IDS)
fields = st.sampled_from([*NAMES, *(f"{name}.{row}" for name in NAMES for row in ROWS)])
COMPARED = ("eq", "ne", "lt", "le", "gt", "ge")
RECKONED = ("add", "sub", "mul", "div", "mod")
operands: st.SearchStrategy[object] = st.deferred(lambda: simple | simple | reckoned | either)
leaves: st.SearchStrategy[object] = st.deferred(lambda: said | compared | compared | fitting)
simple = (
    st.builds(lambda field: {"answer": field}, fields)
    | st.builds(lambda field: {"count": field}, fields)
    | st.sampled_from([0, 1, 2, 2.5, "yes", "1", "", "2025-03-01", "2025-02-30", {"today": []}])
)
reckoned = st.builds(
    lambda name, left, right: {name: [left, right]}, st.sampled_from(RECKONED), operands, operands
)
either = st.builds(lambda *three: {"if": list(three)}, leaves, operands, operands)
said = st.builds(
    lambda *pair: {"selected": list(pair)}, fields, ids | st.sampled_from(NON_ANSWERS)
) | st.builds(lambda field: {"answered": field}, fields)
compared = st.builds(
    lambda name, *two: {name: list(two)}, st.sampled_from(COMPARED), operands, operands
)
fitting = st.builds(
    lambda operand, pattern: {"matches": [operand, pattern]},
    operands,
    st.sampled_from(["[a-z]+", "yes|1", ".*", r"-?\d+(\.\d)?"]),
)
rules = (
    st.recursive(
        leaves,
        lambda inner: (
            st.builds(lambda part: {"not": part}, inner)
            | st.builds(
                lambda name, parts: {name: parts},
                st.sampled_from(["all", "any"]),
                st.lists(inner, min_size=1, max_size=3),
            )
        ),
        max_leaves=4,
    )
    .filter(lambda tree: deep(tree) <= DEEPEST)
    .map(read_expression)
)


def deep(tree: object) -> int:
    if isinstance(tree, dict):
        return 1 + max(map(deep, tree.values()))
    return max(map(deep, tree), default=0) if isinstance(tree, list) else 0


def options(known: tuple[str, ...], exclusive: bool = False) -> tuple[Option, ...]:
    return tuple(
        Option(name, WORDS, exclusive and name == known[-1]) for name in dict.fromkeys(known)
    )


# Rarely enough that many submissions are without a fault.
seldom = st.sampled_from(range(12)).flatmap(lambda chance: st.none() if chance else rules)


@st.composite
def offered(draw: st.DrawFn) -> tuple[Option, ...]:
    """Options of which some are there for some only."""
    listed = options(draw(st.lists(ids, min_size=1).map(tuple)), draw(st.booleans()))
    return tuple(replace(option, when=draw(seldom)) for option in listed)


@st.composite
def questions(draw: st.DrawFn, name: str) -> Question:
    kind = draw(st.sampled_from(KINDS))
    return Question(
        name,
        kind,
        WORDS,
        required=kind != "note" and draw(st.booleans()) and draw(st.booleans()),
        when=draw(st.none() | rules),
        non_answers=draw(st.sampled_from([(), ("_dk",), NON_ANSWERS])),
        required_when=draw(seldom),
        valid=draw(seldom),
        valid_text=draw(st.sampled_from([None, WORDS])),
        options=draw(offered()),
        rows=options(ROWS) if kind == "grid" else (),
        bands=draw(st.sampled_from([(), BANDS])),
        minimum=draw(st.sampled_from([None, Decimal(1)])),
        maximum=draw(st.sampled_from([None, Decimal(40)])),
        latest=draw(st.sampled_from([None, "2025-06-01"])),
        max_choices=draw(st.sampled_from([None, 1, 2])),
        max_length=draw(st.sampled_from([None, 5])),
    )


BANDS = (Band("old", WORDS, Decimal(30)), Band("young", WORDS, None, Decimal(29)))


@st.composite
def questionnaires(draw: st.DrawFn) -> Questionnaire:
    asked = [draw(questions(name)) for name in NAMES[: draw(st.integers(1, len(NAMES)))]]
    cuts = sorted(draw(st.lists(st.integers(0, len(asked)), max_size=3)))
    bounds = zip([0, *cuts], [*cuts, len(asked)], strict=True)
    sections = tuple(
        Section(f"s{number}", WORDS, tuple(asked[start:end]), draw(st.none() | rules))
        for number, (start, end) in enumerate(bounds)
    )
    return Questionnaire("drawn", WORDS, WORDS, WORDS, sections)


# Letters that only look alike, letters put together from two, marks of direction, half a pair.
ODD = ("", " ", " yes ", "\tno\r\n", "ye\u200es", "sen\u0303or", "señor", "１", "\ud800", "\x00")
RESERVED = ("_dk", "_refused", "_not_asked", "_empty", "_none")
TYPED = (*ODD, *RESERVED, "12", "+007", "28,5", "29.5", "1e4", "2025-03-01", "2025-02-30", "a" * 9)
anything = st.text(st.characters(exclude_categories=[]))


@st.composite
def submissions(draw: st.DrawFn, questionnaire: Questionnaire) -> list[tuple[str, str]]:
    """Mostly what is asked for, so that many are without a fault; now and then anything."""
    pairs = [
        (field, value)
        for question in questionnaire.questions
        for field in question.fields
        for value in draw(st.lists(plausible(question), max_size=3 if several(question) else 1))
    ]
    for _ in range(draw(st.sampled_from([0, 0, 1, 3]))):
        names = st.sampled_from([name for name, _ in pairs] or ["gone"]) | st.just("gone")
        pairs.append((draw(names | anything), draw(st.sampled_from([*TYPED, *IDS]) | anything)))
    return draw(st.permutations(pairs)) if draw(st.booleans()) else pairs


def several(question: Question) -> bool:
    return question.kind in ("multiple", "ranking")


def plausible(question: Question) -> st.SearchStrategy[str]:
    offered = (*(option.id for option in question.options), *question.non_answers)
    match question.kind:
        case "number":
            return st.sampled_from(["12", "+007", "28,5", "33", *question.non_answers])
        case "text":
            return st.sampled_from(
                ["señor", "sen\u0303or", " sí ", *ODD[:2], *question.non_answers]
            )
        case "date":
            return st.sampled_from(["2025-03-01", "2024-02-29", *question.non_answers])
    return st.sampled_from([*offered, *offered, ""])
