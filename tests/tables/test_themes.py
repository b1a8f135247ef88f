"""Themes of open answers in a release: for everybody only, rounded and proved like the rest."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from consult.questionnaire.document import Option
from consult.questionnaire.text import Text
from consult.tables.attack import attack
from consult.tables.audit import prove
from consult.tables.blocks import Block
from consult.tables.build import build
from consult.tables.files import codebook_csv, tables_csv
from consult.tables.history import prove_after
from consult.tables.release import EVERYBODY, Release
from consult.tables.request import Published
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


def successive(cast, sizes, themes):
    """Releases of a consultation that grows, each with its themes (None: not all is read)."""
    asked = cast.questionnaire(*cast.roles(), cast.question("why", "text"))
    whole, previous = cast.answered(asked, max(sizes)), None
    for number, (size, of) in enumerate(zip(sizes, themes, strict=True), 1):
        block = Block(size, {name: codes[:size] for name, codes in whole.arrays.items()})
        request = replace(
            cast.request(asked, 1),
            number=number,
            versions=(Published(1, "0" * 64, asked, block),),
            previous=previous,
            themes=(of,) if of else (),
        )
        previous = build(request)
        yield previous


def read(*counts, texts, without, themes=(LIGHT, WORK)):
    return Themes("why", themes[: len(counts)], counts, texts, without)


NOISE = Option("noise", Text("Ruido", "Noise"))
GROWING = {
    "from the first on": [
        read(43, 21, texts=70, without=9),
        read(60, 30, 12, texts=120, without=25, themes=(LIGHT, WORK, NOISE)),
        read(60, 95, 12, texts=190, without=28, themes=(LIGHT, WORK, NOISE)),
    ],
    "read after the first": [
        None,
        read(120, 60, texts=190, without=20),
        read(121, 61, texts=192, without=20),
    ],
    "read at last": [None, None, read(200, 100, texts=330, without=60)],
}


@pytest.mark.parametrize("case", GROWING)
def test_later_releases_tell_of_themes_too(cast, case):
    told = list(successive(cast, (200, 320, 520), GROWING[case]))
    for release in told:
        assert isinstance(release, Release), release
    for before, after in pairwise(told):
        assert prove_after(after, before) == []
    for of, release in zip(GROWING[case], told, strict=True):
        if of:
            printed = release.question("why")
            rounded = np.array(printed.counts[EVERYBODY])[: len(of.counts), 0]
            assert np.abs(rounded - of.counts).max() <= printed.deviation
    files = [(tables_csv(one, "es"), codebook_csv(one)) for one in told]
    narrowed = [cell for cell in attack(files) if cell.question == "why" and cell.narrower]
    assert narrowed == []


def test_themes_that_were_printed_are_read_on(cast):
    first = read(43, 21, texts=70, without=9)
    _, refused = successive(cast, (200, 320), [first, None])
    assert refused.code == "unread"
    assert "Léalas primero" in refused.sentence.es


def test_a_question_that_was_not_read_is_left_out(cast):
    release = build(cast.request(cast.everything, 400))
    assert [text.es for text in release.left_out] == ["¿why?"]


def test_a_sensitive_one_hides_what_nearly_everybody_said(cast):
    why = cast.question("why", "text", sensitive=True)
    themes = Themes("why", (LIGHT,), (58,), 60, 2)
    asked = cast.questionnaire(*cast.roles(), why)
    release = build(cast.request(asked, 60, themes=(themes,)))
    assert [row.status for row in table(release, "why").rows] == ["hidden"]
