"""The document: what is refused and where, what is dropped, and that it comes back the same."""

import copy
import json
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consult.questionnaire.document import Option
from consult.questionnaire.reading import (
    content_hash,
    read_document,
    read_json,
    with_places,
    write_document,
)
from consult.questionnaire.shipped import shipped
from consult.questionnaire.text import Text
from tests.questionnaire.street import EVERY_KIND, STREET, document, options, question, words

TOP, FIRST = (), ("sections", 0, "questions", 0)


def changed(path, key, value):
    """The document of every kind with one value replaced, inside the part that path leads to."""
    data = copy.deepcopy(document(*EVERY_KIND))
    part = data
    for step in path:
        part = part[step]
    part[key] = value
    return data


Q = "sections[0].questions[0]"
REFUSED = [
    (TOP, "format", 2, "unknown_format", "format"),
    (TOP, "format", None, "unknown_format", "format"),
    (TOP, "id", "Mi calle", "bad_id", "id"),
    (TOP, "id", "_x", "bad_id", "id"),
    (TOP, "id", "a.b", "bad_id", "id"),
    (TOP, "id", "ñ", "bad_id", "id"),
    (TOP, "id", "x" * 49, "bad_id", "id"),
    (TOP, "id", 7, "bad_id", "id"),
    (TOP, "title", "Mi calle", "not_a_text", "title"),
    (TOP, "title", {"es": 7}, "not_a_string", "title.es"),
    (TOP, "title", {"es": "x" * 201}, "too_long", "title.es"),
    (TOP, "title", {"es": "x" * 9999}, "too_long", "title.es"),
    (TOP, "title", {"es": "a\x00b"}, "unreadable_text", "title.es"),
    (TOP, "title", {"en": "\ud800"}, "unreadable_text", "title.en"),
    *((TOP, "minimum_age", age, "not_an_age", "minimum_age") for age in (13, 19, 16.5)),
    (TOP, "minimum_age", "14", "not_a_number", "minimum_age"),
    (TOP, "sections", {}, "not_a_list", "sections"),
    (TOP, "sections", ["x"], "not_an_object", "sections[0]"),
    (TOP, "sections", [{}] * 401, "too_many", "sections"),
    (FIRST, "kind", "essay", "not_one_of", f"{Q}.kind"),
    (FIRST, "kind", None, "not_one_of", f"{Q}.kind"),
    (FIRST, "kind", ["single"], "not_one_of", f"{Q}.kind"),
    (FIRST, "role", "income", "not_one_of", f"{Q}.role"),
    (FIRST, "required", "yes", "not_a_flag", f"{Q}.required"),
    (FIRST, "required", 1, "not_a_flag", f"{Q}.required"),
    (FIRST, "non_answers", ["_empty"], "not_one_of", f"{Q}.non_answers"),
    (FIRST, "non_answers", [[]], "not_one_of", f"{Q}.non_answers"),
    (FIRST, "options", options("a") * 501, "too_many", f"{Q}.options"),
    (FIRST, "rows", options("a") * 41, "too_many", f"{Q}.rows"),
    (FIRST, "options", [{"id": "a", "text": {}, "exclusive": 0}], "not_a_flag", None),
    (FIRST, "minimum", "1", "not_a_number", f"{Q}.minimum"),
    (FIRST, "minimum", True, "not_a_number", f"{Q}.minimum"),
    (FIRST, "minimum", float("nan"), "not_a_number", f"{Q}.minimum"),
    (FIRST, "minimum", 1e400, "not_a_number", f"{Q}.minimum"),
    (FIRST, "minimum", 10**5000, "not_a_number", f"{Q}.minimum"),
    (FIRST, "minimum", 0.00001, "not_a_number", f"{Q}.minimum"),
    (FIRST, "max_choices", 0, "not_a_count", f"{Q}.max_choices"),
    (FIRST, "max_choices", 1.5, "not_a_count", f"{Q}.max_choices"),
    (FIRST, "max_length", 4001, "not_a_count", f"{Q}.max_length"),
    (FIRST, "earliest", "2025-02-30", "not_a_day", f"{Q}.earliest"),
    (FIRST, "earliest", "20250228", "not_a_day", f"{Q}.earliest"),
    (FIRST, "when", "seen", "expression_shape", f"{Q}.when"),
    (FIRST, "when", {"matches": ["a", "(a+)+"]}, "pattern_unsafe", f"{Q}.when"),
]


@pytest.mark.parametrize(
    ("path", "key", "value", "code", "where"), REFUSED, ids=[row[3] for row in REFUSED]
)
def test_a_bad_shape_is_told_with_its_place(path, key, value, code, where):
    questionnaire, faults = read_document(changed(path, key, value))
    assert questionnaire is None
    told = [fault for fault in faults if fault.code == code]
    assert told
    assert where is None or told[0].where == where


def test_an_unknown_key_is_dropped_with_a_warning():
    questionnaire, faults = read_document(changed(FIRST, "colour", "red"))
    assert [(fault.code, fault.severity) for fault in faults] == [("unknown_key", "warning")]
    assert questionnaire == STREET


def test_more_questions_than_one_may_have():
    many = [question(f"q{number}", "text") for number in range(1001)]
    assert "too_many" in {fault.code for fault in read_document(document(*many))[1]}


BYTES = [b"", b"\xff", b"{", b"[" * 200_000, b"1" * 9000, b"x" * 3_000_000]


@pytest.mark.parametrize("content", BYTES, ids=range(len(BYTES)))
def test_bytes_that_are_no_document(content):
    questionnaire, faults = read_json(content)
    assert questionnaire is None
    assert faults


@pytest.mark.parametrize("questionnaire", [STREET, *shipped().values()], ids=lambda q: q.id)
def test_a_document_comes_back_the_same(questionnaire):
    written = json.dumps(write_document(questionnaire)).encode()
    again, faults = read_json(b"\xef\xbb\xbf" + written)
    assert (again, faults) == (questionnaire, [])
    assert content_hash(again) == content_hash(questionnaire)


def test_the_hash_follows_the_content_and_not_its_spelling():
    def hashed(title, **more):
        return content_hash(read_document(document(*EVERY_KIND, title=words(title), **more))[0])

    composed, decomposed = (unicodedata.normalize(form, "Sección") for form in ("NFC", "NFD"))
    assert hashed(composed) == hashed(f" {decomposed}\r\n") == hashed(composed, colour="red")
    assert hashed(composed) != hashed("Otra")


def test_publishing_gives_places_to_those_who_ask_for_one():
    places = (Option("here", Text("Aquí")), Option("elsewhere", Text("Otro lugar")))
    placed = with_places(STREET, places)
    assert placed.by_id["district"].options == places
    assert placed.by_id["seen"] == STREET.by_id["seen"]


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)
parts = st.sampled_from(
    [
        TOP,
        ("title",),
        ("sections", 0),
        FIRST,
        (*FIRST, "options", 0),
        ("sections", 0, "questions", 4, "bands", 0),
    ]
)
keys = st.sampled_from(
    [
        "id",
        "kind",
        "text",
        "options",
        "rows",
        "bands",
        "when",
        "title",
        "es",
        "minimum",
        "questions",
        "role",
    ]
)


@settings(deadline=None)
@given(parts, keys, anything)
def test_no_document_breaks_the_reading(path, key, value):
    questionnaire, faults = read_document(changed(path, key, value))
    assert questionnaire is not None or faults
    if questionnaire is not None:
        assert read_document(write_document(questionnaire)) == (questionnaire, [])
