"""What a check says: a questionnaire in, codes out."""

import pytest

from consult.questionnaire.check import check
from consult.questionnaire.reading import read_document
from consult.questionnaire.shipped import HELPLINES, TRUJILLO, shipped
from tests.questionnaire.street import STREET, YES_NO, document, options, question, words

SINGLE = question("q", "single", options=YES_NO)
BANDS = [
    {"id": "a", "text": words("a"), "maximum": 9},
    {"id": "b", "text": words("b"), "minimum": 9},
]
ASKED_BEFORE = question("first", "single", options=YES_NO, non_answers=["_dk"])
SEVERAL_BEFORE = question("many", "multiple", options=options("a", "b"))
GRID_BEFORE = question("grid", "grid", rows=options("r"), options=options("a", "b"))


def codes(*questions, **more):
    questionnaire, faults = read_document(document(*questions, **more))
    assert questionnaire is not None, faults
    return {(fault.severity, fault.code) for fault in check(questionnaire)}


def only(code, severity="error"):
    return {(severity, code)}


def when(rule):
    return {**SINGLE, "when": rule}


ONE_QUESTION = [
    (SINGLE, set()),
    (question("q", "note"), only("no_questions")),
    (question("q", "single"), only("too_few_options")),
    (question("q", "scale", options=options("a")), only("too_few_options")),
    (question("q", "single", options=options("a", "a")), only("duplicate_id")),
    (question("q", "grid", options=options("a", "b")), only("grid_without_rows")),
    (question("q", "text", options=options("a", "b")), only("needless_list", "warning")),
    ({**SINGLE, "text": {"en": "q"}}, only("missing_spanish")),
    ({**SINGLE, "text": {"es": "q"}}, only("spanish_alone", "warning")),
    ({**SINGLE, "hint": {"es": "q"}}, only("spanish_alone", "warning")),
    ({**SINGLE, "id": "only"}, only("duplicate_id")),
    ({**SINGLE, "required": True}, only("required_without_way_out", "warning")),
    ({**SINGLE, "role": "sex", "sensitive": True}, only("role_sensitive")),
    (question("q", "multiple", options=YES_NO, role="sex"), only("role_kind")),
    (question("q", "multiple", options=YES_NO, max_choices=3), only("max_choices_idle", "warning")),
    (question("q", "place", role="district"), set()),
    (question("q", "date", earliest="2025-02-01", latest="2025-01-01"), only("limits_reversed")),
    (question("q", "number", bands=BANDS), only("bands_overlap")),
    (question("q", "number", bands=BANDS[::-1]), only("bands_overlap")),
    (question("q", "number", minimum=2, maximum=1, bands=BANDS[:1]), only("limits_reversed")),
    (question("q", "number"), only("number_without_bands", "warning")),
    (
        question("q", "single", options=[{**option, "exclusive": True} for option in YES_NO]),
        only("exclusive_needless", "warning"),
    ),
    (
        question("q", "multiple", options=[{**option, "exclusive": True} for option in YES_NO]),
        only("exclusive_all"),
    ),
]
RULES = [
    ({"selected": ["first", "yes"]}, set()),
    ({"selected": ["first", "_dk"]}, set()),
    ({"eq": [{"answer": "first"}, "no"]}, set()),
    ({"ge": [{"count": "many"}, 1]}, set()),
    ({"answered": "grid.r"}, set()),
    ({"selected": ["first", "_refused"]}, only("rule_unknown_option")),
    ({"not": {"selected": ["many", "z"]}}, only("rule_unknown_option")),
    ({"all": [{"ne": ["z", {"answer": "first"}]}]}, only("rule_unknown_option")),
    ({"eq": [{"answer": "many"}, "a"]}, only("rule_compares_several")),
    ({"answered": "grid"}, only("rule_unknown_question")),
    ({"answered": "nowhere"}, only("rule_unknown_question")),
    ({"answered": "q"}, only("rule_later_question")),
    ({"answered": "last"}, only("rule_later_question")),
]


@pytest.mark.parametrize(("asked", "said"), ONE_QUESTION)
def test_a_question(asked, said):
    assert codes(asked) == said


@pytest.mark.parametrize(("rule", "said"), RULES)
def test_a_rule(rule, said):
    last = question("last", "single", options=YES_NO)
    assert codes(ASKED_BEFORE, SEVERAL_BEFORE, GRID_BEFORE, when(rule), last) == said


def test_a_role_is_played_once():
    assert codes({**SINGLE, "role": "sex"}, {**ASKED_BEFORE, "role": "sex"}) == only("role_twice")


def test_a_section_may_not_depend_on_itself():
    section = {"id": "s", "title": words("s"), "when": {"answered": "q"}, "questions": [SINGLE]}
    assert codes(sections=[section]) == only("rule_later_question")


OWN, LATER = {"selected": ["q", "yes"]}, {"answered": "last"}
DAY = {"le": ["2025-01-01", {"today": []}]}
LATE = question("last", "text")
RULES = [
    ({"valid": OWN}, set()),
    ({"valid": DAY}, set()),
    ({"valid": LATER}, only("rule_later_question")),
    ({"valid": {"selected": ["q", "z"]}}, only("rule_unknown_option")),
    ({"valid": OWN, "valid_text": {"es": "q"}}, only("spanish_alone", "warning")),
    ({"required_when": {"answered": "first"}}, only("required_without_way_out", "warning")),
    ({"required_when": {"answered": "first"}, "non_answers": ["_dk"]}, set()),
    ({"required_when": OWN, "non_answers": ["_dk"]}, only("rule_later_question")),
    ({"required_when": DAY, "non_answers": ["_dk"]}, only("rule_today")),
    ({"when": DAY}, only("rule_today")),
    ({"options": [YES_NO[0], {**YES_NO[1], "when": {"answered": "first"}}]}, set()),
    ({"options": [YES_NO[0], {**YES_NO[1], "when": OWN}]}, only("rule_later_question")),
    ({"options": [YES_NO[0], {**YES_NO[1], "when": DAY}]}, only("rule_today")),
    (
        {"kind": "grid", "rows": [{**options("r")[0], "when": {"answered": "first"}}]},
        only("row_condition"),
    ),
]


@pytest.mark.parametrize(("more", "said"), RULES)
def test_a_rule_on_answers_looks_back(more, said):
    assert codes(ASKED_BEFORE, {**SINGLE, **more}, LATE) == said


def test_every_kind_together_passes():
    assert [fault for fault in check(STREET) if fault.severity == "error"] == []


def test_what_is_shipped_is_complete():
    assert shipped()
    for questionnaire in shipped().values():
        assert check(questionnaire) == []
    assert len({place.id for place in TRUJILLO}) == len(TRUJILLO) == 12
    assert "105" in {line["number"] for line in HELPLINES}
