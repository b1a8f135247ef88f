"""Rows of the builder and conditions: there and back, and what rows cannot say."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from consult.questionnaire import conditions
from consult.questionnaire.conditions import Row, Rows, expression_of, rows_of
from consult.questionnaire.document import NON_ANSWERS, Question
from consult.questionnaire.expressions import evaluate
from consult.questionnaire.grammar import ExpressionError, read_expression
from consult.questionnaire.kinds import read_field
from consult.questionnaire.reading import with_places
from consult.questionnaire.route import rules_of
from consult.questionnaire.shipped import TRUJILLO, shipped
from tests.questionnaire import drawn
from tests.questionnaire.street import STREET

EXAMPLES = settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))

SEEN, WHAT = {"selected": ["seen", "yes"]}, {"selected": ["what", "a"]}
AGE, DAY = {"answer": "age"}, {"answer": "day"}
PAIRS = [
    (SEEN, Rows("all", (Row("seen", "is", ("yes",)),))),
    ({"not": SEEN}, Rows("all", (Row("seen", "is_not", ("yes",)),))),
    ({"answered": "what"}, Rows("all", (Row("what", "answered"),))),
    (
        {"all": [{"any": [WHAT, {"selected": ["what", "c"]}]}, {"ge": [AGE, 18]}]},
        Rows("all", (Row("what", "includes", ("a", "c")), Row("age", "at_least", ("18",)))),
    ),
    (
        {"any": [{"not": WHAT}, {"not": {"answered": "age"}}]},
        Rows("any", (Row("what", "excludes", ("a",)), Row("age", "not_answered"))),
    ),
    (
        {"any": [{"eq": [AGE, 3]}, {"selected": ["age", "_refused"]}]},
        Rows("all", (Row("age", "is", ("3", "_refused")),)),
    ),
    ({"le": [DAY, "2025-06-01"]}, Rows("all", (Row("day", "at_most", ("2025-06-01",)),))),
    (
        {"selected": ["places.park", "unsafe"]},
        Rows("all", (Row("places.park", "is", ("unsafe",)),)),
    ),
    # What has gone is kept: the builder points at it.
    ({"selected": ["gone", "yes"]}, Rows("all", (Row("gone", "is", ("yes",)),))),
    ({"selected": ["seen", "gone"]}, Rows("all", (Row("seen", "is", ("gone",)),))),
]


@pytest.mark.parametrize(("tree", "rows"), PAIRS)
def test_rows_and_their_canonical_tree(tree, rows):
    rule = read_expression(tree)
    assert rows_of(rule, STREET) == rows
    assert expression_of(rows, STREET) == rule


READ_AS = [
    ({"eq": [{"answer": "seen"}, "yes"]}, [Row("seen", "is", ("yes",))]),
    ({"ge": [{"answer": "fear"}, 2]}, [Row("fear", "is", ("2", "3"))]),
    ({"ge": [50, AGE]}, [Row("age", "at_most", ("50",))]),
    ({"ge": [AGE, "18.0"]}, [Row("age", "at_least", ("18",))]),
    ({"ne": [AGE, 3]}, [Row("age", "answered"), Row("age", "is_not", ("3",))]),
    (
        {"any": [{"answered": "seen"}, {"selected": ["seen", "_dk"]}]},
        [Row("seen", "answered"), Row("seen", "is", ("_dk",))],
    ),
    (
        {"not": {"any": [SEEN, {"all": [WHAT, WHAT]}]}},
        None,
    ),
    (
        {"not": {"any": [SEEN, WHAT]}},
        [Row("seen", "is_not", ("yes",)), Row("what", "excludes", ("a",))],
    ),
    ({"gt": [AGE, 18]}, None),
    ({"ge": [{"count": "what"}, 2]}, None),
    ({"all": [SEEN, {"any": [WHAT, {"answered": "age"}]}]}, None),
    ({"matches": [{"answer": "why"}, "a+"]}, None),
    ({"eq": [AGE, "_dk"]}, None),
    ({"eq": [1, 1]}, None),
]


@pytest.mark.parametrize(("tree", "rows"), READ_AS)
def test_what_a_condition_is_read_as(tree, rows):
    read = rows_of(read_expression(tree), STREET)
    assert (read and list(read.rows)) == rows


def test_no_condition_is_no_rows():
    assert rows_of(None, STREET) == Rows("all", ())
    assert expression_of(Rows("any", ()), STREET) is None


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (Row("seen", "is"), "rule_row_empty"),
        (Row("age", "at_least", ("old",)), "not_a_number"),
        (Row("age", "is", ("1e400",)), "not_a_number"),
        (Row("day", "at_most", ("2025-02-30",)), "not_a_day"),
        (Row("seen", "is", ("«»",)), "expression_shape"),
        (Row("<script>", "answered"), "expression_shape"),
    ],
)
def test_a_row_that_is_no_condition(row, code):
    with pytest.raises(ExpressionError) as refused:
        expression_of(Rows("all", (row,)), STREET)
    assert refused.value.code == code


def test_every_shipped_rule_fits_rows():
    asked = [with_places(one, TRUJILLO) for one in shipped().values()]
    assert all(rows_of(rule, one) for one in asked for rule in rules_of(one))


def values_of(asked: Question) -> st.SearchStrategy[tuple[str, ...]]:
    written = {"number": ["12", "28.5"], "date": ["2025-03-01", "2024-02-29"], "text": ["señor"]}
    known = [*written.get(asked.kind, [o.id for o in asked.options]), *asked.non_answers]
    return st.lists(st.sampled_from(known), min_size=1, max_size=3, unique=True).map(tuple)


@st.composite
def a_row(draw: st.DrawFn, asked: Question) -> Row:
    field, test = (
        draw(st.sampled_from(asked.fields)),
        draw(st.sampled_from(conditions.tests_for(asked))),
    )
    if test in ("answered", "not_answered"):
        return Row(field, test)
    values = draw(values_of(asked))
    if test in ("at_least", "at_most"):
        values = tuple(value for value in values if value not in NON_ANSWERS)[:1]
        assume(values)
    return Row(field, test, values)


@st.composite
def some_rows(draw: st.DrawFn, questionnaire) -> Rows:
    asked = [question for question in questionnaire.questions if question.fields]
    assume(asked)
    rows = draw(st.lists(st.sampled_from(asked).flatmap(a_row), min_size=1, max_size=4))
    return Rows(draw(st.sampled_from(["all", "any"])), tuple(rows))


@st.composite
def answers(draw: st.DrawFn, questionnaire) -> dict[str, object]:
    given = {}
    for question in questionnaire.questions:
        for field in question.fields:
            typed = draw(st.lists(drawn.plausible(question), max_size=2))
            value = read_field(question, typed)
            if isinstance(value, str | tuple | Decimal | date):
                given[field] = value
    return given


@EXAMPLES
@given(st.data())
def test_rows_there_and_back(data):
    questionnaire = data.draw(drawn.questionnaires())
    rule = expression_of(data.draw(some_rows(questionnaire)), questionnaire)
    normal = rows_of(rule, questionnaire)
    assert normal is not None
    back = expression_of(normal, questionnaire)
    assert rows_of(back, questionnaire) == normal
    for _ in range(3):
        given_ = data.draw(answers(questionnaire))
        assert evaluate(back, given_) == evaluate(rule, given_)


@EXAMPLES
@given(st.data())
def test_whatever_fits_rows_means_the_same(data):
    questionnaire = data.draw(drawn.questionnaires())
    rule = data.draw(drawn.rules)
    rows = rows_of(rule, questionnaire)
    assume(rows is not None)
    back = expression_of(rows, questionnaire)
    for _ in range(4):
        given_ = data.draw(answers(questionnaire))
        assert evaluate(back, given_) == evaluate(rule, given_)
