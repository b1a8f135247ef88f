"""XLSForm in and out: rows in, questions and faults out."""

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyxform.xls2xform import convert

from consult.questionnaire.check import check
from consult.questionnaire.expressions import evaluate
from consult.questionnaire.faults import Fault
from consult.questionnaire.file import read_questionnaire_file
from consult.questionnaire.grammar import read_expression
from consult.questionnaire.reading import write_document
from consult.questionnaire.route import asked
from consult.questionnaire.shipped import shipped
from consult.questionnaire.xlsform import read_xlsform, write_xlsform
from consult.questionnaire.xlsform.conditions import read_choice_filter, read_relevant
from consult.questionnaire.xlsform.constraints import read_constraint
from consult.questionnaire.xlsform.formulas import relevant
from consult.questionnaire.xlsform.scope import Asked, Calculated, Patience, Scope
from consult.questionnaire.xlsform.xpath import NotUnderstoodError
from tests.questionnaire.street import EVERY_KIND, STREET, document, question, questionnaire, words

SURVEY = ("type", "name", "label::Español (es)", "relevant", "constraint", "appearance")
CHOICES = [
    ("list_name", "name", "label::Español (es)"),
    *[("yn", name, name.title()) for name in ("yes", "no", "_dk")],
    *[("abc", name, name.title()) for name in ("a", "b", "none")],
    *[("abc", "a", "Otra vez"), ("", "x", "Sin lista")],
]
SEEN = ("select_one yn", "seen", "¿Vio?")


def workbook(**sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def form(*rows, headers=SURVEY):
    return read_xlsform(workbook(survey=[headers, *rows], choices=CHOICES))


def codes(read):
    return {fault.code for fault in read.faults if fault.sheet != "choices"}


def test_a_small_form_is_imported_whole():
    read = form(
        SEEN,
        ("begin group", "more", "Más", "${seen} = 'yes'"),
        (
            "select_multiple abc",
            "what",
            "¿Qué?",
            "",
            "not(selected(., 'none') and count-selected(.)>1)",
        ),
        ("integer", "Age", "¿Edad?", "selected(${what}, 'a')", ". >= 0 and . < 120"),
        ("end group",),
        ("date", "day", "¿Cuándo?", "", ". <= date('2026-01-01')"),
        ("begin_group", "places", "¿Cómo se siente?", "", "", "table-list"),
        ("select_one yn", "places.home", "En casa"),
        ("select_one yn", "places.park", "En el parque"),
        ("end_group",),
        ("text", "last", "¿Algo más?", "${places.home} = 'no'"),
    )
    assert (read.found, read.imported, read.languages) == (7, 7, ("es",))
    assert codes(read) == {"xls_renamed"}
    first, more, end, *_ = read.questionnaire.sections
    assert first.questions[0].non_answers == ("_dk",)
    assert more.when == {"selected": ["seen", "yes"]}
    assert [option.exclusive for option in more.questions[0].options] == [False, False, True]
    assert (more.questions[1].id, more.questions[1].minimum, more.questions[1].maximum) == (
        "age",
        0,
        119,
    )
    assert more.questions[1].when == {"selected": ["what", "a"]}
    assert end.questions[0].latest == "2026-01-01"
    assert read.questionnaire.by_id["places"].fields == ("places.home", "places.park")
    assert read.questionnaire.by_id["last"].when == {"selected": ["places.home", "no"]}


LEFT = [
    ([SEEN, ("deviceid", "d")], 1, "xls_identifying"),
    ([SEEN, ("start", "s")], 1, "xls_metadata"),
    ([SEEN, ("calculate", "c")], 1, "xls_calculated"),
    ([SEEN, ("geopoint", "g", "¿Dónde?")], 1, "xls_place"),
    ([SEEN, ("image", "g", "Una foto")], 1, "xls_media"),
    ([SEEN, ("time", "g", "¿A qué hora?")], 2, "xls_time"),
    ([SEEN, ("dateTime", "g", "¿Cuándo?")], 2, "xls_datetime"),
    ([SEEN, ("color", "g", "¿Qué color?")], 1, "xls_type"),
    ([SEEN, ("text", "t", "¿Qué?", "${seen} = 'yes' or ${gone} > 1")], 2, "xls_rule_part"),
    (
        [SEEN, ("text", "t", "¿Qué?", "${seen} = 'yes' and not(${gone} > 1)")],
        1,
        "xls_rule_reference",
    ),
    ([SEEN, ("select_one_from_file a.csv", "g", "¿Cuál?")], 1, "xls_from_file"),
    ([SEEN, ("select_one ${seen}", "g", "¿Cuál?")], 1, "xls_list_of_answers"),
    ([SEEN, ("acknowledge", "g", "¿Está de acuerdo?")], 2, "xls_acknowledge"),
    ([SEEN, ("text", "t", "<b>¿Qué</b> **pasó**?")], 2, "xls_markup"),
    ([SEEN, ("text", "t", "Dijo ${seen}: ¿por qué?")], 2, "xls_named"),
    ([SEEN, ("text", "", "¿Qué?")], 1, "xls_no_name"),
    ([SEEN, ("text", "t", "")], 1, "xls_no_label"),
    ([SEEN, ("text", "t", "x" * 2001)], 1, "too_long"),
    ([SEEN, ("text", "t", "Hola ${gone}")], 1, "xls_piping"),
    ([SEEN, ("select_one gone", "g", "¿Qué?")], 1, "xls_list"),
    ([SEEN, ("text", "t", "¿Qué?", "${gone} = 'x'")], 1, "xls_rule_reference"),
    ([SEEN, ("text", "t", "¿Qué?", "${seen} = 'x'")], 1, "xls_rule_option"),
    ([SEEN, ("text", "t", "¿Qué?", "today() > 3")], 1, "xls_rule_today"),
    ([("text", "t", "¿Qué?", "${seen} = 'yes'"), SEEN], 1, "xls_rule_reference"),
    ([SEEN, ("begin repeat", "r"), ("text", "t", "¿Qué?"), ("end repeat",)], 1, "xls_repeat"),
    ([SEEN, ("begin group", "g", "", "x"), ("text", "t", "¿Qué?"), ("end group",)], 1, "xls_group"),
    ([SEEN, ("begin group", "g"), ("text", "t", "¿Qué?")], 2, "xls_group_open"),
    ([SEEN, ("end group",)], 1, "xls_end_unmatched"),
    ([SEEN, ("integer", "n", "¿Cuántos?", "", "pulldata(.)")], 2, "xls_constraint"),
    ([("select_one yn or_other", "seen", "¿Vio?")], 1, "xls_or_other"),
    ([SEEN, ("text", "t", "¿Qué?", "${seen} = ‘yes’")], 2, "xls_rule_quotes"),
    ([SEEN, SEEN], 2, "xls_renamed"),
]


@pytest.mark.parametrize(("rows", "imported", "code"), LEFT, ids=[row[-1] for row in LEFT])
def test_what_is_left_or_changed_is_told_with_its_place(rows, imported, code):
    read = form(*rows)
    assert read.imported == imported
    told = [fault for fault in read.faults if fault.code == code]
    assert told
    assert all(fault.sheet == "survey" and fault.row and fault.column for fault in told)


def test_a_row_may_ask_two_questions():
    read = form(
        ("select_one yn or_other", "seen", "¿Vio?"),
        ("dateTime", "day", "¿Cuándo?", "selected(${seen}, 'other')"),
        ("text", "t", "¿Y?", "${seen_other} = 'x'"),
        ("time", "hour", "¿A qué hora?"),
    )
    asked_ = {part.id: part for part in read.questionnaire.questions}
    assert list(asked_) == ["seen", "seen_other", "day", "day_time", "t", "hour"]
    assert (read.found, read.imported) == (4, 4)
    assert asked_["seen_other"].when == {"selected": ["seen", "other"]} == asked_["day"].when
    assert asked_["day_time"].when == {"answered": "day"}
    assert asked_["t"].when == {"eq": [{"answer": "seen_other"}, "x"]}
    for field in ("day_time", "hour"):
        valid = asked_[field].valid
        assert [evaluate(valid, {field: hour}) for hour in ("14:30", "9:05", "24:00")] == [
            *(True, True, False)
        ]


def drawn(*limits):
    """The same module once for each condition on a lot, with its two rows in turn."""
    rows = [("text", "a", "¿Qué?"), ("integer", "b", "¿Cuántos?")]
    for number, limit in enumerate(limits):
        yield ("begin group", f"path{number}", "", limit)
        for type_, name, label in rows[:: -1 if number % 2 else 1]:
            yield (type_, f"{name}{number}", label)
        yield ("end group",)


@pytest.mark.parametrize(
    ("limits", "imported"),
    [
        (("${lot} <= 0.3", "${lot} > 0.3 and ${lot} < 0.6", "${lot} >= 0.6"), 2),
        (("${lot} <= 0.3", "${lot} > 0.5"), 0),  # some are not asked at all
        (("${lot} <= 0.3", "${lot} > 0.1"), 0),  # some are asked twice
    ],
)
def test_a_module_in_a_drawn_order_is_asked_once(limits, imported):
    lot = ("calculate", "lot", "", "", "", "", "once(random())")
    read = form(SEEN, lot, *drawn(*limits), headers=(*SURVEY, "calculation"))
    assert (read.found, read.imported) == (1 + 2 * len(limits), 1 + imported)
    assert ("xls_order" in codes(read)) == (imported == 2)


def test_columns_of_a_group_come_back_with_it():
    read = form(
        ("begin group", "g", "Más", "", "", "", "housing", "${seen}"),
        SEEN,
        ("begin group", "h", "Menos"),
        ("text", "t", "¿Qué?"),
        ("end group",),
        ("text", "u", "¿Y?"),
        ("end group",),
        headers=(*SURVEY, "chapter", "note_of_g"),
    )
    assert [section.columns for section in read.questionnaire.sections] == [
        *({"chapter": "housing"}, None, None)
    ]
    assert "xls_column" in codes(read)
    returned = read_xlsform(write_xlsform(read.questionnaire)).questionnaire
    assert returned.sections[0].columns == {"chapter": "housing"}


def test_faults_of_choices_and_columns_are_told():
    headers = (*SURVEY, "label::Français (fr)", "media::image")
    read = form((*SEEN, "", "", "", "Vu?", "a.png"), headers=headers)
    assert [(f.sheet, f.row, f.code) for f in read.faults if f.severity != "error"] == [
        ("survey", 1, "xls_language"),
        ("survey", 2, "xls_media_column"),
        ("choices", 8, "xls_choice_twice"),
        ("choices", 9, "xls_choice_no_name"),
    ]


@pytest.mark.parametrize(
    ("label", "default", "language"),
    [
        ("¿Cómo se llama?", "", "es"),
        ("What is your name?", "", "en"),
        ("Name", "English (en)", "en"),
    ],
)
def test_a_label_without_language_is_in_the_one_it_looks_like(label, default, language):
    survey = [("type", "name", "label"), ("text", "n", label)]
    settings = [("default_language",), (default,)]
    assert read_xlsform(workbook(survey=survey, settings=settings)).languages == (language,)


HOSTILE = [
    (b"", "xls_not_a_workbook"),
    (b"PK\x03\x04 and then nothing", "xls_not_a_workbook"),
    (b"PK" * 3_000_000, "xls_too_large"),
    (workbook(hoja=[("type",)]), "xls_no_survey"),
    (workbook(survey=[("name", "label")]), "xls_no_type"),
    (workbook(survey=[]), "xls_no_type"),
    (workbook(survey=[SURVEY]), "xls_nothing"),
    (workbook(survey=[SURVEY, ("geopoint", "g", "¿Dónde?")]), "xls_nothing"),
]


@pytest.mark.parametrize(("content", "code"), HOSTILE, ids=[code for _, code in HOSTILE])
def test_a_file_that_is_no_form_is_told_apart(content, code):
    read = read_xlsform(content)
    assert read.questionnaire is None
    assert code in codes(read)


KNOWN = {
    "q": Asked("q", "single", {"yes": "yes", "1": "1"}, ("_dk",)),
    "m": Asked("m", "multiple", {"a": "a"}, ("_dk",)),
    "n": Asked("n", "number", {}, ()),
    "t": Asked("t", "text", {}, ()),
    "u": Asked("u", "text", {}, ()),
    "d": Asked("d", "date", {}, ()),
    "r": Asked("r", "single", {"1": "1", "-1": "x_1", "2": "2"}, ()),
    "o": Asked("o", "multiple", {"a": "a", "b": "b", "none": "none"}, ()),
}
SCOPE = Scope(
    KNOWN,
    {
        "adult": Calculated("if(${n} >= 18, 1, 0)"),
        "level": Calculated("if(${n} >= 60, 'old', if(${n} >= 18, 'adult', 'young'))"),
        "score": Calculated("${adult} + if(selected(${m}, 'a'), 2, 0)"),
        "guess": Calculated("coalesce(${n}, 30)"),
        "woman": Calculated("${q} = 'yes'"),
        "hidden": Calculated("1", ("${q} = 'yes'",)),
        "f0": Calculated("${n}", ("${q} = 'yes'",)),
        "f1": Calculated("${f0} + 1", ("${q} = 'yes'",)),
        "age": Calculated("int((today() - ${d}) div 365.25)"),
        "loop": Calculated("${loop} + 1"),
        **{f"c{n}": Calculated(f"${{c{n + 1}}} + ${{c{n + 1}}}") for n in range(12)},
        "c12": Calculated("${n}"),
    },
    days=frozenset(["now_here"]),
    empty=frozenset(["caseid"]),
)
N, D, OF_AGE = {"answer": "n"}, {"answer": "d"}, {"ge": [{"answer": "n"}, 18]}
FORMULAS = [
    ("${q}='yes'", {"selected": ["q", "yes"]}),
    ("'yes' = ${q}", {"selected": ["q", "yes"]}),
    ("${q}=‘yes’", {"selected": ["q", "yes"]}),
    ("${q} = 1", {"selected": ["q", "1"]}),
    ("${q} != 'yes'", {"not": {"selected": ["q", "yes"]}}),
    ("${q} != ''", {"any": [{"answered": "q"}, {"selected": ["q", "_dk"]}]}),
    ("${q} != '' and ${q} != '_dk'", {"answered": "q"}),
    ("${m} != '_dk'", {"not": {"selected": ["m", "_dk"]}}),
    ("${n} = ''", {"not": {"answered": "n"}}),
    ("${m} = 'a'", {"all": [{"selected": ["m", "a"]}, {"eq": [{"count": "m"}, 1]}]}),
    ("18 <= ${n}", {"ge": [{"answer": "n"}, 18]}),
    ("${n} > -1", {"gt": [{"answer": "n"}, -1]}),
    ("${n} != 18", {"not": {"eq": [{"answer": "n"}, 18]}}),
    ("${n} + 2 * 3 > 1", {"gt": [{"add": [N, 6]}, 1]}),
    ("count-selected(${m}) >= 2", {"ge": [{"count": "m"}, 2]}),
    ("regex(${t}, '[0-9]+')", {"matches": [{"answer": "t"}, "[0-9]+"]}),
    (
        "${q}='yes' and ${n}>1 or not(selected(${m}, 'a'))",
        {
            "any": [
                {"all": [{"selected": ["q", "yes"]}, {"gt": [{"answer": "n"}, 1]}]},
                {"not": {"selected": ["m", "a"]}},
            ]
        },
    ),
    ("true()", None),
    ("1", None),
    ("${q}", {"any": [{"answered": "q"}, {"selected": ["q", "_dk"]}]}),
    ("${n} = -999 or${n}>1", {"any": [{"eq": [N, -999]}, {"gt": [N, 1]}]}),
    (
        "(${t}='a'or${t}='b')and 1 < ${n}",
        {
            "all": [
                {"any": [{"eq": [{"answer": "t"}, "a"]}, {"eq": [{"answer": "t"}, "b"]}]},
                {"gt": [N, 1]},
            ]
        },
    ),
    ("${t} = ‘it’", {"eq": [{"answer": "t"}, "it"]}),
    ("${t} = 'it’s'", {"eq": [{"answer": "t"}, "it’s"]}),
    (
        "${t} = ${u}",
        {
            "any": [
                {"eq": [{"answer": "t"}, {"answer": "u"}]},
                {"all": [{"not": {"answered": "t"}}, {"not": {"answered": "u"}}]},
            ]
        },
    ),
    ("string-length(${t}) = 8", {"matches": [{"answer": "t"}, ".{8}"]}),
    ("string-length(${t}) > 0", {"answered": "t"}),
    ("string-length(${t}) < 3", {"not": {"matches": [{"answer": "t"}, ".{3,}"]}}),
    ("${r} < 2", {"any": [{"selected": ["r", "1"]}, {"selected": ["r", "x_1"]}]}),
    ("${adult} = 1", OF_AGE),
    ("${adult} = '1'", OF_AGE),
    ("${adult} != 1", {"not": OF_AGE}),
    ("${adult} > 0 and ${caseid} = ''", OF_AGE),
    ("selected(${level}, 'adult')", {"all": [{"not": {"ge": [N, 60]}}, OF_AGE]}),
    (
        "${score} >= 3",
        {"ge": [{"add": [{"if": [OF_AGE, 1, 0]}, {"if": [{"selected": ["m", "a"]}, 2, 0]}]}, 3]},
    ),
    ("${guess} > 40", {"all": [{"answered": "n"}, {"gt": [N, 40]}]}),
    ("${woman}", {"selected": ["q", "yes"]}),
    ("${woman} = 'true'", {"selected": ["q", "yes"]}),
    ("not(${woman} = true())", {"not": {"selected": ["q", "yes"]}}),
    ("${hidden} = 1", {"selected": ["q", "yes"]}),
    ("${hidden} = ''", {"not": {"selected": ["q", "yes"]}}),
    (
        "if(${q} = 'yes', ${n} > 1, ${t} = 'x')",
        {
            "any": [
                {"all": [{"selected": ["q", "yes"]}, {"gt": [N, 1]}]},
                {"all": [{"not": {"selected": ["q", "yes"]}}, {"eq": [{"answer": "t"}, "x"]}]},
            ]
        },
    ),
    ("int(${n} div 12) >= 2", {"ge": [{"div": [N, 12]}, 2]}),
    ("int(${n} div 12) > -2", {"gt": [{"div": [N, 12]}, -2]}),
    ("int(${n} div 12) <= -1", {"le": [{"div": [N, 12]}, -1]}),
    ("int(${n}) = 2", {"eq": [{"sub": [N, {"mod": [N, 1]}]}, 2]}),
    ("(${n} mode 2) = 0", {"eq": [{"mod": [N, 2]}, 0]}),
    ("${f1} > 30", {"all": [{"selected": ["q", "yes"]}, {"gt": [{"add": [N, 1]}, 30]}]}),
    ("${d} + 7 < '2025-06-01'", {"lt": [{"add": [D, 7]}, "2025-06-01"]}),
    ("${t} != null", {"answered": "t"}),
    ("selected(${n}, '3')", {"eq": [N, "3"]}),
]
BEYOND = ["", "${q} =", "(${n} > 1", "position(..) > 1", "${n} = ${m}", "today() > 1", "false()"]
BEYOND += [
    "${age} > 18",
    "${now_here} > ${d}",
    "${caseid} = 'x'",
    "${loop} = 1",
    "${c0} > 1",
    "null",
]
BEYOND += [
    "${t} = 'a' or " * 250 + "${n} > " + "1" * 13,
    "(" * 100 + "1" + ")" * 100,
    "regex(${t}, '(a+)+')",
    "${m} > 1",
    "${gone} > 1",
    "a b",
    "#",
]


@pytest.mark.parametrize(("formula", "rule"), FORMULAS)
def test_relevant_keeps_its_meaning(formula, rule):
    assert read_relevant(formula, SCOPE) == (rule and read_expression(rule))


@pytest.mark.parametrize("formula", BEYOND, ids=range(len(BEYOND)))
def test_relevant_beyond_the_subset_is_refused(formula):
    with pytest.raises(NotUnderstoodError):
        read_relevant(formula, SCOPE)


def test_no_form_takes_for_ever():
    impatient = Scope(KNOWN, patience=Patience(20))
    assert read_relevant("${n} > 1", impatient)
    with pytest.raises(NotUnderstoodError):
        for _ in range(20):
            read_relevant("${n} > 1", impatient)


OWN = Asked("own", "number", {}, ())
VALID = {"answer": "own"}
CONSTRAINTS = [
    (". >= 0 and . <= 120", {"minimum": 0, "maximum": 120}, None),
    ("${own} > 0 and 10 >= .", {"minimum": 1, "maximum": 10}, None),
    (
        "(. >= 0 and . <= 120) or. = -999",
        {},
        {"any": [{"all": [{"ge": [VALID, 0]}, {"le": [VALID, 120]}]}, {"eq": [VALID, -999]}]},
    ),
    (". >= 0 and . <= ${n}", {"minimum": 0}, {"le": [VALID, N]}),
    ("regex(., '^[0-9]{8}$')", {}, {"matches": [VALID, "^[0-9]{8}$"]}),
    ("string-length(.) = 8", {}, {"matches": [VALID, ".{8}"]}),
    (". != ''", {}, {"answered": "own"}),
    ("true()", {}, None),
]


@pytest.mark.parametrize(("formula", "limits", "valid"), CONSTRAINTS)
def test_a_constraint_is_limits_and_what_else_must_hold(formula, limits, valid):
    found = read_constraint(formula, OWN, "own", SCOPE, whole=True)
    assert found.limits == limits
    assert found.valid == (valid and read_expression(valid))


DAY = Asked("day", "date", {}, ())
DAYS = [
    (". <= today()", {"le": [{"answer": "day"}, {"today": []}]}),
    ("decimal-date-time(.) < decimal-date-time(now())", {"le": [{"answer": "day"}, {"today": []}]}),
    ("now() > .", {"le": [{"answer": "day"}, {"today": []}]}),
    (". <= ${d} + 30", {"le": [{"add": [{"answer": "day"}, 0]}, {"add": [D, 30]}]}),
    (
        "(today() - .) div 365.25 >= 18",
        {"ge": [{"div": [{"sub": [{"today": []}, {"answer": "day"}]}, 365.25]}, 18]},
    ),
]


@pytest.mark.parametrize(("formula", "valid"), DAYS)
def test_a_constraint_may_depend_on_the_day(formula, valid):
    assert read_constraint(formula, DAY, "day", SCOPE).valid == read_expression(valid)


LIST = Asked("list", "multiple", {"a": "a", "b": "b", "None": "none", "99": "99"}, ())
ALONE = [
    ("not(selected(., 'None') and count-selected(.) > 1)", {"none"}),
    ("not((selected(., 'None') or selected(., 99)) and count-selected(.) >= 2)", {"none", "99"}),
    ("not(count-selected(.) > 1 and (selected(.,'None') or selected(.,'99')))", {"none", "99"}),
    (
        "(not(selected(., 'None')) and not(selected(., '99'))) or count-selected(.)=1",
        {"none", "99"},
    ),
    ("not(selected(${list}, 'None') and count-selected(${list})>1)", {"none"}),
]


@pytest.mark.parametrize(("formula", "exclusive"), ALONE)
def test_options_that_stand_alone(formula, exclusive):
    found = read_constraint(formula, LIST, "list", SCOPE)
    assert (found.exclusive, found.limits, found.valid) == (exclusive, {}, None)


@pytest.mark.parametrize("formula", ["${gone} > .", "false()", "selected(., 'x')", "pulldata(.)"])
def test_a_constraint_that_is_not_understood(formula):
    with pytest.raises(NotUnderstoodError):
        read_constraint(formula, LIST, "list", SCOPE)


ROWS = {
    "north": {"name": "north", "Of": "yes", "kind": "a"},
    "south": {"name": "south", "Of": "1", "kind": "b"},
    "far": {"name": "far", "Of": "elsewhere", "kind": ""},
}
SEEN_YES, ONE = {"selected": ["q", "yes"]}, {"selected": ["q", "1"]}
FILTERS = [
    ("of = ${q}", {"north": SEEN_YES, "south": ONE}),
    ("${q} = of", {"north": SEEN_YES, "south": ONE}),
    ("of != ${q}", {"north": {"not": SEEN_YES}, "south": {"not": ONE}, "far": None}),
    ("kind = 'a'", {"north": None}),
    ("kind != 'a'", {"south": None, "far": None}),
    ("selected(${m}, kind)", {"north": {"selected": ["m", "a"]}}),
    (
        "not(selected(${m}, kind))",
        {"north": {"not": {"selected": ["m", "a"]}}, "south": None, "far": None},
    ),
    ("of = ${q} and kind='a'", {"north": SEEN_YES}),
    ("of = ${q} or kind = 'b'", {"north": SEEN_YES, "south": None}),
    ("true()", {"north": None, "south": None, "far": None}),
]


@pytest.mark.parametrize(("formula", "offered"), FILTERS)
def test_a_filter_says_for_whom_each_option_is_there(formula, offered):
    assert read_choice_filter(formula, SCOPE, ROWS) == offered


@pytest.mark.parametrize("formula", ["gone = ${q}", "of = ${gone}", "of <= today()", "count(of)"])
def test_a_filter_that_is_not_understood(formula):
    with pytest.raises(NotUnderstoodError):
        read_choice_filter(formula, SCOPE, ROWS)


def comparable(original):
    """A questionnaire without what a form is not meant to carry: the places of a consultation."""
    data = write_document(original)
    for section in data["sections"]:
        for part in section["questions"]:
            if part["kind"] == "place":
                part.pop("options", None)
    return data


ROUND = {
    "street": STREET,
    **shipped(),
    "odd": questionnaire(
        question("1st", "number", minimum=0.5, hint=words("Con punto")),
        question("it's", "text") | {"id": "2", "text": words("«'\"»")},
        question("rank", "ranking", options=[{"id": "7", "text": words("x")}] * 1),
        question("own", "text", sensitive=True, source="INEI", non_answers=["_dk"]),
    ),
}


@pytest.mark.parametrize("name", ROUND)
def test_there_and_back_is_the_same_questionnaire(name):
    read = read_xlsform(write_xlsform(ROUND[name]))
    assert read.questionnaire is not None
    assert [fault for fault in read.faults if fault.severity != "warning"] == []
    assert comparable(read.questionnaire) == comparable(ROUND[name])


operands = st.sampled_from([{"answer": "age"}, {"count": "what"}, 0, 1, 30]) | st.just(
    {"add": [{"answer": "age"}, {"count": "what"}]}
)
conditions = st.recursive(
    st.sampled_from(
        [
            *({"selected": ["seen", option]} for option in ("yes", "no", "_dk", "_refused")),
            *({"selected": [field, "a"]} for field in ("what", "first")),
            *({"answered": field} for field in ("seen", "what", "age", "day", "places.home")),
            *({sign: [{"answer": "seen"}, "yes"]} for sign in ("eq", "ne")),
            *({sign: [{"answer": "day"}, "2025-06-01"]} for sign in ("eq", "lt", "ge")),
            {"selected": ["age", "_refused"]},
        ]
    )
    | st.builds(
        lambda sign, left, right: {sign: [left, right]},
        st.sampled_from(["eq", "ne", "lt", "le", "gt", "ge"]),
        operands,
        st.sampled_from([0, 1, 2, 30]),
    ),
    lambda inner: (
        st.builds(lambda rule: {"not": rule}, inner)
        | st.builds(
            lambda name, parts: {name: parts},
            st.sampled_from(["all", "any"]),
            st.lists(inner, min_size=1, max_size=3),
        )
    ),
    max_leaves=4,
)
typed = st.fixed_dictionaries(
    {},
    optional={
        "seen": st.sampled_from(["yes", "no", "_dk", "_refused"]),
        "what": st.sampled_from([("a",), ("b",), ("a", "b")]),
        "age": st.sampled_from([Decimal(0), Decimal(30), "_refused"]),
        "day": st.sampled_from([date(2025, 5, 31), date(2025, 6, 1)]),
        "first": st.sampled_from([("a", "b"), ("b",)]),
        "places.home": st.sampled_from(["safe", "unsafe"]),
    },
)


@settings(deadline=None, max_examples=60)
@given(conditions, typed)
def test_a_condition_means_the_same_after_the_way_there_and_back(rule, answers):
    original = questionnaire(*EVERY_KIND, question("end", "text", when=rule))
    returned = read_xlsform(write_xlsform(original)).questionnaire
    assert asked(returned, answers) == asked(original, answers)


@pytest.mark.parametrize("name", [name for name in ROUND if name != "odd"])
def test_other_tools_accept_what_is_exported(name):
    assert convert(write_xlsform(ROUND[name]), file_type=".xlsx").xform


def test_exports_are_the_same_bytes():
    assert write_xlsform(STREET) == write_xlsform(STREET)


RULES = [
    ({"eq": [{"answer": "seen"}, "it's"]}, '${seen} = "it\'s"'),
    ({"ne": [{"answer": "age"}, 3]}, "((${age} != '' and ${age} != '_refused') and ${age} != 3)"),
    ({"lt": [{"answer": "day"}, "2025-06-01"]}, "${day} < date('2025-06-01')"),
    (
        {"any": [{"answered": "day"}, {"matches": [{"answer": "why"}, "a"]}]},
        "((${day} != '') or regex(${why}, 'a'))",
    ),
    ({"gt": [{"mod": [{"count": "what"}, 2]}, 0]}, "(count-selected(${what}) mod 2) > 0"),
]


@pytest.mark.parametrize(("rule", "formula"), RULES)
def test_a_condition_is_written_as_xpath(rule, formula):
    assert relevant(read_expression(rule), STREET) == formula


def test_a_file_is_read_by_what_it_holds():
    form = read_questionnaire_file("street.xlsx", write_xlsform(STREET))
    assert (form.found, form.imported, form.languages) == (11, 11, ("es", "en"))
    broken = read_questionnaire_file("street.json", b'{"format": 2}')
    assert (broken.questionnaire, broken.found) == (None, 0)
    assert Fault("not_json") in read_questionnaire_file("street.json", b"[" * 100_000).faults
    assert {fault.code for fault in form.faults} == {fault.code for fault in check(STREET)}
    assert document(*EVERY_KIND)["id"] == form.questionnaire.id
