"""What an answer must keep to because of others, or of the day: submissions in, verdicts out."""

from datetime import date

import pytest

from consult.questionnaire.answers import read_answers
from consult.questionnaire.catalogue import sentence
from consult.questionnaire.check import check
from consult.questionnaire.compiled import Reader
from consult.questionnaire.judging import needed
from tests.questionnaire.street import CAREFUL, IN_SECTOR, options, question, questionnaire

DAY = date(2025, 6, 1)
HERE = [("place", "130101"), ("sector", "centre")]
CASES = [
    (HERE, {}),
    ([("place", "130101")], {"sector": "required"}),
    ([("place", "130103")], {}),  # no sector is there to choose
    ([], {}),
    ([("place", "130102"), ("sector", "centre")], {"sector": "option_gone"}),
    ([("sector", "centre")], {"sector": "option_gone"}),
    ([*HERE, ("what", "centre"), ("what", "all"), ("why", "Así es")], {}),
    ([*HERE, ("what", "hill"), ("what", "centre")], {"what": "option_gone"}),
    ([*HERE, ("what", "all")], {"why": "required"}),
    ([*HERE, ("what", "all"), ("why", "_refused")], {}),
    ([*HERE, ("dni", "12345678")], {}),
    ([*HERE, ("dni", "0012345678")], {"dni": "not_a_number_answer"}),
    ([*HERE, ("dni", "123")], {"dni": "not_valid_told"}),
    ([*HERE, ("dni", "_refused")], {}),
    ([*HERE, ("dni", "x"), ("first", "9")], {"dni": "not_a_number_answer"}),
    ([*HERE, ("dni", "12345678"), ("first", "99999999")], {"first": "not_valid"}),
    ([*HERE, ("dni", "123"), ("first", "999")], {"dni": "not_valid_told", "first": "not_valid"}),
    ([*HERE, ("first", "999")], {}),  # not asked
    ([*HERE, ("born", "2025-06-01")], {}),
    ([*HERE, ("born", "2025-06-02")], {"born": "not_valid"}),
]


@pytest.mark.parametrize(("pairs", "faults"), CASES)
def test_a_verdict(pairs, faults):
    read = read_answers(CAREFUL, pairs, DAY)
    assert {name: fault.code for name, fault in read.faults.items()} == faults
    assert Reader(CAREFUL).read(pairs, DAY) == read


def test_without_a_day_nothing_is_judged_by_it():
    pairs = [*HERE, ("born", "2099-01-01"), ("dni", "123")]
    assert set(read_answers(CAREFUL, pairs).faults) == {"dni"}
    assert read_answers(CAREFUL, pairs) == Reader(CAREFUL).read(pairs)


def test_a_refusal_is_told_in_the_words_of_the_question():
    fault = read_answers(CAREFUL, [*HERE, ("dni", "123")], DAY).faults["dni"]
    told = sentence(fault.code, fault.params)
    assert (told.es, told.en) == ("Son 8 cifras.", "It has 8 digits.")


def test_the_careful_questionnaire_can_be_published():
    assert [fault for fault in check(CAREFUL) if fault.severity == "error"] == []


RULES = [option["when"] for option in IN_SECTOR]
NEEDED = [
    ({"required": True}, True),
    ({}, False),
    ({"required_when": RULES[0]}, RULES[0]),
    ({"required": True, "options": IN_SECTOR}, {"any": RULES[:2]}),
    ({"required_when": RULES[0], "options": IN_SECTOR}, {"all": [RULES[0], {"any": RULES[:2]}]}),
    ({"required": True, "options": [*IN_SECTOR, *options("all")]}, True),
    ({"required": True, "options": IN_SECTOR, "non_answers": ["_dk"]}, True),
    ({"options": IN_SECTOR}, False),
]


@pytest.mark.parametrize(("more", "demand"), NEEDED)
def test_what_must_be_answered(more, demand):
    assert needed(questionnaire(question("q", "single", **more)).by_id["q"]) == demand
