"""The bank: each block can be asked as it is, wherever it is put, and is found by its words."""

import re
from dataclasses import replace
from decimal import Decimal

import pytest
from pyxform.xls2xform import convert

from consult.questionnaire.advice import advise
from consult.questionnaire.bank import Block, bank, fitted, matching
from consult.questionnaire.check import check
from consult.questionnaire.document import Option, Question, Questionnaire, Section
from consult.questionnaire.expressions import evaluate, refers_to
from consult.questionnaire.renaming import renamed
from consult.questionnaire.shipped import BLANK, about_shipped, shipped
from consult.questionnaire.text import Text
from consult.questionnaire.xlsform import read_xlsform, write_xlsform
from tests.questionnaire.test_xlsform import comparable

BLOCKS = {block.id: block for theme in bank() for block in theme.blocks}
QUESTIONS = [question for block in BLOCKS.values() for question in block.questions]
INSTRUMENT = re.compile(r"Propia|INEI|INEGI ENVIPE|INE Chile ENUSC|Enkoll 2022|Ciudad Nuestra 2011")
LIVED = re.compile(r"le pas|les pas|víctima|sufri|denunci|amenaz|extorsi|\barmas?\b|violencia|abus")


def with_block(questionnaire: Questionnaire, block: Block) -> Questionnaire:
    [*before, last] = questionnaire.sections
    asked = (*last.questions, *fitted(block, questionnaire))
    return replace(questionnaire, sections=(*before, replace(last, questions=asked)))


def empty() -> Questionnaire:
    text = Text("Todo", "Everything")
    return Questionnaire("all", text, text, text, (Section("only", text, ()),))


def whole_bank() -> Questionnaire:
    questionnaire = empty()
    for block in BLOCKS.values():
        questionnaire = with_block(questionnaire, block)
    return questionnaire


def words(question: Question) -> list[Text]:
    parts = [*question.options, *question.rows, *question.bands]
    return [question.text, *filter(None, [question.hint]), *(part.text for part in parts)]


def test_it_is_large_enough_to_begin_with() -> None:
    assert len(bank()) >= 12
    assert len(QUESTIONS) >= 60
    assert len({question.kind for question in QUESTIONS}) >= 9


def test_its_ids_are_unique() -> None:
    ids = [question.id for question in QUESTIONS]
    assert len(set(ids)) == len(ids)
    assert len(BLOCKS) == sum(len(theme.blocks) for theme in bank())
    assert len({theme.id for theme in bank()}) == len(bank())


@pytest.mark.parametrize("block", BLOCKS.values(), ids=BLOCKS)
def test_a_block_can_be_asked_alone_and_twice(block: Block) -> None:
    once = with_block(empty(), block)
    assert once.questions == block.questions
    assert check(once) + advise(once) == []
    assert check(with_block(once, block)) == []
    assert check(with_block(shipped()["neighbourhood_safety"], block)) == []


def test_every_text_is_there_in_both_languages_and_fits_a_phone() -> None:
    for title in [part.title for theme in bank() for part in (theme, *theme.blocks)]:
        assert title.es
        assert title.en
    shown = [
        *QUESTIONS,
        *(q for questionnaire in shipped().values() for q in questionnaire.questions),
    ]
    for question in shown:
        most = [120, *[100] * bool(question.hint)] + [45] * len(words(question))
        for text, longest in zip(words(question), most, strict=False):
            assert max(len(text.es), len(text.en)) <= longest, text
    for about in about_shipped().values():
        assert 0 < max(len(about.es), len(about.en)) <= 130


def test_every_question_names_its_source() -> None:
    assert [question.id for question in QUESTIONS if not INSTRUMENT.match(question.source)] == []


def test_nobody_has_to_answer_anything() -> None:
    assert not any(question.required for question in QUESTIONS)
    closed = [question for question in QUESTIONS if question.kind != "text"]
    assert all("_refused" in question.non_answers for question in closed)


def test_what_stands_alone_is_exclusive() -> None:
    for question in (question for question in QUESTIONS if question.kind == "multiple"):
        alone = {"none", "nothing", "any", "never"} & {option.id for option in question.options}
        assert {option.id for option in question.options if option.exclusive} == alone, question.id


def test_what_could_harm_is_marked() -> None:
    assert {question.id for question in QUESTIONS if question.sensitive} == {
        *("victim", "weapon", "victim_time", "reported", "reported_where", "reported_result"),
        *("not_reported", "victim_any", "victim_any_where", "home_crime", "business_crime"),
        *("extortion_heard", "extortion_targets", "extortion_effects", "extortion_ways"),
        *("extortion_turn_to", "firearms_around", "arms_ease", "arms_sources", "handin_expected"),
        *("school_problems", "police_distrust", "report_made", "report_treatment", "report_news"),
    }


def test_nobody_is_asked_of_a_gun_of_their_own_or_of_violence_at_home() -> None:
    for question in QUESTIONS:
        assert not re.search(r"(tiene|posee|porta) (usted )?(un |alg.n )?arma", question.text.es)
        if question.sensitive:
            said = " ".join(text.es for text in words(question))
            assert not re.search(r"sexual|pareja|violaci|acoso|familiar\b", said), question.id


def test_whoever_writes_freely_is_told_to_name_nobody() -> None:
    written = [question for question in QUESTIONS if question.kind == "text"]
    assert written
    assert all(question.hint and "No escriba nombres" in question.hint.es for question in written)


def test_what_is_shipped_asks_the_same_questions() -> None:
    """So that the answers of two consultations can be laid side by side."""
    known = {question.id: question for question in QUESTIONS}
    for questionnaire in shipped().values():
        for question in questionnaire.questions:
            assert question == known[question.id]


@pytest.mark.parametrize("name", shipped())
def test_what_is_shipped_needs_no_advice(name: str) -> None:
    assert advise(shipped()[name]) == []


def test_the_ready_made_are_described_and_the_blank_one_is_last() -> None:
    assert list(shipped()) == list(about_shipped())
    assert list(shipped())[-1] == BLANK
    assert {question.role for question in shipped()[BLANK].questions} == {"district", "sex", "age"}
    assert {name: q.minimum_age for name, q in shipped().items() if q.minimum_age != 18} == {
        "young_people": 14
    }


def test_adolescents_are_not_asked_what_happened_to_them() -> None:
    questionnaire = shipped()["young_people"]
    themes = [t for t in bank() if t.id in ("about_you", "adolescents", "young_people", "trust")]
    blocks = [block for theme in themes for block in theme.blocks if not block.is_sensitive]
    fit = {question.id for block in blocks for question in block.questions}
    assert questionnaire.by_id.keys() <= fit
    for question in questionnaire.questions:
        said = " ".join(text.es.lower() for text in (question.text, *words(question)[2:]))
        assert not LIVED.search(said), said
    assert "no qué le ha pasado" in questionnaire.intro.es
    assert [o.id for q in questionnaire.with_role() if q.role == "age" for o in q.options] == [
        "14_15",
        "16_17",
    ]


def test_a_block_that_is_there_already_gets_other_ids_throughout() -> None:
    questionnaire = shipped()["neighbourhood_safety"]
    added = {question.id: question for question in fitted(BLOCKS["victim_report"], questionnaire)}
    assert added.keys() == {
        *("victim_2", "weapon_2", "reported_2", "not_reported_2"),
        *("victim_time", "reported_where", "reported_result"),
    }
    when = added["weapon_2"].when
    assert when
    assert refers_to(when) == {"victim_2"}
    assert evaluate(when, {"victim_2": ("theft",), "victim": ("none",)})
    assert not evaluate(when, {"victim_2": ("none",), "victim": ("theft",)})


def test_a_role_is_played_by_whoever_has_it_already() -> None:
    [district] = fitted(BLOCKS["district"], empty())
    assert district.role == "district"
    [second] = fitted(BLOCKS["age_14_17"], shipped()[BLANK])
    assert (second.id, second.role) == ("age_14_17", None)


def test_renaming_reaches_every_condition_and_nothing_else() -> None:
    def about(id_: str) -> dict[str, object]:
        return {
            "all": [
                {"selected": [f"{id_}.row", "old"]},
                {"not": {"answered": id_}},
                {"gt": [{"add": [{"count": id_}, Decimal(1)]}, {"answer": "other"}]},
                {"any": [{"matches": [{"answer": id_}, "old"]}, {"eq": ["old", {"answer": id_}]}]},
            ]
        }

    def asked(id_: str) -> Question:
        options = (Option("old", Text("Sí"), when=about(id_)),)
        rules = {"when": about(id_), "required_when": about(id_), "valid": about(id_)}
        return Question(id_, "grid", Text("¿?"), options=options, rows=options, **rules)

    assert renamed(asked("old"), {"old": "new"}) == asked("new")


@pytest.mark.parametrize(
    ("typed", "found", "not_found"),
    [
        ("extorsion", "extortion_ways", "lighting"),
        ("EXTORSIÓN línea", "extortion_line", "extortion_ways"),
        ("extort", "extortion_ways", "lighting"),
        ("street light", "lighting", "crime_trend"),
        ("p604", "safety_at_night", "safety_day"),
        ("serenazgo junta", "board", "lighting"),
        ("Armas (de fuego): vienen", "arms_sources", "handin_where"),
        ("lumbrado", "", "lighting"),
        ("  ¿? ", "lighting", ""),
    ],
)
def test_searching(typed: str, found: str, not_found: str) -> None:
    ids = {block.id for theme in matching(bank(), typed) for block in theme.blocks}
    assert (found in ids) is bool(found)
    assert not_found not in ids
    assert all(theme.blocks for theme in matching(bank(), typed))


def test_the_whole_bank_leaves_as_a_form_and_comes_back() -> None:
    questionnaire = whole_bank()
    content = write_xlsform(questionnaire)
    assert convert(content, file_type=".xlsx").xform
    read = read_xlsform(content)
    assert read.questionnaire
    assert [fault for fault in read.faults if fault.severity != "warning"] == []
    assert comparable(read.questionnaire) == comparable(questionnaire)
