"""A release weighted by a census: from its rounded people alone, and proven like the rest."""

import csv
import io
import zlib
from dataclasses import replace

import msgpack
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.questionnaire.text import Text
from consult.tables.audit import prove
from consult.tables.build import build
from consult.tables.census import WHOLE
from consult.tables.files import label, tables_csv
from consult.tables.release import Axis
from consult.tables.stored import from_bytes, to_bytes
from consult.tables.view import table
from consult.tables.weighing import how_weighted, weigh
from tests.tables.conftest import DISTRICTS
from tests.tables.weighed_by_hand import AXIS, SEXES, census, small


def weighted(release, question="safe", by=""):
    return [[cell.weighted for cell in row.cells] for row in table(release, question, by).rows]


def test_a_small_example_by_hand():
    """150 women and 50 men answered where there are as many of each: a woman weighs 2/3, a man 2.

    75 women and 50 men said yes: (75 x 2/3 + 50 x 2) / 200 = 75 %, and 63 % unweighted. Of the
    women half said yes, weighted or not; the men are too few to be weighted.
    """
    release = small((30, 10, 0, 0), (15, 10, 0, 0), census(sex={"f": 999, "m": 999, "x": None}))
    assert release.weighting.weights[:2] == (6667, 20000)
    assert [cell.percent for cell in table(release, "safe").rows[0].cells] == [63, 38]
    assert weighted(release) == [[75, 25]]
    assert weighted(release, by="sex") == [[50, 50], [None] * 2, [None] * 2, [None] * 2]
    assert weighted(release, "sex") == [[None] * 4]
    assert (release.weighting.design_effect, release.weighting.effective) == (1.3, 150)
    assert prove(release) == []


def test_who_is_in_no_group_of_the_census_keeps_their_weight():
    """Of 250 people 50 left sex empty: the census shares out the other 200."""
    release = small((30, 10, 4, 6), (15, 10, 4, 0), census(sex={"f": 1, "m": 1, "x": None}))
    assert release.weighting.weights == (6667, 20000, WHOLE, WHOLE)


def test_a_base_under_a_hundred_has_no_weighted_percentage():
    even = census(sex={"f": 1, "m": 1, "x": None})
    assert weighted(small((10, 9, 0, 0), (5, 5, 0, 0), even)) == [[None, None]]
    assert weighted(small((10, 10, 0, 0), (5, 5, 0, 0), even)) == [[50, 50]]


@given(st.lists(st.tuples(st.integers(1, 60), st.floats(0, 1)), min_size=4, max_size=4))
def test_a_census_like_those_who_answered_changes_nothing(drawn):
    people = tuple(n for n, _ in drawn)
    said_yes = tuple(int(n * share) for n, share in drawn)
    alike = {group.id: 500 * n for group, n in zip(SEXES, people, strict=True) if not group.reason}
    release = small(people, said_yes, census(sex=alike))
    assert set(release.weighting.weights) == {WHOLE}
    for by in ("", "sex"):
        for row in table(release, "safe", by).rows:
            told = [cell.percent if (row.base or 0) >= 100 else None for cell in row.cells]
            assert [cell.weighted for cell in row.cells] == told


def test_no_weight_is_more_than_five_times_another_and_the_label_says_so():
    release = small((38, 2, 0, 0), (10, 2, 0, 0), census(sex={"f": 1, "m": 9, "x": None}))
    light, heavy, *_rest = release.weighting.weights
    assert heavy == pytest.approx(5 * light, abs=5)
    assert 38 * light + 2 * heavy == pytest.approx(40 * WHOLE, abs=40)
    # (2 x 5) / (38 + 2 x 5) = 21 % of the weight is theirs, where the census has 90 %
    assert release.weighting.apart == 70
    assert "con un tope: ninguna persona pesa más de 5 veces" in how_weighted(release).es
    assert "(en puntos: 70 o menos)" in how_weighted(release).es


@pytest.mark.parametrize(
    ("people", "margin", "why"),
    [
        ((30, 0, 0, 0), {"f": 1, "m": 1, "x": None}, "nadie o casi nadie respondió en «Hombre»"),
        ((30, 9, 1, 0), {"f": 1, "m": 1}, "falta la cifra del censo de «De otra forma» (Sexo)."),
        ((30, 9, 1, 0), {}, "las cifras del censo no son de ninguno de estos desgloses."),
    ],
)
def test_where_no_weights_can_be_made_the_label_says_why(people, margin, why):
    release = small(people, people, census(sex=margin))
    assert release.weighting.weights == ()
    assert weighted(release) == [[None, None]]
    assert how_weighted(release).es.startswith(f"Sin ponderar: {why}")
    assert label(release).es.endswith(how_weighted(release).es)
    assert prove(release) == []


def test_margins_that_pull_apart_are_told():
    """Everybody in the first district is a woman, and she cannot be 1 and 9 in 10 at once."""
    districts = Axis("district", Text("Distrito"), SEXES[:2])
    apart = census(sex={"f": 1, "m": 9}, district={"f": 9, "m": 1})
    weighting = weigh(apart, (districts, AXIS), ((0, 0), (1, 1)), (20, 20))
    assert weighting.why.es == "no hay pesos que cumplan a la vez todas las cifras del censo."


@pytest.mark.parametrize(
    ("group", "people"), [("a", 1), ("a+b", 3), ("a+b+c", None), ("c", None), ("a+z", None)]
)
def test_merged_categories_have_the_people_of_all_their_parts(group, people):
    assert census(age={"a": 1, "b": 2, "c": None}).counted("age", group) == people


def test_without_a_census_the_label_says_that_too():
    release = small((30, 10, 0, 0), (15, 10, 0, 0))
    assert label(release).es.endswith("en 4 personas. Sin ponderar.")
    assert label(release).en.endswith("by up to 4 people. Unweighted.")


MARGINS = {
    "district": dict(zip(DISTRICTS, (30, 40, 25, 50, 25, 22), strict=True)),
    "sex": {"f": 105, "m": 87},
    "age": {"young": 60, "middle": 100, "old": 32},
}


@pytest.fixture(scope="module")
def release(cast):
    """A whole one, of 900 answers."""
    return build(cast.request(cast.everything, 900, census=census(**MARGINS)))


def test_the_rounded_people_make_up_the_census(release):
    assert release.weighting.apart == 0
    mass = np.array(release.weighting.weights) * np.array(release.people)
    for axis, at in zip(release.axes, np.array(release.cells).T, strict=True):
        margin = release.weighting.census.margins[axis.role]
        here = np.bincount(at, mass, minlength=len(axis.groups))[: len(margin)]
        wanted = np.array(list(margin.values())) / sum(margin.values())
        assert here / here.sum() == pytest.approx(wanted, abs=1e-4)


def test_the_label_names_roles_source_and_cost(release):
    told = how_weighted(release)
    size = f"{release.weighting.effective} respuestas."
    assert told.es.startswith(
        "Ponderado por distrito, sexo y edad (INEI, Censos Nacionales, 2017). Efecto de diseño"
    )
    assert told.es.endswith(f"equivale a unas {size}")
    assert "(INEI, National Census, 2017). Design effect" in told.en
    assert release.weighting.effective % 10 == 0
    assert 300 < release.weighting.effective < 900


def test_the_files_carry_it(release):
    body = io.StringIO(tables_csv(release, "es").decode("utf-8-sig"), newline="")
    roles, there = {"where", "sex", "age"}, 0
    for row in csv.DictReader(body):
        large = row["status"] == "ok" and int(row["base"]) >= 100
        assert (row["weighted_percent"] != "") is (large and row["question"] not in roles)
        there += row["weighted_percent"] not in ("", row["percent"])
    assert there > 20


def test_sensitive_and_several_answers_are_weighted_alike(release):
    for name in ("harm", "seen", "first.top3"):
        assert all(0 <= share <= 100 for [*row] in weighted(release, name) for share in row)


def test_it_is_proven(release):
    assert prove(release) == []
    weights = (release.weighting.weights[0] + 2, *release.weighting.weights[1:])
    for otherwise in (
        {"weights": weights},
        {"effective": 10},
        {"census": census(sex={"f": 1, "m": 2})},
    ):
        tampered = replace(release, weighting=replace(release.weighting, **otherwise))
        assert "weights" in {fault.code for fault in prove(tampered)}


def test_it_is_stored_and_what_was_stored_before_still_opens(release):
    assert from_bytes(to_bytes(release)) == release
    plain = replace(release, weighting=None)
    assert from_bytes(to_bytes(plain)) == plain
    assert prove(from_bytes(without_weighting(plain))) == []


def without_weighting(release):
    """The bytes of a release from before there were weights."""
    told = msgpack.unpackb(zlib.decompress(to_bytes(release)))
    del told["weighting"]
    return zlib.compress(msgpack.packb(told))
