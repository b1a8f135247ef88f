"""Rows of a form as questions: what each type, group and column becomes."""

import pytest

from consult.questionnaire.xlsform import read_xlsform, write_xlsform
from consult.tables.columns import layout
from tests.questionnaire.test_brought import workbook

HEADERS = ("type", "name", "label", "relevant", "appearance", "choice_filter", "parameters", "more")
CHOICES = [
    ("list_name", "name", "label", "province", "theme"),
    *[("yn", name, name.title()) for name in ("yes", "no")],
    *[("prov", name, name.title()) for name in ("lima", "trujillo")],
    ("dist", "centro", "Centro", "lima", "a"),
    ("dist", "centro", "Centro", "trujillo", "b"),
    ("dist", "moche", "Moche", "trujillo"),
]
SEEN = ("select_one yn", "seen", "¿Vio?")


def read(*rows, headers=HEADERS, choices=CHOICES, **settings):
    sheets = {"survey": [headers, *rows], "choices": choices}
    if settings:
        sheets["settings"] = [tuple(settings), tuple(settings.values())]
    return read_xlsform(workbook(**sheets), "es")


def only(*rows, **more):
    """The last question of a form, and what was told of its rows."""
    came = read(*rows, **more)
    told = {(fault.row, fault.code) for fault in came.faults if fault.sheet == "survey"}
    return came.questionnaire.questions[-1], told


def test_a_box_to_tick_is_one_option():
    rows = [("acknowledge", "ok", "¿Acepta?"), ("text", "why", "¿Por qué?", "${ok} = 'OK'")]
    question, told = only(*rows[:1])
    assert (question.kind, [o.id for o in question.options]) == ("multiple", ["ok"])
    assert (2, "xls_acknowledge") in told
    condition = only(*rows)[0].when
    assert condition
    assert "ok" in str(condition)


@pytest.mark.parametrize(
    ("parameters", "ends", "code"),
    [
        ("start=0 end=5", (0, 5), None),
        ("start=10;end=1, step=-1", (1, 10), "xls_step"),
        ("", (1, 10), None),
        ("start=0 end=1 step=0.25", (0, 1), "xls_step"),
    ],
)
def test_a_range_is_a_number_between_its_ends(parameters, ends, code):
    question, told = only(("range", "r", "¿Cuánto?", "", "", "", parameters))
    assert (question.kind, question.minimum, question.maximum) == ("number", *ends)
    assert {found for _, found in told} == ({code} if code else set())
    assert only(("range", "r", "¿?", "", "", "", "start=x"), SEEN)[0].id == "seen"


def test_a_likert_is_a_scale_and_options_may_stand_in_any_order():
    question, _ = only((*SEEN, "", "likert", "", "randomize=true"))
    assert (question.kind, question.shuffled) == ("scale", True)
    assert question.columns == {"appearance": "likert"}


def test_rows_under_a_heading_are_a_grid_or_stand_alone():
    heading = ("select_one yn", "head", "¿Tiene…?", "", "label")
    rows = [("select_one yn", name, name.title(), "", "list-nolabel") for name in ("luz", "agua")]
    came = read(heading, *rows, ("text", "t", "¿Y?", "${agua} = 'no'"))
    assert (came.found, came.imported) == (4, 4)
    grid, text = came.questionnaire.questions
    assert (grid.kind, grid.fields) == ("grid", ("head.luz", "head.agua"))
    assert text.when == {"selected": ["head.agua", "no"]}
    rows[1] = ("select_one yn", "agua", "Agua", "${luz} = 'yes'", "list-nolabel")
    came = read(heading, *rows)
    kinds = [question.kind for question in came.questionnaire.questions]
    assert (kinds, came.found) == (["note", "single", "single"], 3)
    came = read(("select_one yn", "head", "", "", "label"), *rows)
    assert (came.found, came.imported) == (2, 2)
    assert "xls_heading" in {fault.code for fault in came.faults}


def test_groups_of_kobotoolbox_are_a_grid_and_a_ranking():
    headers = ("type", "name", "label", "kobo--score-choices", "kobo--rank-items")
    came = read(
        ("begin_score", "g", "¿Qué tan seguro?", "yn"),
        ("score__row", "casa", "Casa"),
        ("score__row", "calle", "Calle"),
        ("end_score",),
        ("begin_rank", "r", "¿Qué primero?", "", "prov"),
        ("rank__level", "first", "1"),
        ("end_rank",),
        ("begin_kobomatrix", "m", "Tabla"),
        ("text", "x", "¿?"),
        ("end_kobomatrix",),
        headers=headers,
    )
    assert (came.found, came.imported) == (4, 3)
    grid, ranking = came.questionnaire.questions
    assert (grid.fields, ranking.max_choices) == (("g.casa", "g.calle"), 1)
    assert "xls_matrix" in {fault.code for fault in came.faults}


def test_options_of_one_name_are_told_apart_by_the_filter():
    rows = [
        ("select_one prov", "p", "¿Provincia?"),
        ("select_one dist", "d", "¿Distrito?", "", "", "province = ${p}"),
    ]
    question, _ = only(*rows)
    assert [option.id for option in question.options] == ["centro", "centro_2", "moche"]
    assert [option.when for option in question.options] == [
        {"selected": ["p", province]} for province in ("lima", "trujillo", "trujillo")
    ]
    came = read(*rows, ("text", "t", "¿Y?", "${d} = 'centro'"))  # which of the two is meant?
    assert came.imported == 2


def test_the_answer_to_another_question_is_named():
    came = read(
        ("text", "name", "¿Cómo se llama la **calle**?"),
        ("calculate", "shown", "", "", "", "", "", ""),
        ("text", "why", "¿Por qué ${name}?"),
    )
    assert came.questionnaire.questions[1].text.es == (
        "¿Por qué [su respuesta a «¿Cómo se llama la calle?»]?"
    )


def test_what_hangs_on_a_group_that_repeats_says_so():
    headers = (*HEADERS, "calculation")
    came = read(
        ("begin repeat", "people", "Personas"),
        ("integer", "age", "¿Edad?"),
        ("end repeat",),
        ("calculate", "children", "", "", "", "", "", "", "sum(${age})"),
        ("text", "school", "¿Colegio?", "${children} > 0"),
        ("text", "which", "¿Cuál?", "${school} != ''"),
        SEEN,
        headers=headers,
    )
    assert (came.found, came.imported) == (4, 1)
    left = [(f.row, f.code) for f in came.faults if f.code in ("xls_repeat", "xls_of_repeat")]
    assert left == [(3, "xls_repeat"), (6, "xls_of_repeat"), (7, "xls_of_repeat")]


def test_columns_that_mean_nothing_here_come_and_go():
    headers = ("type", "name", "label", "chapter", "default", "bind::odk", "media::image", "hxl")
    came = read((*SEEN, "A", "yes", "x", "a.png", "${gone}"), headers=headers)
    [question] = came.questionnaire.questions
    assert question.columns == {"chapter": "A", "media::image": "a.png"}
    assert question.options[0].columns is None
    told = {(fault.code, fault.column) for fault in came.faults if fault.row == 2}
    left = ("default", "bind::odk", "hxl")
    assert told == {("xls_column", name) for name in left} | {("xls_media_column", "media::image")}
    back = read_xlsform(write_xlsform(came.questionnaire))
    assert back.questionnaire.questions[0].columns == question.columns


def test_a_row_that_is_switched_off_is_no_question():
    came = read(
        (*SEEN, ""), ("text", "t", "¿?", "yes"), headers=("type", "name", "label", "disabled")
    )
    assert (came.found, came.imported) == (1, 1)
    assert (3, "xls_disabled") in {(fault.row, fault.code) for fault in came.faults}


def test_one_of_many_countries_is_a_code_of_sixteen_bits():
    many = [("list_name", "name", "label"), *[("all", f"c{n}", f"País {n}") for n in range(500)]]
    came = read(("select_one all", "c", "¿País?"), choices=many)
    [column] = layout(came.questionnaire)
    assert (came.imported, column.dtype.itemsize, column.index["c499"]) == (1, 2, 503)
    several = read(("select_multiple all", "c", "¿Países?"), SEEN, choices=[*many, *CHOICES[1:3]])
    assert several.imported == 1
    assert "too_many" in {fault.code for fault in several.faults}
    one_more = read(
        ("select_one all", "c", "¿?"), SEEN, choices=[*many, ("all", "x", "X"), *CHOICES]
    )
    assert one_more.imported == 1
