"""Who answered beside the census: only what is far apart is said to be missing."""

import pytest

from consult.tables.composition import composition
from tests.tables.weighed_by_hand import census, small

# 170 women, 30 men, 25 otherwise and 25 who left it empty, beside a census half and half.
RELEASE = small((34, 6, 5, 5), (34, 6, 5, 5), census(sex={"f": 51, "m": 49, "x": None}))


def test_each_group_stands_beside_the_census():
    [sex] = composition(RELEASE)
    assert [
        (s.group.id, s.people, s.percent, s.compared, s.census, s.points) for s in sex.shares
    ] == [
        ("f", 170, 68, 85, 51, 34),
        ("m", 30, 12, 15, 49, -34),
        ("x", 25, 10, None, None, None),
        ("_empty", 25, 10, None, None, None),
    ]
    assert (sex.compared, sex.is_whole) == (200, False)


def test_who_is_missing_is_said():
    [sex] = composition(RELEASE)
    assert [text.es for text in sex.missing] == [
        "Faltan respuestas de «Hombre»: 15 % frente a 49 % en el censo."
    ]


@pytest.mark.parametrize(("men", "missing"), [(8, 1), (9, 0)])
def test_only_ten_points_are_worth_saying(men, missing):
    """16 or 18 of 40 blocks of 5 are 40 % and 45 % against 50 %."""
    people = (40 - 2 * men, 2 * men, 0, 0)
    release = small(people, people, census(sex={"f": 1, "m": 1, "x": None}))
    assert len(composition(release)[0].missing) == missing


def test_under_fifty_people_nothing_is_compared():
    release = small((8, 1, 0, 20), (8, 1, 0, 20), census(sex={"f": 1, "m": 1, "x": None}))
    [sex] = composition(release)
    assert {(share.compared, share.points) for share in sex.shares} == {(None, None)}


def test_without_a_census_there_are_people_and_per_cents():
    [sex] = composition(small((34, 6, 5, 5), (34, 6, 5, 5)))
    assert [share.percent for share in sex.shares] == [68, 12, 10, 10]
    assert {share.census for share in sex.shares} == {None}
    assert sex.missing == ()
