"""A compiled encoder gives the codes that ``columns.encode`` gives."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consult.questionnaire.answers import read_answers
from consult.questionnaire.compiled import Reader
from consult.tables.columns import encode, layout
from consult.tables.encoder import Encoder
from tests.questionnaire.drawn import questionnaires, submissions
from tests.questionnaire.test_compiled import PEOPLE, READERS, SHIPPED
from tests.tables.test_columns import EVERY_KIND

COLUMNS = layout(EVERY_KIND)
CODES = Encoder(COLUMNS)


@st.composite
def drawn(draw):
    questionnaire = draw(questionnaires())
    return questionnaire, draw(submissions(questionnaire))


@settings(deadline=None, max_examples=400)
@given(drawn())
def test_any_submission_to_any_questionnaire(case):
    questionnaire, pairs = case
    plain, columns = read_answers(questionnaire, pairs), layout(questionnaire)
    read = Reader(questionnaire).read(pairs)
    expected = encode(columns, plain.answers, plain.asked)
    assert Encoder(columns).encode(read.answers, read.asked) == expected


@pytest.mark.parametrize("name", sorted(PEOPLE))
def test_the_shipped_questionnaires(name):
    columns = layout(SHIPPED[name])
    encoder = Encoder(columns)
    for pairs in PEOPLE[name]:
        read = READERS[name].read(pairs)
        assert encoder.encode(read.answers, read.asked) == encode(columns, read.answers, read.asked)


non_answers = st.sampled_from(["_dk", "_refused", "_empty", "_not_asked"])
one = st.fixed_dictionaries(
    {},
    optional={
        "where": non_answers | st.sampled_from(["130101", "130102"]),
        "age": non_answers | st.decimals(-5, 120, places=1),
        "seen": non_answers
        | st.sampled_from(["gun", "knife"])
        | st.lists(st.sampled_from(["gun", "knife", "none"])).map(tuple),
        "trust.mayor": non_answers | st.sampled_from(["yes", "no"]),
        "first": non_answers
        | st.just("work")
        | st.permutations(["light", "patrol", "work"]).map(lambda all_: tuple(all_[:2])),
        "when": non_answers | st.dates(date(1900, 1, 1), date(2100, 12, 31)),
    },
)


@settings(deadline=None, max_examples=400)
@given(one, st.frozensets(st.sampled_from([column.field for column in COLUMNS])))
def test_any_answers(answers, asked):
    assert CODES.encode(answers, asked) == encode(COLUMNS, answers, asked)


@pytest.mark.parametrize("answers", [{"where": "150101"}, {"seen": ("gun", "bomb")}])
def test_an_unknown_option_is_refused(answers):
    for encoding in (CODES.encode, lambda *given: encode(COLUMNS, *given)):
        with pytest.raises(KeyError):
            encoding(answers, frozenset(answers))


def test_a_number_takes_the_code_of_its_band():
    everything = frozenset(column.field for column in COLUMNS)
    assert CODES.encode({"age": Decimal(18)}, everything)[2] == 5
