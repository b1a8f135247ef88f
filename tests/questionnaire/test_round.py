"""There and back: whatever a questionnaire holds, other tools take its form, and it comes back."""

import re
import string

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyxform.xls2xform import convert

from consult.questionnaire.document import NON_ANSWERS
from consult.questionnaire.reading import read_document, write_document
from consult.questionnaire.shipped import shipped
from consult.questionnaire.xlsform import read_xlsform, write_xlsform
from consult.questionnaire.xlsform.columns import is_given_back
from tests.questionnaire.drawn import BANDS, rules
from tests.questionnaire.street import STREET

# Names that mean something to pyxform, or to XML.
NAMES = ("data", "meta", "name", "instanceid", "1st", "xml", "end", "audit", "q1_bands", "q1")
HEADERS = ("chapter", "Analysis note", "label.length", "$given_name", "ñandú", "publishable")
HEADERS += ("image", "guidance_hint", "disaggregation", "1col", "x" * 90)
OPTIONS = ("yes", "no", "1", "other", "96")
ODD = (
    "=1+1",
    "${seen}",
    "$\u2060{x}",
    'say "no"',
    "it's",
    "a\n\nb",
    "<b>bold</b>",
    "**x**",
    "50 %",
)
ODD += ("_x0041_", "'", "-", "{}", "@SUM(A1)", "&amp;", "#N/A", "TRUE", "1.0", "  a  b".strip())

letters = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Co", "Cn", "Zl", "Zp"])
words = st.sampled_from(ODD) | st.text(letters, min_size=1, max_size=12)
texts = st.fixed_dictionaries({"es": words}, optional={"en": words})
cells = st.dictionaries(
    st.sampled_from(HEADERS), words.filter(lambda cell: "${" not in cell), max_size=2
)
trees = rules


@st.composite
def options(draw):
    ids = draw(st.lists(st.sampled_from(OPTIONS), max_size=4, unique=True))
    return [
        {"id": id_, "text": draw(texts)}
        | draw(st.fixed_dictionaries({}, optional={"when": trees, "columns": cells}))
        | ({"exclusive": True} if draw(st.booleans()) and draw(st.booleans()) else {})
        for id_ in ids
    ]


@st.composite
def questions(draw, id_):
    kind = draw(
        st.sampled_from(
            [
                *("single", "multiple", "scale", "number", "text"),
                *("date", "ranking", "grid", "place", "note"),
            ]
        )
    )
    more = {
        "hint": texts,
        "source": words,
        "required": st.just(True),
        "required_when": trees,
        "valid": trees,
        "valid_text": texts,
        "sensitive": st.just(True),
        "role": st.sampled_from(["sex", "sector"]),
        "when": trees,
        "non_answers": st.sampled_from([["_dk"], list(NON_ANSWERS)]),
        "minimum": st.sampled_from([0, -2.5, 3]),
        "maximum": st.sampled_from([10, 7.25]),
        "earliest": st.just("2025-01-01"),
        "latest": st.just("2026-01-01"),
        "shuffled": st.just(True),
        "max_choices": st.sampled_from([1, 2]),
        "max_length": st.sampled_from([5, 300]),
        "columns": cells,
    }
    question = {"id": id_, "kind": kind, "text": draw(texts)}
    question |= draw(st.fixed_dictionaries({}, optional=more))
    if kind not in ("place", "note", "text", "date", "number"):
        question["options"] = draw(options())
    if kind == "number" and draw(st.booleans()):
        bands = [BANDS[1], BANDS[0]]
        question["bands"] = [
            {"id": band.id, "text": {"es": band.text.es}}
            | {"minimum" if band.minimum else "maximum": int(band.minimum or band.maximum or 0)}
            for band in bands
        ]
    if kind == "grid":
        rows = draw(st.lists(st.sampled_from(OPTIONS), max_size=3, unique=True))
        question["rows"] = [{"id": row, "text": draw(texts)} for row in rows]
    return question


@st.composite
def questionnaires(draw):
    ids = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=6, unique=True))
    sections, at = [], 0
    for number in range(draw(st.integers(1, 3))):
        size = draw(st.integers(0, 3))
        section = {"id": f"s{number}", "title": draw(texts)}
        section["questions"] = [draw(questions(id_)) for id_ in ids[at : at + size]]
        section |= draw(st.fixed_dictionaries({}, optional={"when": trees}))
        sections.append(section)
        at += size
    document = {"format": 1, "id": "drawn", "title": draw(texts), "intro": draw(texts)}
    document |= {"thanks": draw(texts), "sections": sections}
    read, faults = read_document(document)
    assert read is not None, faults
    return read


@settings(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))
@given(questionnaires())
def test_whatever_a_questionnaire_holds_comes_back_and_other_tools_take_it(original):
    form = write_xlsform(original)
    assert convert(form, file_type=".xlsx").xform
    read = read_xlsform(form)
    assert write_document(read.questionnaire) == write_document(original)
    assert [fault for fault in read.faults if fault.severity == "dropped"] == []


@pytest.mark.parametrize("name", [*shipped(), "street"])
def test_what_is_shipped_comes_back_and_other_tools_take_it(name):
    original = {**shipped(), "street": STREET}[name]
    form = write_xlsform(original)
    assert convert(form, file_type=".xlsx").xform
    returned = write_document(read_xlsform(form).questionnaire)
    expected = write_document(original)
    for question in (q for section in expected["sections"] for q in section["questions"]):
        if question["kind"] == "place":
            question.pop("options", None)
    assert returned == expected


@settings(deadline=None, max_examples=300)
@given(st.text(string.printable, min_size=1, max_size=12), words)
def test_no_column_that_means_something_is_given_back(header, cell):
    if is_given_back(header, cell):
        name = re.sub(r"[\s-]", "_", header.strip().lower())
        assert name not in ("type", "name", "label", "relevant", "required", "bind", "default")
        assert "${" not in cell
