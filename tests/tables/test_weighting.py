"""Weights agree with R's ``survey``, keep to their cap, and are refused where there can be none."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.tables.weighting import (
    APART,
    CAP,
    Unweighable,
    capped,
    design_effect,
    effective,
    mean,
    rake,
)
from tests.tables import oracle_5000 as oracle

ONES = np.ones(5000)


@pytest.fixture(scope="module")
def raked():
    return rake(oracle.CODES, oracle.MARGINS)


def test_raking_agrees_with_r(raked):
    assert np.abs(raked / oracle.WEIGHTS - 1).max() < 1e-6


def test_raked_weights_add_up_to_every_margin(raked):
    for code, margin in zip(oracle.CODES, oracle.MARGINS, strict=True):
        assert np.bincount(code, raked) == pytest.approx(margin, rel=1e-11)


def test_means_effective_number_and_design_effect_agree_with_r(raked):
    assert mean(oracle.Y, raked) == pytest.approx(0.523244224635, abs=1e-6)
    assert effective(raked, ONES) == pytest.approx(2358.08, abs=0.005)
    assert design_effect(raked, ONES) == pytest.approx(5000 / 2358.08, abs=1e-5)
    for number, (proportion, _error) in enumerate(oracle.by_district("by_raked.csv")):
        here = oracle.CODES[0] == number
        assert mean(oracle.Y, raked, here) == pytest.approx(proportion, abs=1e-6)


def test_effective_number_of_a_stratified_sample():
    """R's apistrat, whose weights are 32-bit: 100 schools of 4,421, 50 of 755 and 50 of 1,018."""
    weights = np.float32([4421 / 100, 755 / 50, 1018 / 50]).astype(float)
    assert effective(weights, np.array([100, 50, 50])) == pytest.approx(168.581331281, abs=1e-6)


def test_cells_weigh_as_the_people_in_them():
    """Raking counts of people by cell is raking the people."""
    people = np.array([[0, 0, 0, 1, 1, 1, 1], [0, 0, 1, 0, 1, 1, 1]])
    cells, counts = np.array([[0, 0, 1, 1], [0, 1, 0, 1]]), np.array([2.0, 1.0, 1.0, 3.0])
    margins = [np.array([50.0, 50.0]), np.array([40.0, 60.0])]
    by_cell = rake(cells, margins, counts) / counts
    assert rake(people, margins) == pytest.approx(by_cell[[0, 0, 1, 2, 3, 3, 3]])


def test_who_has_no_category_is_left_alone_by_that_margin():
    codes = np.array([[0, 0, 1, APART, APART]])
    weights = rake(codes, [np.array([1.0, 2.0])])
    assert weights.tolist() == [0.5, 0.5, 2.0, 1.0, 1.0]


@pytest.mark.parametrize(
    ("codes", "margins"),
    [
        ([[0, 0, 1]], [[1.0, 2.0, 3.0]]),  # nobody in the third
        ([[0, 0, 1]], [[3.0, 0.0]]),  # nobody wanted in the second
        ([[0, 0, 1], [0, 0, 1]], [[2.0, 1.0], [1.0, 2.0]]),  # the same people, other shares
    ],
)
def test_what_no_weights_can_meet_is_refused(codes, margins):
    with pytest.raises(Unweighable):
        rake(np.array(codes), [np.array(margin) for margin in margins])


@given(
    st.lists(st.tuples(st.floats(0.01, 100), st.integers(0, 50)), min_size=1, max_size=30).filter(
        lambda pairs: any(units for _, units in pairs)
    )
)
def test_a_cap_holds_and_keeps_the_total(pairs):
    weights, units = map(np.array, zip(*((w, float(n)) for w, n in pairs), strict=True))
    cut = capped(weights, units)
    carried = cut[units > 0]
    assert carried.max() <= CAP * carried.min() * (1 + 1e-9)
    assert units @ cut == pytest.approx(units @ weights)
    assert (np.diff(cut[np.argsort(weights)]) >= 0).all()  # nobody overtakes anybody


def test_weights_within_the_cap_stay_as_they_are():
    weights = np.array([1.0, 2.0, 4.9])
    assert capped(weights, np.ones(3)) is weights
