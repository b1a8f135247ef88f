"""Conditions: the shared cases, the shapes that are refused, and how they read as sentences.

In the cases a number is ``{"number": "18"}`` and a date ``{"date": "2025-06-01"}``; several answers
are a list.
"""

import json
from contextlib import suppress
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consult.questionnaire.expressions import evaluate, in_words, refers_to
from consult.questionnaire.grammar import DEEPEST, ExpressionError, read_expression
from consult.questionnaire.patterns import PatternError, compiled, matches
from consult.questionnaire.route import asked, deciding
from tests.questionnaire.street import STREET, YES_NO, question, questionnaire

CASES = json.loads(Path(__file__).with_name("expression_cases.json").read_text("utf-8"))


def value(data):
    if isinstance(data, list):
        return tuple(data)
    if isinstance(data, dict):
        return Decimal(data["number"]) if "number" in data else date.fromisoformat(data["date"])
    return data


@pytest.mark.parametrize("case", CASES, ids=lambda case: json.dumps(case["expression"])[:60])
def test_a_shared_case(case):
    answers = {field: value(data) for field, data in case["answers"].items()}
    assert evaluate(read_expression(case["expression"]), answers) is case["expected"]


YES = {"selected": ["seen", "yes"]}


def nested(levels):
    return YES if levels == 1 else {"not": nested(levels - 1)}


MALFORMED = [
    None,
    [],
    "seen",
    True,
    {},
    {"all": [YES], "any": [YES]},
    {"all": []},
    {"all": YES},
    {"all": [YES] * 61},
    {"xor": [YES, YES]},
    {"not": [YES]},
    {"eq": [1]},
    {"eq": [1, 2, 3]},
    {"eq": [True, 1]},
    {"eq": [None, 1]},
    {"eq": [1e400, 1]},
    {"eq": [10**9, 1]},
    {"eq": [YES, 1]},
    {"eq": ["\ud800", "a"]},
    {"add": [1, 2]},
    {"selected": ["seen"]},
    {"selected": ["seen", 1]},
    {"selected": ["seen", "_empty"]},
    {"answered": "Seen"},
    {"answered": "a.b.c"},
    {"answered": ["seen"]},
    {"matches": ["a", 1]},
    {"matches": ["a", "(a+)+"]},
    {"eq": [{"if": [YES, 1]}, 1]},
    {"eq": [{"if": [1, 1, 1]}, 1]},
    {"eq": [{"today": 0}, "2025-01-01"]},
    {"if": [YES, YES, YES]},
    nested(DEEPEST + 1),
]


@pytest.mark.parametrize("tree", MALFORMED, ids=lambda tree: str(tree)[:40])
def test_what_is_no_condition_is_refused(tree):
    with pytest.raises(ExpressionError):
        read_expression(tree)


def test_the_deepest_condition_is_taken():
    assert evaluate(read_expression(nested(DEEPEST)), {"seen": "yes"}) is (DEEPEST % 2 == 1)


UNSAFE = [
    *("(a+)+", "(a|a)*", "(a|b){21}", ".*.*.*", "a?" * 22, "(a?){20}", "a" * 101),
    *(r"\1", r"(a)\1", "(?=a)", "(?!a)", "(?<=a)", "(?P<n>a)", "(?i)a", "a*?", "a++", "a{2}{3}"),
    *("a**", "*a", "(", ")", "(a", "[", "[]", "[]a]", "[^]", "[b-a]", r"[\d-z]", r"[a-\w]", "]"),
    *("{", "}", "a{,3}", "a{3,2}", r"\s", r"\b", r"\n", r"\x41", r"\p{L}", "\\", "a^", "$a"),
    *("[[a]", "[a&&b]", "[a--b]", "[a~b]", "[a||b]", "(" * 11 + ")" * 11),
]


@pytest.mark.parametrize("pattern", UNSAFE)
def test_an_unsafe_pattern_is_refused(pattern):
    with pytest.raises(PatternError):
        compiled(pattern)


@settings(deadline=None)
@given(st.text(r"ab0.*+?{}()[]|\^$-,dw1", max_size=20), st.text("ab0\n", max_size=30))
def test_a_pattern_is_refused_or_answers(pattern, text):
    with suppress(PatternError):
        assert matches(pattern, text) in (True, False)


def test_the_fields_that_decide():
    tree = {"all": [YES, {"gt": [{"add": [{"answer": "age"}, {"count": "what"}]}, 1]}]}
    assert refers_to(read_expression(tree)) == {"seen", "age", "what"}
    assert deciding(STREET) == ("seen", "what")


ROUTES = [
    ({}, False, False),
    ({"seen": "yes"}, True, False),
    ({"seen": "yes", "what": ("a", "b")}, True, True),
    ({"seen": "no", "what": ("a", "b")}, False, False),
    ({"seen": "_dk"}, False, False),
]


@pytest.mark.parametrize(("answers", "what", "why"), ROUTES)
def test_the_route(answers, what, why):
    route = asked(STREET, answers)
    assert ("what" in route, "why" in route) == (what, why)
    assert {"seen", "places.home", "places.park"} <= route
    assert "aside" not in route


def test_what_comes_later_decides_nothing():
    backwards = questionnaire(
        question("early", "single", options=YES_NO, when={"selected": ["late", "yes"]}),
        question("late", "single", options=YES_NO),
    )
    assert asked(backwards, {"late": "yes"}) == {"late"}


NO = {"selected": ["seen", "no"]}
SAID = {"answered": "seen"}
A, B, C = ({"selected": ["what", id_]} for id_ in "abc")
MARKED = {"answered": "what"}
OLD = {"ge": [{"answer": "age"}, 18]}
SPOKEN = [
    (YES, "respondió «Sí» a «¿seen?»", "you answered “Yes” to “In English”"),
    ({"not": YES}, "no respondió «Sí» a «¿seen?»", "you did not answer “Yes” to “In English”"),
    ({"not": {"not": YES}}, "respondió «Sí» a «¿seen?»", None),
    ({"selected": ["seen", "_dk"]}, "respondió «No sé» a «¿seen?»", None),
    (A, "marcó «opción a» en «¿what?»", "you chose “In English” in “In English”"),
    ({"eq": [{"answer": "seen"}, "no"]}, "respondió «No» a «¿seen?»", None),
    (
        {"ne": [{"answer": "seen"}, "no"]},
        "respondió algo distinto de «No» a «¿seen?»",
        "you answered something other than “No” to “In English”",
    ),
    (SAID, "respondió a «¿seen?»", "you answered “In English”"),
    ({"not": SAID}, "no respondió a «¿seen?»", "you did not answer “In English”"),
    ({"answered": "places.home"}, "respondió a «¿places?, opción home»", None),
    ({"answered": "gone"}, "respondió a «gone»", None),
    (OLD, "su respuesta a «¿age?» es 18 o más", "your answer to “In English” is 18 or more"),
    (
        {"gt": [{"add": [{"answer": "age"}, 0.5]}, 2]},
        "(su respuesta a «¿age?» + 0.5) es mayor que 2",
        None,
    ),
    (
        {"matches": [{"answer": "why"}, "a+"]},
        "su respuesta a «¿why?» tiene la forma «a+»",
        None,
    ),
    (
        {"matches": [{"answer": "why"}, ".{8}"]},
        "su respuesta a «¿why?» tiene 8 caracteres",
        "your answer to “In English” has 8 characters",
    ),
    (
        {"matches": [{"answer": "why"}, ".{0,9}"]},
        "su respuesta a «¿why?» tiene hasta 9 caracteres",
        None,
    ),
    (
        {"not": {"matches": [{"answer": "why"}, ".{3,}"]}},
        "no se cumple que (su respuesta a «¿why?» tiene al menos 3 caracteres)",
        None,
    ),
    (
        {"le": [{"answer": "day"}, {"today": []}]},
        "su respuesta a «¿day?» es la fecha de hoy o antes",
        "your answer to “In English” is today’s date or earlier",
    ),
    (
        {"gt": [{"answer": "day"}, "2025-06-01"]},
        "su respuesta a «¿day?» es posterior a 1/6/2025",
        "your answer to “In English” is after 2025-06-01",
    ),
    (
        {"gt": [{"if": [YES, {"answer": "age"}, 0]}, 2]},
        "(su respuesta a «¿age?» si respondió «Sí» a «¿seen?», y si no 0) es mayor que 2",
        "(your answer to “In English” if you answered “Yes” to “In English”, otherwise 0) "
        "is above 2",
    ),
]
# What is said of one question names it once.
TOGETHER = [
    (
        {"any": [YES, NO]},
        "respondió «Sí» o «No» a «¿seen?»",
        "you answered “Yes” or “No” to “In English”",
    ),
    ({"any": [YES, {"any": [NO]}]}, "respondió «Sí» o «No» a «¿seen?»", None),
    ({"any": [A, B, C]}, "marcó «opción a», «opción b» u «opción c» en «¿what?»", None),
    ({"all": [A, B]}, "marcó «opción a» y «opción b» en «¿what?»", None),
    ({"all": [A, {"not": B}]}, "marcó «opción a» y no marcó «opción b» en «¿what?»", None),
    (
        {"not": {"any": [YES, NO]}},
        "no respondió «Sí» ni «No» a «¿seen?»",
        "you did not answer “Yes” or “No” to “In English”",
    ),
    (
        {"not": {"all": [A, B]}},
        "no marcó «opción a» o no marcó «opción b» en «¿what?»",
        "you did not choose “In English” in “In English”",
    ),
    (
        {"all": [MARKED, {"not": A}]},
        "respondió y no marcó «opción a» en «¿what?»",
        "you answered and did not choose “In English” in “In English”",
    ),
    (
        {"all": [MARKED, {"not": {"any": [A, B]}}]},
        "respondió y no marcó «opción a» ni «opción b» en «¿what?»",
        None,
    ),
    ({"all": [SAID, {"not": NO}]}, "respondió algo distinto de «No» a «¿seen?»", None),
    ({"all": [SAID, YES]}, "respondió «Sí» a «¿seen?»", None),
    ({"any": [{"not": SAID}, NO]}, "no respondió o respondió «No» a «¿seen?»", None),
    (
        {"all": [OLD, {"lt": [{"answer": "age"}, 30]}]},
        "su respuesta a «¿age?» es 18 o más y es menor que 30",
        "your answer to “In English” is 18 or more and is below 30",
    ),
    (
        {"all": [OLD, {"any": [YES, NO]}]},
        "su respuesta a «¿age?» es 18 o más y respondió «Sí» o «No» a «¿seen?»",
        None,
    ),
    (
        {"all": [{"any": [YES, {"answered": "age"}]}, {"not": {"lt": [{"count": "what"}, 2]}}]},
        "(respondió «Sí» a «¿seen?» o respondió a «¿age?») y no se cumple que (la cantidad "
        "de opciones marcadas en «¿what?» es menor que 2)",
        None,
    ),
    (
        {"any": [{"all": [YES, A]}, OLD]},
        "(respondió «Sí» a «¿seen?» y marcó «opción a» en «¿what?») "
        "o su respuesta a «¿age?» es 18 o más",
        None,
    ),
]


@pytest.mark.parametrize(("tree", "spanish", "english"), SPOKEN + TOGETHER)
def test_a_condition_in_words(tree, spanish, english):
    rule = read_expression(tree)
    assert in_words(rule, STREET, "es") == f"Solo si {spanish}."
    assert in_words(rule, STREET, "en") == f"Only if {english}." or english is None


def test_what_hangs_on_a_condition_is_said_with_it():
    rule = read_expression(YES)
    assert (
        in_words(rule, STREET, "es", "needed") == "Hay que responder si respondió «Sí» a «¿seen?»."
    )
    assert in_words(rule, STREET, "en", "valid").startswith("It is valid if you answered “Yes”")


@pytest.mark.parametrize(
    ("words", "linked"),
    [
        (("Sí", "Otro"), "«Sí» u «Otro»"),
        (("Sí", "Hospital"), "«Sí» u «Hospital»"),
        (("Sí", "No"), "«Sí» o «No»"),
    ],
)
def test_spanish_links_options_as_they_sound(words, linked):
    named = [{"id": id_, "text": {"es": word}} for id_, word in zip("ab", words, strict=True)]
    where = questionnaire(question("where", "single", options=named))
    rule = read_expression({"any": [{"selected": ["where", "a"]}, {"selected": ["where", "b"]}]})
    assert in_words(rule, where, "es") == f"Solo si respondió {linked} a «¿where?»."


@settings(deadline=None)
@given(st.sampled_from(CASES), st.sampled_from(["es", "en"]))
def test_every_condition_can_be_said(case, language):
    assert in_words(read_expression(case["expression"]), STREET, language).endswith(".")
