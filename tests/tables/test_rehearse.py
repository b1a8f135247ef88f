"""What a rehearsal advises to merge, and that merging tells nothing that it did not tell before."""

from dataclasses import replace

import numpy as np
import pytest

from consult.questionnaire.document import Option
from consult.questionnaire.text import Text
from consult.tables.blocks import Block
from consult.tables.rehearse import rehearse
from consult.tables.request import Published
from consult.tables.simulated import simulated


def crowd(cast, role, sizes, key=b"key"):
    """A request with so many people in each option of one question with a role."""
    options = cast.options(*"abcdefgh"[: len(sizes)])
    asked = cast.questionnaire(cast.question("who", "single", role=role, options=options))
    codes = np.repeat(np.arange(len(sizes), dtype=np.uint8) + 4, sizes)
    block = Block(sum(sizes), {"who": codes})
    request = replace(cast.request(asked, 0), key=key)
    return replace(request, versions=(Published(1, "", asked, block),))


@pytest.mark.parametrize(
    ("role", "sizes", "advised"),
    [
        ("district", (100, 12, 60, 12, 12), ["bde"]),
        ("district", (100, 1, 60, 1, 1), []),  # not even all together
        ("sex", (100, 90, 3), []),  # nobody is put to a group that shows by itself
        ("district", (100, 60, 60), []),
        ("age", (100, 3, 60, 60), ["bc"]),  # the smaller neighbour
        ("age", (3, 100, 60, 60, 14, 17), ["ab", "ef"]),
        ("age", (3, 3, 3, 15), []),  # all would be one
    ],
)
def test_what_is_advised(cast, role, sizes, advised):
    told = rehearse(crowd(cast, role, sizes))
    groups = [
        "".join(group.id for group in together) for one in told.advice for together in one.groups
    ]
    assert groups == advised


def test_advice_that_is_taken_is_not_given_again(cast):
    request = crowd(cast, "district", (100, 12, 60, 12, 12))
    [advice] = rehearse(request).advice
    again = rehearse(replace(request, merged=advice.merged))
    assert again.advice == ()
    district = again.breakdowns[1]
    assert [group.id for group in district.counts_only] == ["b+d+e"]


def test_a_merged_group_tells_no_more_than_its_parts(cast):
    """While answers come in, a merged group changes only when a part's own blurred step does."""
    parts = (("a", "b"), ("a", "c"), ("a", "d"), ("a", "b", "c"), ("b", "c", "d"))
    steps = set()
    for more in range(5):
        request = crowd(cast, "district", (9 + more, 14, 16, 11, 80), key=b"other")
        told = tuple(
            repr(rehearse(replace(request, merged={"who": [group]})).breakdowns[1])
            for group in parts
        )
        steps.add(told)
    assert len(steps) <= 2


def test_made_up_answers_follow_the_targets(cast):
    places = tuple(Option(name, Text(name)) for name in ("130101", "130102", "lima"))
    asked = cast.questionnaire(cast.question("where", "place", role="district", options=places))
    for targets, most in ({"lima": 90, "130101": 10}, "lima"), ({}, "130102"):
        block = simulated(asked, 1000, targets)
        counts = np.bincount(block.arrays["where"] - 4, minlength=3)
        assert counts.sum() == block.size == 1000
        assert places[int(counts.argmax())].id == most
    assert np.array_equal(
        simulated(asked, 50, {}).arrays["where"], simulated(asked, 50, {}).arrays["where"]
    )


def test_made_up_answers_of_every_kind_can_be_rehearsed(cast):
    block = simulated(cast.everything, 400, {})
    request = cast.request(cast.everything, 0)
    told = rehearse(replace(request, versions=(Published(1, "", cast.everything, block),)))
    assert told.people == 400
    assert {group.id for group in told.breakdowns[2].percents} == {"f", "m"}
