"""Conditions that nobody can fulfil: what is found, and that whatever is found is so."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consult.questionnaire.answers import read_answers
from consult.questionnaire.catalogue import sentence
from consult.questionnaire.check import check
from consult.questionnaire.reachable import never_asked
from consult.questionnaire.shipped import shipped
from tests.questionnaire import drawn
from tests.questionnaire.street import EVERY_KIND, YES_NO, options, question, questionnaire

YES, NO = {"selected": ["seen", "yes"]}, {"selected": ["seen", "no"]}
A, B = ({"selected": ["what", option]} for option in "ab")
AGE, DAY = {"answer": "age"}, {"answer": "day"}
SAFE = {"selected": ["places.home", "safe"]}

NON_ANSWERED = [{"selected": ["seen", name]} for name in ("_dk", "_refused")]
NEVER = [
    {"all": [YES, NO]},
    {"all": [YES, {"eq": [{"answer": "seen"}, "no"]}]},
    {"all": [YES, {"not": {"answered": "seen"}}]},
    {"all": [YES, {"selected": ["seen", "_dk"]}]},
    {"not": {"any": [{"answered": "seen"}, *NON_ANSWERED]}},
    {"all": [{"ge": [AGE, 5]}, {"le": [AGE, 3]}]},
    {"all": [{"gt": [AGE, 5]}, {"lt": [AGE, "5.0001"]}]},
    {"gt": [AGE, 120]},
    {"all": [{"gt": [AGE, 29]}, {"lt": [AGE, 30]}]},
    {"gt": [DAY, "2025-12-31"]},
    {"all": [{"gt": [DAY, "2025-03-01"]}, {"lt": [DAY, "2025-03-02"]}]},
    {"all": [A, NO]},
    {"all": [{"answered": "what"}, {"not": YES}]},
    {"ge": [{"count": "what"}, 3]},
    {"all": [{"answered": "why"}, {"not": A}, {"not": B}]},
    {"all": [SAFE, {"selected": ["places.home", "unsafe"]}]},
    {"eq": [1, 2]},
]  # fmt: skip
SOME_TIME = [
    {"any": [YES, NO]},
    {"all": [A, B]},
    {"not": YES},
    {"all": [{"ge": [AGE, 3]}, {"le": [AGE, 3]}]},
    {"all": [{"ge": [AGE, 30]}, {"lt": [AGE, "30.0001"]}]},
    {"all": [{"gt": [AGE, 28]}, {"lt": [AGE, 29]}]},
    {"ge": [DAY, "2025-12-31"]},
    {"all": [{"answered": "why"}, A]},
    {"not": {"answered": "age"}},
    {"all": [SAFE, {"selected": ["places.park", "unsafe"]}]},
    # What cannot be tried is not spoken of.
    {"eq": [{"mod": [AGE, 2]}, 3]},
    {"lt": [AGE, {"count": "first"}]},
    {"matches": [{"answer": "why"}, "a"]},
]


def faults(rule, *asked):
    last = question("last", "single", options=YES_NO, when=rule)
    after = question("after", "single", options=YES_NO, when={"answered": "last"})
    found = check(questionnaire(*EVERY_KIND, *asked, last, after))
    return [(fault.code, fault.where, fault.severity) for fault in found]


@pytest.mark.parametrize("rule", NEVER)
def test_a_condition_that_nobody_fulfils(rule):
    assert faults(rule) == [("rule_never_holds", "last", "warning")]


@pytest.mark.parametrize("rule", SOME_TIME)
def test_a_condition_that_somebody_may_fulfil(rule):
    assert faults(rule) == []


def test_what_is_wrong_otherwise_is_told_once():
    assert [code for code, *_ in faults({"selected": ["seen", "gone"]})] == ["rule_unknown_option"]
    assert [code for code, *_ in faults({"answered": "gone"})] == ["rule_unknown_question"]


def test_a_question_is_named_by_its_number():
    last = question("last", "single", options=YES_NO, when={"selected": ["what", "gone"]})
    [fault] = check(questionnaire(*EVERY_KIND, last))
    said = sentence(fault.code, fault.params)
    assert said.es.startswith(
        "La condición depende de una opción de la pregunta 2 que ya no existe"
    )


def test_many_options():
    many = question("many", "multiple", options=options(*(f"o{n}" for n in range(40))))
    chosen = {"selected": ["many", "o7"]}
    assert faults({"all": [chosen, {"not": {"answered": "many"}}]}, many)
    assert not faults({"all": [chosen, {"not": {"selected": ["many", "o8"]}}]}, many)


def test_everything_shipped_is_asked_of_somebody():
    assert not [id_ for asked in shipped().values() for id_ in never_asked(asked)]


@settings(deadline=None, max_examples=100, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_what_is_said_never_to_be_asked_is_asked_of_nobody(data):
    drawn_one = data.draw(drawn.questionnaires())
    never = {*never_asked(drawn_one)}
    for _ in range(3 if never else 0):
        read = read_answers(drawn_one, data.draw(drawn.submissions(drawn_one)))
        if not read.faults:
            assert not {field.partition(".")[0] for field in read.asked} & never
