from datetime import date
from decimal import Decimal

import pytest

from consult.questionnaire.document import Band, Option, Question, Questionnaire, Section
from consult.questionnaire.text import Text
from consult.tables.columns import Column, TooManyOptions, code, encode, layout


def options(*ids):
    return tuple(Option(name, Text(name)) for name in ids)


def question(name, kind, **rest):
    return Question(name, kind, Text(name), **rest)


def questionnaire(*questions):
    section = Section("s", Text("s"), questions)
    return Questionnaire("q", Text("q"), Text(""), Text(""), (section,))


YEARS = (
    Band("adult", Text("18+"), Decimal(18)),
    Band("minor", Text("0-17"), Decimal(0), Decimal(17)),
)
EVERY_KIND = questionnaire(
    question("where", "place", options=options("130101", "130102")),
    question("safe", "scale", options=options("very", "little")),
    question("age", "number", bands=YEARS),
    question("weight", "number"),
    question("seen", "multiple", options=options("gun", "knife", "none")),
    question("trust", "grid", options=options("yes", "no"), rows=options("police", "mayor")),
    question("first", "ranking", options=options("light", "patrol", "work"), max_choices=2),
    question("when", "date"),
    question("why", "text"),
    question("thanks", "note"),
)


def test_a_layout_holds_what_tables_can_print():
    assert [(c.id, c.dtype.str) for c in layout(EVERY_KIND)] == [
        ("where", "|u1"),
        ("safe", "|u1"),
        ("age", "|u1"),
        ("seen", "<u8"),
        ("trust.police", "|u1"),
        ("trust.mayor", "|u1"),
        ("first.1", "|u1"),
        ("first.2", "|u1"),
        ("when", "<u2"),
    ]


def by_id(name) -> Column:
    return next(column for column in layout(EVERY_KIND) if column.id == name)


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        ("where", None, 0),
        ("where", "_not_asked", 1),
        ("where", "_dk", 2),
        ("where", "_refused", 3),
        ("where", "130102", 5),
        ("age", Decimal(17), 4),
        ("age", Decimal("17.5"), 4),
        ("age", Decimal(18), 5),
        ("age", Decimal(-1), 0),
        ("seen", None, 0b1),
        ("seen", (), 0b1),
        ("seen", "_not_asked", 0b10),
        ("seen", "_dk", 0b100),
        ("seen", "_refused", 0b1000),
        ("seen", ("gun", "none"), 0b101_0000),
        ("seen", "knife", 0b10_0000),
        ("first.1", ("patrol",), 5),
        ("first.2", ("patrol",), 0),
        ("first.2", ("patrol", "light"), 4),
        ("when", date(1900, 1, 31), 4),
        ("when", date(2026, 11, 2), 4 + 126 * 12 + 10),
    ],
)
def test_codes(column, value, expected):
    assert code(by_id(column), value) == expected


def test_a_row_has_the_same_length_whatever_was_answered():
    columns = layout(EVERY_KIND)
    everything = frozenset(column.field for column in columns)
    assert encode(columns, {}, frozenset()) == (1, 1, 1, 2, 1, 1, 1, 1, 1)
    assert encode(columns, {}, everything) == (0, 0, 0, 1, 0, 0, 0, 0, 0)
    given = {"safe": "little", "trust.mayor": "no", "first": ("work", "light")}
    assert encode(columns, given, everything) == (0, 5, 0, 1, 0, 5, 6, 4, 0)


def test_an_unasked_answer_does_not_count():
    columns = layout(EVERY_KIND)
    assert encode(columns, {"safe": "very"}, frozenset({"where"}))[1] == 1


def test_an_unknown_option_is_refused():
    with pytest.raises(KeyError):
        code(by_id("where"), "150101")


def test_a_set_of_bits_has_its_limit():
    with pytest.raises(TooManyOptions):
        layout(questionnaire(question("q", "multiple", options=options(*map(str, range(61))))))
