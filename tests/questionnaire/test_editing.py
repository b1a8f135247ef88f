"""Changing a questionnaire part by part: what is asked for happens, and nothing else."""

from dataclasses import replace

import pytest

from consult.questionnaire.check import check
from consult.questionnaire.document import Band, Option, Question, Questionnaire, Section
from consult.questionnaire.editing import (
    added,
    duplicated,
    inserted,
    moved,
    renewed,
    replaced,
    section_added,
    shifted,
    tidy,
    with_ids,
    without,
)
from consult.questionnaire.text import Text


def question(id_: str, **more: object) -> Question:
    return Question(id_, "text", Text(f"¿{id_}?", f"{id_}?"), **more)


def two_sections() -> Questionnaire:
    first = Section("s1", Text("Uno", "One"), (question("a"), question("b")))
    second = Section("s2", Text("Dos", "Two"), (question("c"),))
    return Questionnaire("q", Text("T", "T"), Text(""), Text(""), (first, second))


def order(questionnaire: Questionnaire) -> str:
    """``ab|c``: the ids by section."""
    return "|".join("".join(q.id for q in s.questions) for s in questionnaire.sections)


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ("a", "axb|c"),
        ("b", "abx|c"),
        ("s1", "xab|c"),
        ("s2", "ab|xc"),
        ("", "ab|cx"),
        ("?", "ab|cx"),
    ],
)
def test_new_ones_come_behind_what_is_in_hand(after: str, expected: str) -> None:
    assert order(added(two_sections(), [question("x")], after)) == expected


@pytest.mark.parametrize(
    ("id_", "step", "expected"),
    [
        ("a", 1, "ba|c"),
        ("b", -1, "ba|c"),
        ("b", 1, "a|bc"),
        ("c", -1, "abc|"),
        ("a", -1, "ab|c"),
        ("c", 1, "ab|c"),
        ("s1", 1, "c|ab"),
        ("s1", -1, "ab|c"),
    ],
)
def test_up_and_down_lead_over_the_edge_of_a_section(id_: str, step: int, expected: str) -> None:
    assert order(shifted(two_sections(), id_, step)) == expected


@pytest.mark.parametrize(
    ("id_", "section", "place", "expected"),
    [
        ("a", "s2", 0, "b|ac"),
        ("a", "s2", 9, "b|ca"),
        ("c", "s1", 1, "acb|"),
        ("a", "s1", 1, "ba|c"),
    ],
)
def test_a_question_can_be_dragged_anywhere(
    id_: str, section: str, place: int, expected: str
) -> None:
    assert order(moved(two_sections(), id_, section, place)) == expected


def test_what_is_removed_goes_alone_and_a_section_takes_its_questions_along() -> None:
    assert order(without(two_sections(), "a")) == "b|c"
    assert order(without(two_sections(), "s1")) == "c"


def test_the_first_question_of_nothing_gets_a_section() -> None:
    empty = replace(two_sections(), sections=())
    grown = added(empty, [question("x")])
    assert order(grown) == "x"
    assert order(section_added(grown, "x")) == "x|"


def test_a_twin_stands_behind_plays_no_role_and_speaks_of_itself() -> None:
    own = {"eq": [{"answer": "b"}, "x"]}
    whole = replaced(two_sections(), question("b", role="sex", valid=own))
    twice, new = duplicated(whole, "b")
    assert order(twice) == f"ab{new}|c"
    assert twice.by_id[new].role is None
    assert twice.by_id[new].valid == {"eq": [{"answer": new}, "x"]}
    assert twice.by_id[new].text == whole.by_id["b"].text


def test_a_renewed_question_takes_every_condition_along() -> None:
    rule = {"answered": "a"}
    whole = replaced(two_sections(), question("c", when=rule))
    changed, new = renewed(whole, "a")
    assert new != "a"
    assert changed.by_id["c"].when == {"answered": new}
    assert order(changed) == f"{new}b|c"


def test_pasted_questions_get_ids_of_their_words_and_each_its_own() -> None:
    asked = [Question("", "text", Text("¿Qué propone usted?")) for _ in range(2)]
    grown, ids = inserted(two_sections(), asked, "a")
    assert ids == ["que_propone_usted", "que_propone_usted_2"]
    assert [q.id for q in grown.sections[0].questions] == ["a", *ids, "b"]


def test_lines_keep_their_ids_and_new_ones_get_one_of_their_words() -> None:
    lines = [Option("safe", Text("Bien")), Option("", Text("Mal")), Option("", Text("Mal"))]
    assert [line.id for line in with_ids(lines)] == ["safe", "mal", "mal_2"]


def test_what_another_kind_had_is_kept_while_writing_and_gone_when_published() -> None:
    options = (Option("x", Text("X", "X"), exclusive=True), Option("y", Text("Y", "Y")))
    written = question("a", options=options, bands=(Band("b", Text("B", "B")),), max_length=9)
    text = tidy(replaced(two_sections(), written)).by_id["a"]
    assert (text.options, text.bands, text.max_length) == ((), (), 9)
    single = tidy(replaced(two_sections(), replace(written, kind="single"))).by_id["a"]
    assert [option.exclusive for option in single.options] == [False, False]
    assert single.max_length is None
    several = tidy(replaced(two_sections(), replace(written, kind="multiple"))).by_id["a"]
    assert several.options == options
    assert not [f for f in check(tidy(two_sections())) if f.code == "needless_list"]
