"""A compiled reader says what ``read_answers`` says, of whatever is sent to it."""

import json
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from itertools import islice

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from consult.cli.simulated import simulated_answers
from consult.questionnaire.answers import canonical_answers, read_answers
from consult.questionnaire.compiled import Reader, condition
from consult.questionnaire.document import NON_ANSWERS
from consult.questionnaire.expressions import evaluate
from consult.questionnaire.grammar import read_expression
from consult.questionnaire.reading import with_places
from consult.questionnaire.shipped import TRUJILLO, shipped
from tests.questionnaire.drawn import (
    IDS,
    NAMES,
    TYPED,
    anything,
    fields,
    questionnaires,
    rules,
    submissions,
)
from tests.questionnaire.street import STREET
from tests.questionnaire.test_answers import REFUSED, SUBMISSIONS, VALID
from tests.questionnaire.test_expressions import CASES, value

EXAMPLES = settings(deadline=None, max_examples=400)
SHIPPED = {name: with_places(asked, TRUJILLO) for name, asked in shipped().items()}
READERS = {name: Reader(asked) for name, asked in SHIPPED.items()}
PEOPLE = {name: list(islice(simulated_answers(asked), 60)) for name, asked in SHIPPED.items()}


def assert_reads_alike(reader, questionnaire, pairs):
    read, plain = reader.read(iter(pairs)), read_answers(questionnaire, pairs)
    assert read == plain
    for part in ("answers", "given", "faults"):
        assert list(getattr(read, part)) == list(getattr(plain, part))
    assert canonical_answers(read.answers) == canonical_answers(plain.answers)


@pytest.mark.parametrize(
    "pairs",
    [
        *([(name, raw) for raw in raws] for name, raws, _ in VALID + REFUSED),
        *(pairs for pairs, _, _ in SUBMISSIONS),
        [("seen", "yes"), *[("what", "a")] * 2000],
    ],
    ids=lambda pairs: str(pairs)[:40],
)
def test_what_a_phone_might_send(pairs):
    assert_reads_alike(Reader(STREET), STREET, [("seen", "no"), *pairs])
    assert_reads_alike(Reader(STREET), STREET, pairs)


@st.composite
def drawn(draw):
    questionnaire = draw(questionnaires())
    return questionnaire, draw(st.lists(submissions(questionnaire), min_size=1, max_size=4))


@EXAMPLES
@given(drawn())
def test_any_submission_to_any_questionnaire(case):
    questionnaire, sent = case
    reader = Reader(questionnaire)
    for pairs in [*sent, *sent]:  # again, from whatever the reader keeps
        assert_reads_alike(reader, questionnaire, pairs)


@pytest.mark.parametrize("faulty", [False, True])
def test_the_draws_reach_both_ways_of_reading(faulty):
    """Else the test above could be passed by a reader that looks nothing up."""

    def telling(case):
        questionnaire, [pairs, *_] = case
        read = read_answers(questionnaire, pairs)
        everything = {field for asked in questionnaire.questions for field in asked.fields}
        return bool(read.faults) == faulty and read.answers and read.asked < everything

    drawing = settings(deadline=None, database=None, phases=[Phase.generate], max_examples=3000)
    find(drawn(), telling, settings=drawing)


@st.composite
def spoilt(draw):
    """A plausible submission to a shipped questionnaire, with some of its fields spoilt."""
    name = draw(st.sampled_from(sorted(PEOPLE)))
    pairs = list(draw(st.sampled_from(PEOPLE[name])))
    for _ in range(draw(st.integers(0, 4))):
        place = draw(st.integers(0, len(pairs) - 1))
        field, before = pairs[place]
        raw = draw(st.sampled_from([*TYPED, *IDS, before, f" {before}", before.upper()]) | anything)
        pairs[place : place + draw(st.integers(0, 2))] = [(field, raw)]
        if draw(st.sampled_from([True, False, False, False])):
            pairs.append((draw(anything), raw))
    return name, pairs


@EXAMPLES
@given(spoilt())
def test_the_shipped_questionnaires(case):
    name, pairs = case
    assert_reads_alike(READERS[name], SHIPPED[name], pairs)


@pytest.mark.parametrize("name", sorted(PEOPLE))
def test_threads_share_a_reader(name):
    reader, people = Reader(SHIPPED[name]), PEOPLE[name] * 4
    with ThreadPoolExecutor(8) as threads:
        read = list(threads.map(reader.read, people))
    assert read == [read_answers(SHIPPED[name], pairs) for pairs in people]


def possible(answers):
    """What the fields of a case could hold, were each a question with these options."""
    held = {name: given for name, given in answers.items() if isinstance(given, str)}
    return {name: (*IDS, *NON_ANSWERS, given) for name, given in held.items()}


@pytest.mark.parametrize("case", CASES, ids=lambda case: json.dumps(case["expression"])[:60])
def test_a_shared_case(case):
    answers = {field: value(data) for field, data in case["answers"].items()}
    tree = read_expression(case["expression"])
    assert condition(tree, {})(answers) is case["expected"]
    assert condition(tree, possible(answers))(answers) is case["expected"]


single = st.sampled_from([*IDS, *NON_ANSWERS])
held = st.dictionaries(fields, single | st.sampled_from([("a",), ("a", "yes"), Decimal(2)]))


@EXAMPLES
@given(rules, held, st.sets(st.sampled_from(NAMES)))
def test_any_condition(tree, answers, closed):
    values = dict.fromkeys(closed, (*IDS, *NON_ANSWERS))
    within = {
        name: given
        for name, given in answers.items()
        if name not in closed or isinstance(given, str)
    }
    assert condition(tree, values)(within) is evaluate(tree, within)
