"""The attack finds what naive tables give away, and nothing in ours."""

import csv
import io
from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import linprog

from consult.tables.attack import attack
from consult.tables.build import build
from consult.tables.files import CODEBOOK_HEADER, TABLES_HEADER, codebook_csv, tables_csv


def files(release):
    return tables_csv(release, "es"), codebook_csv(release)


@pytest.mark.parametrize("size", [45, 317])
def test_nobody_narrows_a_printed_count(cast, size):
    """Every cell with a product of roles, and the total, of every kind of question."""
    release = build(cast.request(cast.everything, size, seed=size))
    found = attack([files(release)], lambda _, spot: spot[1] in ("", "sex"))
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


# Trujillo's districts by population, per 1,103 thousand, and in a consultation that saw to it that
# each has about fifty answers of 3,000
PROPORTIONAL = (397, 178, 71, 73, 191, 42, 44, 5, 19, 5, 78)
EACH_REACHED = tuple(max(people, 20) for people in PROPORTIONAL)
OTHERS = (2, 5)  # sexes, ages


def opinions(random, districts):
    """3,000 people by answer (four and a rare refusal, differing by district) and joint cell."""
    answer = np.append(0.97 * random.dirichlet(np.full(4, 3.0)), 0.03)
    by_district = random.dirichlet(50 * answer, len(districts)).T
    joint = np.einsum(
        "od,d,s,a->odsa", by_district, np.array(districts) / sum(districts),
        (0.52, 0.48), (0.2, 0.25, 0.25, 0.2, 0.1),
    )  # fmt: skip
    return random.multinomial(3000, joint.ravel()).reshape(joint.shape)


def hidden_ones(counts, **knowing):
    told = naive(counts, hide_under=5)
    hidden = {
        (("q", row["option"]), row["by"], row["group"])
        for row in csv.DictReader(io.StringIO(told[0].decode(), newline=""))
        if row["count"] == ""
    }
    return attack([told], lambda _, spot: spot in hidden, **knowing)


def recovered(districts, **knowing):
    """Which part of the hidden cells of eight questions the attack finds exactly."""
    random = np.random.default_rng(1)
    found = [one for _ in range(8) for one in hidden_ones(opinions(random, districts), **knowing)]
    assert len(found) >= 200
    return np.mean([one.low == one.high for one in found])


@pytest.mark.parametrize(
    ("districts", "knowing", "least"),
    [
        (EACH_REACHED, {}, 0.8),
        (EACH_REACHED, {"hidden": (1, 4)}, 0.9),
        (PROPORTIONAL, {"hidden": (1, 4)}, 0.9),
    ],
)
def test_the_attack_is_awake(districts, knowing, least):
    """Counts under 5 hidden among 3,000 people: most are read off, whether the rule is known
    or not."""
    assert recovered(districts, **knowing) >= least


def test_the_attack_finds_all_that_a_plain_program_finds():
    """One unknown for every answer in every joint cell, one row for every number told."""
    counts = opinions(np.random.default_rng(3), PROPORTIONAL)
    rows, told, spots = [], [], {}
    for by, axes in CUTS.items():
        shape = [counts.shape[axis] for axis in axes]
        for group in np.ndindex(*shape):
            within = np.zeros(counts.shape)
            place = [slice(None)] * 4
            for axis, value in zip(axes, group, strict=True):
                place[axis] = value
            within[tuple(place)] = 1
            rows.append(within.ravel())
            told.append((counts * within).sum())
            for option in range(len(counts)):
                chosen = np.zeros(counts.shape)
                chosen[option] = within[option]
                spots[str(option), by, "*".join(map(str, group))] = chosen.ravel()
    hidden = hidden_ones(counts)
    names = {(one.option, one.by, one.group) for one in hidden}
    rows += [row for spot, row in spots.items() if spot not in names]
    told += [(counts.ravel() * row).sum() for spot, row in spots.items() if spot not in names]
    for one in hidden:
        cost = spots[one.option, one.by, one.group]
        low, high = (
            linprog(sign * cost, A_eq=np.array(rows), b_eq=told, method="highs").fun * sign
            for sign in (1, -1)
        )
        assert (one.low, one.high) == (np.ceil(low - 1e-6), np.floor(high + 1e-6))


def test_two_roundings_of_the_same_people_are_noticed(cast):
    """What a release that is made anew, or after a restore, would give away."""
    request = cast.request(cast.everything, 317)
    twice = [files(build(replace(request, key=key))) for key in (b"one", b"other")]
    for releases in ([twice[0]], twice):
        found = attack(releases, lambda _, spot: spot[1] == "district")
        assert any(one.narrower for one in found) is (len(releases) == 2)


def test_two_releases_rounded_apart_are_noticed(cast):
    """Five more people, each release safe by itself: the difference is not."""
    more = cast.request(cast.everything, 322)
    [version] = more.versions
    block = replace(version.block, size=317, arrays={
        name: codes[:317] for name, codes in version.block.arrays.items()
    })  # fmt: skip
    fewer = replace(more, versions=(replace(version, block=block),), key=b"other")
    found = attack([files(build(fewer)), files(build(more))], lambda _, spot: spot[1] == "district")
    assert {one.since for one in found if one.narrower} == {0, 1}
