"""XLSForm in and out: rows in, questions and faults out."""

import io
import zipfile
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyxform.xls2xform import convert

from consult.questionnaire.check import check
from consult.questionnaire.faults import Fault
from consult.questionnaire.file import read_questionnaire_file
from consult.questionnaire.grammar import read_expression
from consult.questionnaire.reading import write_document
from consult.questionnaire.route import asked
from consult.questionnaire.shipped import shipped
from consult.questionnaire.xlsform import read_xlsform, write_xlsform
from consult.questionnaire.xlsform.conditions import Asked, read_relevant
from consult.questionnaire.xlsform.formulas import relevant
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
    ([SEEN, ("geopoint", "g", "¿Dónde?")], 1, "xls_type"),
    ([SEEN, ("text", "", "¿Qué?")], 1, "xls_no_name"),
    ([SEEN, ("text", "t", "")], 1, "xls_no_label"),
    ([SEEN, ("text", "t", "x" * 501)], 1, "too_long"),
    ([SEEN, ("text", "t", "Hola ${seen}")], 1, "xls_piping"),
    ([SEEN, ("select_one gone", "g", "¿Qué?")], 1, "xls_list"),
    ([SEEN, ("text", "t", "¿Qué?", "${gone} = 'x'")], 1, "xls_rule_reference"),
    ([SEEN, ("text", "t", "¿Qué?", "${seen} = 'x'")], 1, "xls_rule_option"),
    ([SEEN, ("text", "t", "¿Qué?", "today() > 3")], 1, "xls_rule_hard"),
    ([("text", "t", "¿Qué?", "${seen} = 'yes'"), SEEN], 1, "xls_rule_reference"),
    ([SEEN, ("begin repeat", "r"), ("text", "t", "¿Qué?"), ("end repeat",)], 1, "xls_repeat"),
    ([SEEN, ("begin group", "g", "", "x"), ("text", "t", "¿Qué?"), ("end group",)], 1, "xls_group"),
    ([SEEN, ("begin group", "g"), ("text", "t", "¿Qué?")], 2, "xls_group_open"),
    ([SEEN, ("end group",)], 1, "xls_end_unmatched"),
    ([SEEN, ("integer", "n", "¿Cuántos?", "", ". mod 2 = 0")], 2, "xls_constraint"),
    ([("select_one yn or_other", "seen", "¿Vio?")], 1, "xls_or_other"),
    ([SEEN, SEEN], 2, "xls_renamed"),
]


@pytest.mark.parametrize(("rows", "imported", "code"), LEFT, ids=[row[-1] for row in LEFT])
def test_what_is_left_or_changed_is_told_with_its_place(rows, imported, code):
    read = form(*rows)
    assert read.imported == imported
    told = [fault for fault in read.faults if fault.code == code]
    assert told
    assert all(fault.sheet == "survey" and fault.row and fault.column for fault in told)


def test_faults_of_choices_and_columns_are_told():
    headers = (*SURVEY, "label::Français (fr)", "media::image")
    read = form((*SEEN, "", "", "", "Vu?", "a.png"), headers=headers)
    assert [(f.sheet, f.row, f.code) for f in read.faults if f.severity != "error"] == [
        ("survey", 1, "xls_language"),
        ("survey", 1, "xls_column"),
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


def bomb():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 100_000_000)
    return file.getvalue()


HOSTILE = [
    (b"", "xls_not_a_workbook"),
    (b"type,name,label\n", "xls_not_a_workbook"),
    (b"PK\x03\x04 and then nothing", "xls_not_a_workbook"),
    (b"PK" * 3_000_000, "xls_too_large"),
    (bomb(), "xls_too_large"),
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
}
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
    ("${n} + 2 * 3 > 1", {"gt": [{"add": [{"answer": "n"}, {"mul": [2, 3]}]}, 1]}),
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
]
BEYOND = ["", "${q}", "${q} =", "(${n} > 1", "position(..) > 1", "${n} = ${t}", "today() > 1", "1"]
BEYOND += [
    "(" * 100 + "1" + ")" * 100,
    "regex(${t}, '(a+)+')",
    "${m} > 1",
    "${gone} > 1",
    "a b",
    "#",
]


@pytest.mark.parametrize(("formula", "rule"), FORMULAS)
def test_relevant_keeps_its_meaning(formula, rule):
    assert read_relevant(formula, KNOWN) == (rule and read_expression(rule))


@pytest.mark.parametrize("formula", BEYOND, ids=range(len(BEYOND)))
def test_relevant_beyond_the_subset_is_refused(formula):
    with pytest.raises(NotUnderstoodError):
        read_relevant(formula, KNOWN)


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
