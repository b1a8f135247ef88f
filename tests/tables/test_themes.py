"""Themes of open answers in a release: for everybody only, rounded and proved like the rest."""

from dataclasses import replace

import numpy as np
import pytest

from consult.questionnaire.document import Option
from consult.questionnaire.text import Text
from consult.tables.audit import prove
from consult.tables.build import build
from consult.tables.files import tables_csv
from consult.tables.release import EVERYBODY
from consult.tables.stored import from_bytes, to_bytes
from consult.tables.themes import Themes
from consult.tables.view import table

LIGHT = Option("light", Text("Luz", "Light"))
WORK = Option("work", Text("Trabajo", "Work"))
# Of 400 people: how many texts have each theme, how many were read, in how many is no theme.
CASES = {
    "some": ((43, 21), 70, 9),
    "one text with everything": ((1, 1), 1, 0),
    "nobody wrote": ((0, 0), 0, 0),
    "nothing to code": ((0, 0), 38, 38),
    "everybody, on one thing": ((400, 0), 400, 0),
}


def released(cast, counts, read, without, *, sensitive=False):
    why = cast.question("why", "text", sensitive=sensitive)
    asked = cast.questionnaire(*cast.roles(), why)
    return build(
        cast.request(asked, 400, themes=(Themes("why", (LIGHT, WORK), counts, read, without),))
    )


@pytest.mark.parametrize("sensitive", [False, True])
@pytest.mark.parametrize("case", CASES)
def test_every_line_is_near_the_truth_and_on_the_one_base(cast, case, sensitive):
    counts, read, without = CASES[case]
    release = released(cast, counts, read, without, sensitive=sensitive)
    printed = release.question("why")
    assert [line.id for line in printed.lines] == ["light", "work", "_none", "_empty"]
    rounded = np.array(printed.counts[EVERYBODY])[:, 0]
    assert np.abs(rounded - [*counts, without, 400 - read]).max() <= printed.deviation
    assert (rounded % 5 == 0).all()
    assert prove(release) == []
    assert from_bytes(to_bytes(release)) == release


def test_they_are_for_everybody_only(cast):
    release = released(cast, *CASES["some"])
    assert release.by  # other questions have breakdowns
    assert list(release.question("why").counts) == [EVERYBODY]
    assert release.left_out == ()
    rows = [row for row in tables_csv(release, "es").decode().split("\r\n") if ",why," in row]
    assert len(rows) == 4
    assert all(",,,Todas las personas," in row for row in rows)


def test_the_proof_notices_a_theme_with_more_people_than_wrote(cast):
    release = released(cast, *CASES["some"])
    why = release.question("why")
    blocks = (release.people, *why.blocks[1:])
    forged = replace(
        release,
        questions=tuple(replace(q, blocks=blocks) if q is why else q for q in release.questions),
    )
    assert {fault.code for fault in prove(forged)} == {"other_base", "not_a_sum"}


def test_a_question_that_was_not_read_is_left_out(cast):
    release = build(cast.request(cast.everything, 400))
    assert [text.es for text in release.left_out] == ["¿why?"]


def test_a_sensitive_one_hides_what_nearly_everybody_said(cast):
    why = cast.question("why", "text", sensitive=True)
    themes = Themes("why", (LIGHT,), (58,), 60, 2)
    asked = cast.questionnaire(*cast.roles(), why)
    release = build(cast.request(asked, 60, themes=(themes,)))
    assert [row.status for row in table(release, "why").rows] == ["hidden"]
