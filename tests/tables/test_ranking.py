"""Places of a ranking: only such as people can have given, and mean ranks near the true ones."""

import re
from collections import Counter
from dataclasses import replace
from itertools import combinations_with_replacement, permutations, product

import numpy as np
import pytest

from consult.tables.blocks import Block
from consult.tables.build import build
from consult.tables.history import prove_after
from consult.tables.prepare import prepare
from consult.tables.ranking import possible
from consult.tables.stored import from_bytes, to_bytes
from consult.tables.summaries import mean_ranks, summary
from consult.tables.view import table


def given(people, options, places):
    """First places, first three and second places, of all answers that people can give."""
    ranked = [
        order for length in range(1, places + 1) for order in permutations(range(options), length)
    ]
    for answers in combinations_with_replacement(ranked, people):
        at = [Counter(order[place] for order in answers if place < len(order)) for place in (0, 1)]
        top = Counter(option for order in answers for option in order)
        yield tuple(tuple(count[o] for o in range(options)) for count in (at[0], top, at[1]))


def thought_of(people, options, places):
    """Every such table that stands on possible first places and first three."""
    sets = {(first, top) for first, top, _ in given(people, options, places)}
    for first, top in sets:
        rest = (range(whole - part + 1) for whole, part in zip(top, first, strict=True))
        for second in product(*rest):
            yield first, top, second


@pytest.mark.parametrize(("people", "options"), [(1, 3), (2, 3), (3, 3), (2, 4)])
def test_what_is_possible_is_what_people_can_answer(people, options):
    real = set(given(people, options, 3))
    found = {
        tables
        for tables in thought_of(people, options, 3)
        if possible(*(np.array(one)[:, None] for one in tables))
    }
    assert found == real


def asked(cast, options, most):
    ranking = cast.question("work", "ranking", options=cast.options(*options), max_choices=most)
    return cast.questionnaire(*cast.roles(), ranking)


@pytest.mark.parametrize(
    ("size", "options", "most", "apart"),
    [(200, "abcd", 3, 0.2), (900, "abcdefgh", 3, 0.2), (900, "abcd", 2, 0.2),
     (20_000, "abcdef", None, 0.1)],
)  # fmt: skip
def test_mean_ranks_are_near_the_true_ones(cast, size, options, most, apart):
    request = cast.request(asked(cast, options, most), size, by=("sex",))
    release = from_bytes(to_bytes(build(request)))
    name = f"work.top{min(most or 3, 3)}"
    prepared = prepare(request)
    item = next(item for item in prepared.items if item.id == name)
    places = [prepared.place(item, at).sum(axis=0) for at in range(item.limit)]
    true = sum(n * place for n, place in enumerate(places, 1)) / sum(places)
    shown = table(release, name)
    told = mean_ranks(shown, shown.rows[0])
    assert len(told) == len(options)
    for (line, mean), exact in zip(told, true, strict=True):
        assert abs(float(mean) - exact) < apart, line.id


def test_places_that_were_added_are_such_as_people_can_give(cast):
    """Also after results that kept no second places; what was told is never taken back."""
    whole = cast.request(asked(cast, "abcd", 3), 900, by=("sex",))
    [version] = whole.versions
    part = {name: codes[:400] for name, codes in version.block.arrays.items()}
    first = build(replace(whole, versions=(replace(version, block=Block(400, part)),)))
    for before in (first, changed(first, second=())):
        after = build(replace(whole, number=2, previous=before))
        assert prove_after(after, before) == []
        assert after.question("work.top3").second
    more = after.question("work.top3").second
    told = [fault.code for fault in prove_after(after, changed(first, second=more))]
    assert "impossible_ranks" in told


def changed(release, **fields):
    questions = [replace(q, **fields) if q.second else q for q in release.questions]
    return replace(release, questions=tuple(questions))


def test_mean_ranks_as_a_sentence(cast):
    release = build(cast.request(asked(cast, "abc", 3), 400, by=("district",)))
    everybody = table(release, "work.top3")
    told = summary(everybody, everybody.rows[0])
    assert told.code == "mean_rank"
    assert re.fullmatch(
        "Puesto promedio, entre quienes lo pusieron entre los 3 primeros: "
        r"a es \d\.\d; b es \d\.\d; c es \d\.\d",
        told.text.es,
    )
    by_district = table(release, "work.top3", "district")
    without = [row for row in by_district.rows if row.status != "ok"]
    assert without
    assert not any(summary(by_district, row) for row in without)
    first = table(release, "work.first")
    assert summary(first, first.rows[0]) is None
