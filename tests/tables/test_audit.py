"""The proof finds whatever was tampered with."""

from dataclasses import replace

import numpy as np
import pytest

from consult.tables.audit import prove
from consult.tables.build import build


@pytest.fixture(scope="module")
def release(cast):
    return build(cast.request(cast.everything, 317))


def changed(release, name, **fields):
    questions = [replace(q, **fields) if q.id == name else q for q in release.questions]
    return replace(release, questions=tuple(questions))


def shifted(counts, by):
    first, *others = counts[by]
    return {**counts, by: ((first[0] + 5, *first[1:]), *others)}


def test_a_release_is_proven(release):
    assert prove(release) == []


def tampered(release):
    safe, seen = release.question("safe"), release.question("seen")
    blocks = np.array(safe.blocks)
    moved = blocks.copy()
    moved[0, 0], moved[1, 0] = -1, moved[1, 0] + moved[0, 0] + 1
    flooded = np.full_like(np.array(seen.blocks), max(release.people) + 1)
    top = release.question("first.top3")
    ahead = np.array(top.second)[::-1].tolist()
    elsewhere = (release.people[0] + 1, *release.people[1:])
    return {
        "a count": (changed(release, "safe", counts=shifted(safe.counts, "sex")), "not_a_sum"),
        "a block": (changed(release, "safe", blocks=(blocks + 1).tolist()), "other_base"),
        "a negative": (changed(release, "safe", blocks=moved.tolist()), "negative"),
        "the people": (replace(release, people=elsewhere), "other_base"),
        "an option": (changed(release, "seen", blocks=flooded.tolist()), "other_base"),
        "a limit": (changed(release, "first.top3", limit=1), "other_base"),
        "second places": (changed(release, "first.top3", second=ahead), "impossible_ranks"),
        "a mean rank": (changed(release, "first.top3", ranks=shifted(top.ranks, "")), "not_a_sum"),
        "a deviation": (changed(release, "safe", deviation=3), "deviation"),
    }  # fmt: skip


CASES = (
    "a count", "a block", "a negative", "the people", "an option", "a limit", "second places",
    "a mean rank", "a deviation",
)  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_tampering_is_found(release, case):
    spoiled, code = tampered(release)[case]
    assert code in {fault.code for fault in prove(spoiled)}
