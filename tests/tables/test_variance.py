"""Standard errors agree with R 4.2.2 and ``survey`` 4.1-1. None of them is ever printed."""

import numpy as np
import pytest

from consult.tables.variance import (
    Design,
    linearised_mean,
    logit_interval,
    raked_residuals,
    standard_error,
)
from consult.tables.weighting import mean
from tests.tables import oracle_5000 as oracle

GIVEN = Design.simple(oracle.WEIGHTS)
START = np.ones(5000)


def test_of_everybody_with_given_and_with_raked_weights():
    shares = linearised_mean(oracle.Y, oracle.WEIGHTS)
    left = raked_residuals(shares, oracle.CODES, START)
    assert standard_error(shares, GIVEN) == pytest.approx(0.0102833312141, abs=1e-6)
    assert standard_error(left, GIVEN) == pytest.approx(0.0101230919582, abs=1e-6)


@pytest.mark.parametrize("district", range(11))
def test_of_each_district(district):
    shares = linearised_mean(oracle.Y, oracle.WEIGHTS, oracle.CODES[0] == district)
    left = raked_residuals(shares, oracle.CODES, START)
    _, given = oracle.by_district("by_fixed.csv")[district]
    _, raked = oracle.by_district("by_raked.csv")[district]
    assert standard_error(shares, GIVEN) == pytest.approx(given, abs=1e-6)
    assert standard_error(left, GIVEN) == pytest.approx(raked, abs=1e-6)


@pytest.mark.parametrize(
    ("district", "low", "high"),
    [
        (0, 0.324177009842, 0.412890606067),
        (5, 0.48780634686, 0.572358249799),
        (9, 0.452062001443, 0.632274840615),
    ],
)
def test_logit_intervals(district, low, high):
    here = oracle.CODES[0] == district
    error = standard_error(linearised_mean(oracle.Y, oracle.WEIGHTS, here), GIVEN)
    proportion = mean(oracle.Y, oracle.WEIGHTS, here)
    interval = logit_interval(proportion, error, int(here.sum()) - 1)
    assert interval == pytest.approx((low, high), abs=1e-6)


class TestStratified:
    """R's apistrat: schools with an award, 73 of 100, 16 of 50 and 24 of 50 drawn from strata of
    4,421, 755 and 1,018. The counts follow from the proportions that R prints; its weights are kept
    as 32-bit numbers."""

    drawn, there, awarded = (100, 50, 50), np.array([4421.0, 755.0, 1018.0]), (73, 16, 24)
    strata = np.repeat([0, 1, 2], drawn)
    values = np.concatenate(
        [np.arange(n) < won for n, won in zip(drawn, awarded, strict=True)]
    ).astype(float)
    design = Design(np.float32(there / drawn)[strata].astype(float), strata, np.arange(200), there)

    def error(self, domain=None):
        return standard_error(
            linearised_mean(self.values, self.design.weights, domain), self.design
        )

    def test_a_proportion(self):
        proportion = mean(self.values, self.design.weights)
        assert proportion == pytest.approx(0.638936064051, abs=1e-9)
        assert self.error() == pytest.approx(0.0344059179973, abs=1e-9)
        interval = logit_interval(proportion, self.error(), 200 - 3)
        assert interval == pytest.approx((0.568721098868, 0.703675779368), abs=1e-6)

    @pytest.mark.parametrize(
        ("stratum", "error"),
        [(0, 0.0441120855012), (1, 0.0643950505091), (2, 0.0695966026582)],
    )
    def test_within_a_stratum(self, stratum, error):
        assert self.error(self.strata == stratum) == pytest.approx(error, abs=1e-9)


def test_a_cluster_counts_once_however_many_are_in_it():
    """People who answer alike within a cluster say no more than one of them."""
    random = np.random.default_rng(3)
    alone = random.normal(size=40)
    one = Design.simple(np.ones(40))
    many = Design(np.ones(200), np.zeros(200, np.int64), np.repeat(np.arange(40), 5))
    values = np.repeat(alone, 5)
    expected = standard_error(linearised_mean(alone, one.weights), one)
    assert standard_error(linearised_mean(values, many.weights), many) == pytest.approx(expected)
