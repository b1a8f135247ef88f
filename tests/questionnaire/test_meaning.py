"""What a form means by a formula, worked out as XPath does, is what our condition says."""

import math
from dataclasses import replace
from decimal import Decimal

from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from consult.questionnaire.expressions import evaluate
from consult.questionnaire.xlsform.conditions import read_rule, read_sure
from consult.questionnaire.xlsform.scope import Asked, Calculated, Patience, Scope
from consult.questionnaire.xlsform.xpath import Call, NotUnderstoodError, Reference, parse

KNOWN = {
    "q": Asked("q", "single", {"yes": "yes", "no": "no", "1": "1", "2": "2"}),
    "r": Asked("r", "single", {"-1": "x_1", "5": "5", "yes": "oui"}),
    "m": Asked("m", "multiple", {"a": "a", "b": "b"}),
    "n": Asked("n", "number", {}),
    "k": Asked("k", "number", {}),
    "t": Asked("t", "text", {}),
}
CALCULATED = {
    "adult": Calculated("if(${n} >= 18, 1, 0)"),
    "kind": Calculated("if(${q} = 'yes', 'a', if(${n} > 5, 'b', ''))"),
    "score": Calculated("${adult} + if(selected(${m}, 'a'), 2, 0)"),
    "guess": Calculated("coalesce(${n}, ${k})"),
    "said": Calculated("${q} = 'yes'"),
    "shown": Calculated("${n}", ("selected(${m}, 'b')",)),
    "months": Calculated("int(int(${n} div 7) * 12 - ${k} mod 3)", ("selected(${m}, 'b')",)),
    "late": Calculated("${months} - ${shown}", ("${q} = 'yes'", "selected(${m}, 'b')")),
}
SCOPE = Scope(KNOWN, CALCULATED, empty=frozenset(["caseid"]))
names = st.sampled_from([*KNOWN, *CALCULATED, "caseid"]).map(lambda name: f"${{{name}}}")
numbers = st.sampled_from(["0", "1", "5", "18", "-1", "2.5"])
words = st.sampled_from(["''", "'yes'", "'no'", "'a'", "'1'", "'5'", "'-1'", "'x y'"])
values = st.recursive(
    names | names | numbers | words,
    lambda inner: (
        st.builds("({} {} {})".format, inner, st.sampled_from(["+", "-", "*", "mod"]), inner)
        | st.builds("if({}, {}, {})".format, st.deferred(lambda: formulas), inner, inner)
        | st.sampled_from(
            ["count-selected(${m})", "int(${n})", "string-length(${t})", "int(${late} div 2)"]
        )
    ),
    max_leaves=3,
)
signs = st.sampled_from(["=", "!=", "<", "<=", ">", ">="])
statements = (
    st.builds("{} {} {}".format, values, signs, values)
    | st.builds("selected({}, {})".format, names, words)
    | names
)
formulas: st.SearchStrategy[str] = st.recursive(
    statements,
    lambda inner: (
        st.builds("not({})".format, inner)
        | st.builds("({} {} {})".format, inner, st.sampled_from(["and", "or"]), inner)
    ),
    max_leaves=4,
)
answers = st.fixed_dictionaries(
    {},
    optional={
        "q": st.sampled_from(["yes", "no", "1", "2"]),
        "r": st.sampled_from(["x_1", "5", "oui"]),
        "m": st.sampled_from([("a",), ("b",), ("a", "b")]),
        "n": st.sampled_from([Decimal(0), Decimal(5), Decimal(18), Decimal("2.5")]),
        "k": st.sampled_from([Decimal(1), Decimal(5)]),
        "t": st.sampled_from(["yes", "x y", "5"]),
    },
)


class Form:
    """The answers of a form as strings, and what XPath makes of a formula over them."""

    def __init__(self, given_):
        self.given = {
            name: self.as_written(asked, given_.get(name)) for name, asked in KNOWN.items()
        }

    @staticmethod
    def as_written(asked, value):
        names = {id_: name for name, id_ in asked.options.items()}
        if isinstance(value, tuple):
            return " ".join(names[one] for one in value)
        return "" if value is None else names.get(value, str(value))

    def value(self, node):
        if isinstance(node, Reference):
            return self.referred(node.name)
        if isinstance(node, Call):
            return self.called(node.name, node.arguments)
        return float(node) if isinstance(node, Decimal) else node

    def referred(self, name):
        if name not in CALCULATED:
            return self.given.get(name, "")
        made = CALCULATED[name]
        if not all(truth(self.value(parse(rule))) for rule in made.conditions):
            return ""
        return self.value(parse(made.formula))

    def called(self, name, arguments):
        if name == "if":
            condition, then, otherwise = arguments
            return self.value(then if truth(self.value(condition)) else otherwise)
        parts = [self.value(part) for part in arguments]
        if name in ("and", "or"):
            return (all if name == "and" else any)(map(truth, parts))
        return FUNCTIONS[name](*parts)


def truth(value):
    if isinstance(value, float):
        return value != 0 and not math.isnan(value)
    return value if isinstance(value, bool) else value != ""


def number(value):
    try:
        return float(value)
    except ValueError:
        return math.nan


def text(value):
    if isinstance(value, float):
        return f"{value:g}"
    return str(value).lower() if isinstance(value, bool) else value


def equal(left, right):
    if isinstance(left, bool) or isinstance(right, bool):
        return truth(left) == truth(right)
    if isinstance(left, float) or isinstance(right, float):
        return number(left) == number(right)
    return left == right


FUNCTIONS = {
    "=": equal,
    "!=": lambda left, right: not equal(left, right),
    "<": lambda left, right: number(left) < number(right),
    "<=": lambda left, right: number(left) <= number(right),
    ">": lambda left, right: number(left) > number(right),
    ">=": lambda left, right: number(left) >= number(right),
    "+": lambda left, right: number(left) + number(right),
    "-": lambda left, right: number(left) - number(right),
    "*": lambda left, right: number(left) * number(right),
    "mod": lambda left, right: (
        math.fmod(number(left), number(right)) if number(right) else math.nan
    ),
    "div": lambda left, right: (
        number(left) / number(right) if number(right) else math.nan  # there, infinity: not drawn
    ),
    "not": lambda value: not truth(value),
    "selected": lambda several, one: text(one) in text(several).split(),
    "count-selected": lambda several: float(len(text(several).split())),
    "int": lambda value: math.nan if math.isnan(number(value)) else float(int(number(value))),
    "string-length": lambda value: float(len(text(value))),
    "coalesce": lambda one, other: other if text(one) == "" else one,
}


@settings(deadline=None, max_examples=500, suppress_health_check=list(HealthCheck))
@given(formulas, st.lists(answers, min_size=1, max_size=4))
@example("${n} != 5", [{}])
@example("${n} < 18", [{}])
@example("${shown} = ''", [{}, {"m": ("b",), "n": Decimal(5)}])
def test_a_formula_and_our_condition_agree(formula, all_given):
    try:
        rule = read_rule(formula, replace(SCOPE, patience=Patience()))
    except NotUnderstoodError:
        assume(False)
    for given_ in all_given:
        ours = rule if isinstance(rule, bool) else evaluate(rule, given_)
        assert ours == truth(Form(given_).value(parse(formula))), given_


@settings(deadline=None, max_examples=150, suppress_health_check=list(HealthCheck))
@given(formulas, st.lists(answers, min_size=1, max_size=4))
@example("${q} = 'yes' or ${t} = 'yes'", [{"q": "yes"}, {"t": "yes"}])
@example("not(${t} = 'yes' and ${q} = 'yes')", [{"q": "yes"}, {"t": "yes"}])
def test_what_surely_holds_does_whatever_was_answered_to_what_is_not_asked(formula, all_given):
    known = {name: asked for name, asked in KNOWN.items() if name not in ("t", "k", "r")}
    sure = read_sure(formula, Scope(known, CALCULATED))
    for given_ in all_given:
        if sure if isinstance(sure, bool) else evaluate(sure, given_):
            assert truth(Form(given_).value(parse(formula))), given_
