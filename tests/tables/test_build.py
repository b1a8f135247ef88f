"""The one door: who is turned away, and how versions are joined."""

from dataclasses import replace

import numpy as np
import pytest

from consult.questionnaire.difference import translation_only
from consult.questionnaire.document import Option
from consult.questionnaire.joining import check_against
from consult.questionnaire.text import Text
from consult.tables.blocks import Block
from consult.tables.build import build
from consult.tables.columns import layout
from consult.tables.rehearse import rehearse
from consult.tables.release import Release
from consult.tables.request import Published, Refused


@pytest.mark.parametrize("door", [build, rehearse])
@pytest.mark.parametrize(
    ("size", "by", "code", "says"),
    [
        (0, None, "no_answers", "Todavía no hay respuestas"),
        (3, None, "too_few", "Faltan unas 20."),
        (11, None, "too_few", "Faltan unas 10."),
        (60, ("income",), "unknown_breakdown", "district, sex, age, district*sex"),
    ],
)
def test_who_is_turned_away(cast, door, size, by, code, says):
    refused = door(cast.request(cast.everything, size, by=by))
    assert isinstance(refused, Refused)
    assert refused.code == code
    assert says in refused.sentence.es


def test_a_questionnaire_without_closed_questions_prints_nothing(cast):
    refused = build(cast.request(cast.questionnaire(cast.question("why", "text")), 60))
    assert refused == Refused("nothing_to_print")


def test_everybody_in_one_district(cast):
    request = cast.request(cast.everything, 200)
    version = request.versions[0]
    one = {**version.block.arrays, "where": np.full(200, 4, np.uint8)}
    release = build(replace(request, versions=(replace(version, block=Block(200, one)),)))
    assert isinstance(release, Release)
    assert release.breakdown("district").bases == (200, 0, 0, 0, 0, 0, 0)


def test_breakdowns_can_be_chosen(cast):
    release = build(cast.request(cast.everything, 200, by=("sex*district", "age")))
    assert release.by == ("district*sex", "age")
    release = build(cast.request(cast.everything, 200, by=()))
    assert release.by == ()
    assert release.question("sex").role == ""


def test_the_first_three_hold_the_first(cast):
    release = build(cast.request(cast.everything, 400))
    first, top = (np.array(release.question(f"first.{n}").blocks) for n in ("first", "top3"))
    assert (top >= first).all()


def two_versions(cast):
    """The second version drops an option, adds another, and asks one question more."""
    question = cast.question
    old = cast.questionnaire(
        *cast.roles(), question("safe", "single", options=cast.options("a", "b"))
    )
    new = cast.questionnaire(
        *cast.roles(),
        question("safe", "single", options=(*cast.options("c"), Option("b", Text("Bé", "Bee")))),
        question("more", "single", options=cast.options("x", "y"), required=True),
    )
    return [
        Published(number, str(number) * 64, asked, cast.answered(asked, size, seed=number))
        for number, asked, size in ((1, old, 150), (2, new, 250))
    ]


def test_versions_join_by_id(cast):
    versions = two_versions(cast)
    release = build(replace(cast.request(cast.everything, 20), versions=tuple(versions)))
    safe, more = release.question("safe"), release.question("more")
    assert [line.id for line in safe.lines] == ["c", "b", "a", "_empty"]
    assert safe.lines[1].text == Text("Bé", "Bee")
    assert (safe.versions, more.versions) == ((1, 2), (2,))
    true = dict.fromkeys(("c", "b", "a"), 0)
    for version in versions:
        column = next(c for c in layout(version.questionnaire) if c.id == "safe")
        for name, code in column.index.items():
            true[name] += int((version.block.arrays["safe"] == code).sum())
    printed = {line.id: row[0] for line, row in zip(safe.lines, safe.counts[""], strict=True)}
    assert all(abs(printed[name] - count) <= safe.deviation for name, count in true.items())
    unasked = more.counts[""][[line.id for line in more.lines].index("_not_asked")][0]
    assert abs(unasked - 150) <= more.deviation


def test_a_translation_joins_wholly(cast):
    """Two versions that differ in English alone give the tables of one version with all answers."""
    one = cast.request(cast.everything, 400)
    whole = one.versions[0]
    spanish = in_spanish(cast.everything)
    parts = [
        Published(number, str(number) * 64, asked, part(whole.block, start, end))
        for number, asked, start, end in ((1, spanish, 0, 150), (2, cast.everything, 150, 400))
    ]
    joined, alone = build(replace(one, versions=tuple(parts))), build(one)
    assert translation_only(spanish, cast.everything)
    assert joined.breakdowns == alone.breakdowns
    for question in joined.questions:
        assert question.versions == (1, 2)
        assert replace(question, versions=(1,)) == alone.question(question.id)


def in_spanish(questionnaire):
    [section] = questionnaire.sections
    asked = tuple(replace(q, text=Text(q.text.es)) for q in section.questions)
    return replace(questionnaire, sections=(replace(section, questions=asked),))


def part(block, start, end):
    return Block(end - start, {name: codes[start:end] for name, codes in block.arrays.items()})


@pytest.mark.parametrize("kind", ["scale", "multiple", "place"])
def test_another_kind_under_one_id_is_never_added_up(cast, kind):
    old, new = (
        cast.questionnaire(
            *cast.roles(),
            cast.question("safe", its_kind, required=True, options=cast.options("a", "b")),
        )
        for its_kind in ("single", kind)
    )
    assert [fault.code for fault in check_against(old, new)] == ["kind_needs_new_id"]
    versions = tuple(
        Published(number, str(number) * 64, asked, cast.answered(asked, 200, seed=number))
        for number, asked in ((1, old), (2, new))
    )
    safe = build(replace(cast.request(cast.everything, 20), versions=versions)).question("safe")
    unasked = safe.counts[""][[line.id for line in safe.lines].index("_not_asked")][0]
    skipped = 2 if kind == "multiple" else 1  # the second version's own "not asked"
    own = int((versions[1].block.arrays["safe"] == skipped).sum())
    assert safe.versions == (2,)
    assert abs(unasked - 200 - own) <= safe.deviation


def test_a_rehearsal_says_what_would_show_without_an_exact_number(cast):
    told = rehearse(cast.request(cast.everything, 347))
    assert (told.people, told.next_needs) == (340, 70)
    assert [cut.id for cut in told.breakdowns] == ["", "district", "sex", "age", "district*sex"]
    sex = told.breakdowns[2]
    assert [group.id for group in (*sex.percents, *sex.counts_only, *sex.hidden)]
    assert [text.es for text in told.left_out] == ["¿why?"]
    assert [q.by for q in told.questions if q.sensitive] == [("", "district", "sex", "age")]
