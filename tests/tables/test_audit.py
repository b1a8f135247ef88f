"""The proof finds whatever was tampered with; the attack finds what a naive table gives away."""

import csv
import io
from dataclasses import replace

import numpy as np
import pytest

from consult.tables.attack import attack
from consult.tables.audit import prove
from consult.tables.build import build
from consult.tables.files import CODEBOOK_HEADER, TABLES_HEADER, codebook_csv, tables_csv


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
    elsewhere = (release.people[0] + 1, *release.people[1:])
    return {
        "a count": (changed(release, "safe", counts=shifted(safe.counts, "sex")), "not_a_sum"),
        "a block": (changed(release, "safe", blocks=(blocks + 1).tolist()), "other_base"),
        "a negative": (changed(release, "safe", blocks=moved.tolist()), "negative"),
        "the people": (replace(release, people=elsewhere), "other_base"),
        "an option": (changed(release, "seen", blocks=flooded.tolist()), "other_base"),
        "a limit": (changed(release, "first.top3", limit=1), "other_base"),
        "a deviation": (changed(release, "safe", deviation=3), "deviation"),
    }  # fmt: skip


CASES = ("a count", "a block", "a negative", "the people", "an option", "a limit", "a deviation")


@pytest.mark.parametrize("case", CASES)
def test_tampering_is_found(release, case):
    spoiled, code = tampered(release)[case]
    assert code in {fault.code for fault in prove(spoiled)}


@pytest.mark.parametrize("size", [45, 317])
def test_nobody_narrows_a_printed_count(cast, size):
    """Every cell with a product of roles, and the total, of every kind of question."""
    release = build(cast.request(cast.everything, size, seed=size))
    found = attack(
        tables_csv(release, "es"), codebook_csv(release), lambda _, spot: spot[1] in ("", "sex")
    )
    assert [interval for interval in found if interval.narrower] == []
    assert sum(interval.printed is not None for interval in found) > 40


CUTS = {"": (), "district": (1,), "sex": (2,), "age": (3,), "district*sex": (1, 2)}


def naive(counts, hide_under):
    """The files of exact tables in which counts of 1 and more are left out when small."""
    tables = []
    for by, axes in CUTS.items():
        table = counts.sum(axis=tuple(axis for axis in (1, 2, 3) if axis not in axes))
        for option, *group in np.ndindex(table.shape):
            count = table[(option, *group)]
            tables.append({
                "question": "q", "option": str(option),
                "by": by, "group": "*".join(map(str, group)),
                "count": "" if 0 < count < hide_under else count,
                "base": table[(slice(None), *group)].sum(),
            })  # fmt: skip
    line = {"question": "q", "form": "one", "limit": 1, "deviation": 0, "option": "0"}
    return as_csv(TABLES_HEADER, tables), as_csv(CODEBOOK_HEADER, [{"deviation": 0}, line])


def as_csv(header, rows):
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, header, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def test_the_attack_is_awake():
    """Counts under 5 hidden among 3,000 people: most of them are read off exactly."""
    random = np.random.default_rng(7)
    shape, hidden = (5, 11, 2, 5), []
    for _ in range(3):
        shares = [random.dirichlet(np.full(count, 1.5)) for count in shape]
        joint = np.einsum("o,d,s,a->odsa", *shares)
        counts = random.multinomial(3000, joint.ravel()).reshape(shape)
        found = attack(*naive(counts, hide_under=5), hidden=(1, 4))
        hidden += [interval for interval in found if interval.printed is None]
    exact = [interval for interval in hidden if interval.low == interval.high]
    assert len(hidden) >= 40
    assert len(exact) >= 0.8 * len(hidden)
