"""Answers in, verdict out: each row is what a phone might send and what becomes of it."""

import unicodedata
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consult.questionnaire.answers import as_pairs, canonical_answers, read_answers
from consult.questionnaire.faults import Fault
from consult.questionnaire.kinds import read_field
from tests.questionnaire.street import STREET

VALID = [
    ("seen", ["yes"], "yes"),
    ("seen", ["_dk"], "_dk"),
    ("seen", [""], None),
    ("seen", ["", "no"], "no"),
    ("what", ["c", "a"], ("a", "c")),
    ("why", ["  sí\r\nno  "], "sí\nno"),
    ("why", ["sen\u0303or"], "señor"),
    ("why", ["\u202eabc"], "abc"),
    ("why", ["ñ" * 20], "ñ" * 20),
    ("why", ["n\u0303" * 20], "ñ" * 20),
    ("fear", ["3"], "3"),
    ("age", ["18"], Decimal(18)),
    ("age", ["+007"], Decimal(7)),
    ("age", ["-0"], Decimal(0)),
    ("age", ["100.00"], Decimal(100)),
    ("age", ["28,5"], Decimal("28.5")),
    ("age", ["_refused"], "_refused"),
    ("day", ["2025-02-28"], date(2025, 2, 28)),
    ("first", ["b", "a"], ("b", "a")),
    ("places", ["safe"], "safe"),
    ("district", ["130102"], "130102"),
]
REFUSED = [
    ("seen", ["maybe"], "not_an_option"),
    ("seen", ["yes", "no"], "one_answer_only"),
    ("seen", ["yes", "yes"], "one_answer_only"),
    ("seen", ["yes", "_dk"], "non_answer_with_others"),
    ("seen", ["_empty"], "not_an_option"),
    ("seen", ["y\x00es"], "unreadable_answer"),
    ("what", ["a", "x"], "not_an_option"),
    ("what", ["a", "a"], "option_repeated"),
    ("what", ["a", "b", "c"], "too_many_choices"),
    ("what", ["_dk"], "not_an_option"),
    ("why", ["a" * 21], "text_long"),
    ("why", ["a", "b"], "one_answer_only"),
    ("why", ["_not_asked"], "not_an_option"),
    ("why", ["\ud800"], "unreadable_answer"),
    ("why", ["\x07"], "unreadable_answer"),
    ("why", ["\ufffe"], "unreadable_answer"),
    ("age", ["1e400"], "not_a_number_answer"),
    ("age", ["１２"], "not_a_number_answer"),
    ("age", ["1_0"], "not_a_number_answer"),
    ("age", ["NaN"], "not_a_number_answer"),
    ("age", ["Infinity"], "not_a_number_answer"),
    ("age", ["0x1"], "not_a_number_answer"),
    ("age", ["1,234.5"], "not_a_number_answer"),
    ("age", ["9" * 5000], "not_a_number_answer"),
    ("age", ["-1"], "number_low"),
    ("age", ["121"], "number_high"),
    ("age", ["29.5"], "number_outside_bands"),
    ("age", ["_dk"], "not_an_option"),
    ("day", ["2025-02-30"], "not_a_date"),
    ("day", ["20250228"], "not_a_date"),
    ("day", ["２025-02-28"], "not_a_date"),
    ("day", ["2025-W01-1"], "not_a_date"),
    ("day", ["2026-01-01"], "date_outside"),
    ("first", ["a", "a"], "option_repeated"),
    ("first", ["a", "b", "c"], "too_many_choices"),
    ("places", ["safe", "unsafe"], "one_answer_only"),
    ("district", ["130103"], "not_an_option"),
]


@pytest.mark.parametrize(("name", "raw", "value"), VALID)
def test_a_field_is_read(name, raw, value):
    assert read_field(STREET.by_id[name], raw) == value


@pytest.mark.parametrize(("name", "raw", "code"), REFUSED)
def test_a_field_is_refused(name, raw, code):
    read = read_field(STREET.by_id[name], raw)
    assert isinstance(read, Fault)
    assert read.code == code


SUBMISSIONS = [
    ([("seen", "no")], {"seen": "no"}, {}),
    ([], {}, {"seen": "required"}),
    ([("seen", "")], {}, {"seen": "required"}),
    ([("seen", "maybe")], {}, {"seen": "not_an_option"}),
    ([("seen", "no"), ("mood", "x")], {"seen": "no"}, {"mood": "unknown_field"}),
    ([("seen", "no"), ("places", "safe")], {"seen": "no"}, {"places": "unknown_field"}),
    ([("seen", "no"), ("aside", "x")], {"seen": "no"}, {"aside": "unknown_field"}),
    ([("seen", "yes"), ("what", "b")], {"seen": "yes", "what": ("b",)}, {}),
    # An abandoned branch stops counting, its faults too, and what depended on it follows.
    ([("seen", "no"), ("what", "b")], {"seen": "no"}, {}),
    ([("seen", "no"), ("what", "x")], {"seen": "no"}, {}),
    ([("seen", "no"), ("what", "a"), ("what", "b"), ("why", "x")], {"seen": "no"}, {}),
    (
        [("why", "x"), ("what", "a"), ("what", "b"), ("seen", "yes")],
        {"seen": "yes", "what": ("a", "b"), "why": "x"},
        {},
    ),
    (
        [("seen", "no"), ("places.home", "safe"), ("places.park", "x")],
        {"seen": "no", "places.home": "safe"},
        {"places.park": "not_an_option"},
    ),
]


@pytest.mark.parametrize(("pairs", "answers", "faults"), SUBMISSIONS)
def test_a_submission(pairs, answers, faults):
    read = read_answers(STREET, pairs)
    assert read.answers == answers
    assert {name: fault.code for name, fault in read.faults.items()} == faults


def test_what_was_typed_is_kept_to_be_shown_again():
    read = read_answers(STREET, [("seen", "maybe"), ("what", "a"), ("what", "\ud800")])
    assert read.given == {"seen": ("maybe",), "what": ("a", "?")}


def test_answers_have_one_canonical_form():
    one = read_answers(STREET, [("seen", "yes"), ("what", "b"), ("what", "a"), ("age", "018.0")])
    other = read_answers(STREET, [("age", "18"), ("what", "a"), ("what", "b"), ("seen", "yes")])
    assert canonical_answers(one.answers) == canonical_answers(other.answers)
    assert canonical_answers(one.answers) == (
        b'[["age","18"],["seen","yes"],["what","a"],["what","b"]]'
    )


names = st.sampled_from(["seen", "what", "why", "age", "day", "first", "places.home", "district"])
plausible = st.sampled_from(
    ["yes", "no", "a", "b", "c", "_dk", "safe", "2025-03-01", "12", "130101"]
)
anything = st.text(st.characters(exclude_categories=[]))
submissions = st.lists(st.tuples(names, plausible) | st.tuples(names | anything, anything))


@settings(deadline=None)
@given(submissions)
def test_no_submission_breaks_the_reading(pairs):
    read = read_answers(STREET, pairs)
    assert set(read.answers) <= read.asked
    assert not set(read.answers) & set(read.faults)


@settings(deadline=None)
@given(submissions)
def test_reading_the_canonical_form_gives_the_same(pairs):
    read = read_answers(STREET, pairs)
    again = read_answers(STREET, as_pairs(read.answers))
    assert again.answers == read.answers
    assert set(again.faults) <= {"seen"}


@settings(deadline=None)
@given(submissions)
def test_composed_and_decomposed_letters_get_one_verdict(pairs):
    composed, decomposed = (
        read_answers(STREET, [(name, unicodedata.normalize(form, value)) for name, value in pairs])
        for form in ("NFC", "NFD")
    )
    assert composed.answers == decomposed.answers
    assert composed.faults == decomposed.faults
