"""What changed between versions, in words, and what may not be published under the same id."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings

from consult.questionnaire.catalogue import sentence
from consult.questionnaire.difference import differences, translation_only
from consult.questionnaire.document import Band, Option, Questionnaire
from consult.questionnaire.joining import check_against
from consult.questionnaire.reading import content_hash
from consult.questionnaire.text import Text
from tests.questionnaire import drawn
from tests.questionnaire.street import STREET


def changed(id_: str, questionnaire: Questionnaire = STREET, **changes: object) -> Questionnaire:
    [section] = questionnaire.sections
    asked = tuple(
        replace(question, **changes) if question.id == id_ else question
        for question in section.questions
    )
    return replace(questionnaire, sections=(replace(section, questions=asked),))


def arranged(*questions, **changes) -> Questionnaire:
    [section] = STREET.sections
    return replace(STREET, sections=(replace(section, questions=questions, **changes),))


def option(id_: str, es: str, en: str = "In English") -> Option:
    return Option(id_, Text(es, en))


ASKED = STREET.questions
WHAT = STREET.by_id["what"]
A, B, C = WHAT.options
YOUNG, OLD = STREET.by_id["age"].bands

# fmt: off
CHANGES = [
    (changed("fear", text=Text("¿fear?", "Fear?")), "P4: cambió el inglés (pregunta).", "wholly"),
    (changed("fear", text=Text("¿fear?")), "P4: quedó sin inglés (pregunta).", "wholly"),
    (
        changed("fear", text=Text("¿Miedo?", "In English")),
        "P4: cambió el español (pregunta).",
        "wholly",
    ),
    (
        changed("what", options=(A, B, C, option("d", "De"), option("e", "E"))),
        "P2: opciones nuevas: «De», «E».",
        "partly",
    ),
    (changed("what", options=(A, B)), "P2: opciones que ya no están: «opción c».", "partly"),
    (changed("what", options=(B, A, C)), "P2: cambió el orden de las opciones.", "wholly"),
    (
        changed("what", options=(option("a", "A mano"), B, C)),
        "P2: cambió el español («A mano»).",
        "wholly",
    ),
    (changed("fear", kind="single"), "P4: cambió el tipo de respuesta.", "not"),
    (changed("fear", role=None), "P4: cambió lo que desglosa en las tablas.", "not"),
    (
        changed("what", when={"not": {"selected": ["seen", "no"]}}),
        "P2: cambió a quién se pregunta. Solo si no respondió «No» a «¿seen?».",
        "partly",
    ),
    (changed("what", when=None), "P2: ahora se pregunta a todas las personas.", "partly"),
    (changed("what", max_choices=3), "P2: cambió cuántas opciones se pueden elegir.", "partly"),
    (changed("age", maximum=Decimal(99)), "P5: cambiaron los límites de la respuesta.", "wholly"),
    (
        changed("age", bands=(replace(YOUNG, maximum=Decimal(24)), OLD)),
        "P5: cambiaron los límites de «Hasta 29».",
        "not",
    ),
    (changed("age", non_answers=("_dk", "_refused")), "P5: ahora ofrece «No sé».", "partly"),
    (changed("age", required=True), "P5: ahora es obligatoria.", "wholly"),
    (changed("age", sensitive=True), "P5: ahora es delicada.", "wholly"),
    (
        changed("places", rows=STREET.by_id["places"].rows[:1]),
        "P8: filas que ya no están: «opción park».",
        "partly",
    ),
    (arranged(*ASKED[:-2], ASKED[-1], ASKED[-2]), "Aviso: cambió de lugar.", "wholly"),
    (arranged(ASKED[1], ASKED[0], *ASKED[2:]), None, "wholly"),
    (arranged(*ASKED[:-2], ASKED[-1]), "P9: ya no se pregunta: «¿district?».", "partly"),
    (arranged(*ASKED, replace(ASKED[0], id="new")), "P10: pregunta nueva: «¿seen?».", "partly"),
    (
        arranged(*ASKED, title=Text("Sola", "In English")),
        "Sección «Sola»: cambió el español (título).",
        "wholly",
    ),
    (
        replace(STREET, thanks=Text("Adiós", "In English")),
        "Cambió el español (agradecimiento).",
        "wholly",
    ),
]
# fmt: on


@pytest.mark.parametrize(("new", "told", "joins"), CHANGES)
def test_a_change_in_words(new, told, joins):
    [change] = differences(STREET, new)
    assert told in (None, change.told.es)
    assert change.joins == joins
    assert change.told.en


def test_a_long_list_is_cut_short():
    options = (A, B, C, *(option(f"n{n}", f"N{n}") for n in range(9)))
    [change] = differences(STREET, changed("what", options=options))
    assert change.told.es == "P2: opciones nuevas: «N0», «N1», «N2», «N3», 5 más."


def test_only_a_translation():
    spanish = changed("what", options=(A, B, option("c", "opción c", "")), hint=None)
    assert translation_only(spanish, STREET)
    assert [change.told.es for change in differences(spanish, STREET)] == [
        "P2: se tradujo al inglés («opción c»)."
    ]
    assert not translation_only(STREET, STREET)
    assert not translation_only(STREET, changed("what", text=Text("¿What?", "In English")))
    assert not translation_only(spanish, changed("what", max_choices=1))


@settings(deadline=None, max_examples=60)
@given(drawn.questionnaires(), drawn.questionnaires())
def test_nothing_changes_in_silence(old, new):
    assert bool(differences(old, new)) == (content_hash(old) != content_hash(new))
    assert all(change.told.es and change.told.en for change in differences(old, new))
    assert differences(old, old) == check_against(old, old) == []


UNTIL_24 = replace(YOUNG, maximum=Decimal(24))
SPLIT = (YOUNG, replace(OLD, maximum=Decimal(59)), Band("x", Text("60 o más"), Decimal(60)))
KIND, ROLE, OPTION, BAND = (
    f"{what}_needs_new_{thing}"
    for what, thing in (("kind", "id"), ("role", "consultation"), ("option", "id"), ("band", "id"))
)
REFUSED = [
    (changed("fear", kind="single"), {KIND: "fear"}),
    (changed("fear", kind="multiple"), {KIND: "fear"}),
    (changed("aside", kind="text"), {}),
    (changed("fear", role=None), {ROLE: "fear"}),
    (changed("seen", changed("fear", role=None), role="sector"), {ROLE: "fear"}),
    (changed("seen", role="sex"), {}),
    (changed("what", options=(B, C)), {}),
    (changed("what", options=(option("a", B.text.es), option("b", C.text.es))), {OPTION: "what.b"}),
    (changed("places", rows=(option("home", "opción park"),)), {OPTION: "places.home"}),
    (changed("age", bands=(UNTIL_24, OLD)), {BAND: "age.young"}),
    (changed("age", bands=(YOUNG, replace(OLD, id="older"))), {BAND: "age.older"}),
    (changed("age", bands=SPLIT), {BAND: "age.x"}),
    (changed("age", bands=(YOUNG,)), {}),
    (changed("age", bands=(replace(YOUNG, text=Text("Jóvenes, hasta 29")), OLD)), {}),
]


@pytest.mark.parametrize(("new", "faults"), REFUSED)
def test_the_same_id_must_mean_the_same(new, faults):
    found = [fault for fault in check_against(STREET, new) if fault.severity == "error"]
    assert {fault.code: fault.where for fault in found} == faults
    assert all(sentence(fault.code, fault.params).es for fault in found)


def test_a_text_that_says_something_else_is_asked_about():
    [fault] = check_against(STREET, changed("what", options=(option("a", "Pandillas"), B, C)))
    assert (fault.code, fault.where, fault.severity) == (
        "meaning_may_have_changed",
        "what.a",
        "warning",
    )
    assert check_against(STREET, changed("what", options=(option("a", "La opción A"), B, C))) == []
