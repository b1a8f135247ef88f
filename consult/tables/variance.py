"""Standard errors by Taylor linearisation. For tests of the weights and of how stable they are.

Nothing of this is ever printed: who answers by choice is no random sample, and a margin of error
would claim what nobody knows. Formulas as in Särndal, Swensson and Wretman (1992) and in R's
``survey``, with which the tests agree.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from consult.tables.program import Integers, Reals
from consult.tables.weighting import APART, mean

Domain = NDArray[np.bool_]


@dataclass(frozen=True)
class Design:
    """How units were drawn. ``weights``, [units]; ``strata`` and ``clusters`` are codes, [units],
    and ``populations`` the clusters that there are in each stratum, [strata]: none, no correction.
    """

    weights: Reals
    strata: Integers
    clusters: Integers
    populations: Reals | None = None

    @classmethod
    def simple(cls, weights: Reals) -> "Design":
        """One stratum, each unit on its own."""
        return cls(weights, np.zeros(len(weights), np.int64), np.arange(len(weights)))


def linearised_mean(values: Reals, weights: Reals, domain: Domain | None = None) -> Reals:
    """What each unit adds to a weighted mean over a domain, [units]."""
    inside = np.ones(len(values), np.bool_) if domain is None else domain
    centred = values - mean(values, weights, inside)
    return np.where(inside, centred, 0.0) / float(weights[inside].sum())


def raked_residuals(linearised: Reals, codes: Integers, start: Reals) -> Reals:
    """What of a linearised variable the margins do not explain, [units].

    ``codes`` are margins x units; the regression is weighted by ``start``, the weights from
    before raking.
    """
    columns = [code == category for code in codes for category in np.unique(code[code != APART])]
    dummies = np.stack(columns, axis=1).astype(np.float64)
    root = np.sqrt(start)
    slopes = np.linalg.lstsq(dummies * root[:, None], linearised * root, rcond=None)[0]
    return np.asarray(linearised - dummies @ slopes)


def standard_error(linearised: Reals, design: Design) -> float:
    """Of the total of a linearised variable: clusters within strata, drawn with replacement
    unless the design says from how many."""
    scores = design.weights * linearised
    parts = [
        _variance(_by_cluster(scores[here], design.clusters[here]), _population(design, stratum))
        for stratum in np.unique(design.strata)
        for here in [design.strata == stratum]
    ]
    return float(np.sqrt(sum(parts)))


def logit_interval(proportion: float, error: float, freedom: int) -> tuple[float, float]:
    """95 per cent for a proportion, symmetric in its log odds; t with so many degrees."""
    odds = np.log(proportion / (1 - proportion))
    reach = stats.t.ppf(0.975, freedom) * error / (proportion * (1 - proportion))
    low, high = 1 / (1 + np.exp(-(odds + np.array([-reach, reach]))))
    return float(low), float(high)


def _by_cluster(scores: Reals, clusters: Integers) -> Reals:
    _names, place = np.unique(clusters, return_inverse=True)
    return np.asarray(np.bincount(place, scores), np.float64)


def _population(design: Design, stratum: int) -> float:
    return np.inf if design.populations is None else float(design.populations[stratum])


def _variance(totals: Reals, population: float) -> float:
    drawn = len(totals)
    spread = float(np.square(totals - np.mean(totals)).sum())
    return (1 - drawn / population) * drawn / (drawn - 1) * spread
