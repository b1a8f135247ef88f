"""Weights by known margins: raking, a cap on them, and what they cost. Arrays in, arrays out."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from consult.tables.program import Integers, Reals

CAP = 5.0  # times the smallest weight: no larger one
APART = -1  # the code of who belongs to no category of a margin
_EXACT = 1e-12
_ROUNDS = 10_000


class Unweighable(ValueError):
    """No weights meet the margins: nobody is wanted or there in a category, or the margins pull
    apart so that raking comes to no end."""


def rake(codes: Integers, margins: Sequence[Reals], start: Reals | None = None) -> Reals:
    """Weights that add up to every margin at once, [units].

    ``codes`` are the category of each unit in each margin, margins x units, APART where it has
    none: that margin then leaves it alone. ``margins`` are the totals wanted, [categories] each,
    and ``start`` the weights to begin from, [units], else 1. Iterative proportional fitting
    (Deming and Stephan, 1940) until no factor differs from 1 by more than 1e-12. Raises
    Unweighable.
    """
    weights = np.ones(codes.shape[1]) if start is None else start.astype(np.float64)
    for code, margin in zip(codes, margins, strict=True):
        if (margin <= 0).any() or (_totals(code, weights, len(margin)) <= 0).any():
            raise Unweighable("empty category")
    for _round in range(_ROUNDS):
        furthest = 0.0
        for code, margin in zip(codes, margins, strict=True):
            factors = margin / _totals(code, weights, len(margin))
            weights = weights * np.append(factors, 1.0)[code]  # APART takes the last, which is 1
            furthest = max(furthest, float(np.abs(factors - 1).max()))
        if furthest < _EXACT:
            return weights
    raise Unweighable("no end")


def _totals(code: Integers, weights: Reals, categories: int) -> Reals:
    known = code != APART
    totals = np.bincount(code[known], weights[known], minlength=categories)
    return np.asarray(totals, np.float64)


def capped(weights: Reals, units: Reals, most: float = CAP) -> Reals:
    """Weights of which none is more than ``most`` times another, with the total that they had.

    ``units`` are how many units carry each weight. What lies outside a lower bound and ``most``
    times that bound is cut to it, the bound being the one that keeps the total. The margins are
    then met nearly, no longer exactly: they are not raked anew.
    """
    carried = weights[units > 0]
    lowest, highest = float(carried.min()), float(carried.max())
    if highest <= most * lowest:
        return weights
    total = float(units @ weights)

    def over(least: float) -> float:
        return float(units @ weights.clip(least, most * least)) - total

    least = brentq(over, lowest, highest, xtol=1e-15, rtol=1e-14)
    return weights.clip(least, most * least)


def effective(weights: Reals, units: Reals) -> float:
    """How many units of equal weight would tell as much (Kish, 1965)."""
    return float((units @ weights) ** 2 / (units @ weights**2))


def design_effect(weights: Reals, units: Reals) -> float:
    """How many times the variance of a mean grows by unequal weights (Kish, 1965)."""
    return float(units.sum()) / effective(weights, units)


def mean(values: Reals, weights: Reals, domain: NDArray[np.bool_] | None = None) -> float:
    """The weighted mean over a domain; a proportion where values are 0 and 1."""
    within = weights if domain is None else np.where(domain, weights, 0.0)
    return float(within @ values / within.sum())
