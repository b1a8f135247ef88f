"""Weigh a release: its rounded people, so that they make up the groups of a census.

Weights are made of the published integer table of people alone (``Release.people``, blocks of
five by joint cell) and of public figures, and weighted percentages of those weights and the
integer table of each question. Nobody's true answers are looked at again. Whatever is computed
from the tables behind a release tells an attacker nothing that the tables themselves would not,
and those narrow no count by the proof in ``audit``: so nothing new leaks, whatever the margins.
A later release may even have others.

A joint cell whose group on an axis is a non-answer, or one that the census does not count, is not
raked on that axis. The census gives the shares of the others; their sum stays what it is here.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import numpy as np

from consult.questionnaire.text import Text
from consult.tables.catalogue import Parameter, sentence
from consult.tables.census import WHOLE, Census, Weighting
from consult.tables.program import Integers, Reals
from consult.tables.release import Axis, Breakdown, Named, Printed, Release, Rows
from consult.tables.rounding import BASE
from consult.tables.rules import percent
from consult.tables.weighting import APART, Unweighable, capped, design_effect, effective, rake

WEIGHTED_FROM = 100  # people


def weigh(
    census: Census, axes: tuple[Axis, ...], cells: Rows, people: tuple[int, ...]
) -> Weighting:
    """The weights of a release's joint cells, or why there are none."""
    places, blocks = np.array(cells, np.int64), np.array(people, np.float64)
    raked = [
        _Margin(axis, [_counted(census, axis, group) for group in axis.groups], at, blocks)
        for axis, at in zip(axes, places.T, strict=True)
    ]
    raked = [margin for margin in raked if margin.is_counted]
    why = next(chain.from_iterable(margin.faults(census) for margin in raked), None)
    if why or not raked:
        return Weighting(census, why=why or sentence("no_margin"))
    try:
        codes = np.array([margin.codes for margin in raked])
        mass = rake(codes, [margin.wanted for margin in raked], blocks)
    except Unweighable:
        return Weighting(census, why=sentence("margins_apart"))
    return _weighting(census, raked, mass, blocks)


def how_weighted(release: Release) -> Text:
    """The sentence on weights that stands beside the banner."""
    weighting = release.weighting
    if weighting is None:
        return sentence("unweighted")
    if weighting.why:
        return sentence("unweighted_because", {"why": weighting.why})
    told: dict[str, Parameter] = {
        "roles": _listed([axis.text for axis in release.axes if axis.role in weighting.roles]),
        "source": weighting.census.source,
        "year": weighting.census.year,
        "apart": weighting.apart,
        "effect": f"{weighting.design_effect:.1f}",
        "number": f"{weighting.effective:,}",
    }
    return sentence("weighted_capped" if weighting.apart else "weighted", told)


def weighted_percents(
    release: Release, question: Printed, cut: Breakdown
) -> Sequence[Sequence[int | None]]:
    """Whole weighted per cents, groups x lines; None for a base under 100, without weights, and
    for a question with a role: weighted, it would only repeat the census."""
    weighting = release.weighting
    if question.role or weighting is None or not weighting.weights:
        return [[None] * len(question.lines)] * len(cut.groups)
    weights, place = np.array(weighting.weights), release.place(cut)
    blocks = np.array(question.blocks, np.int64).reshape(len(question.lines), len(weights))
    counts = np.zeros((len(cut.groups), len(question.lines)), np.int64)
    np.add.at(counts, place, (weights * blocks).T)
    bases = np.zeros(len(cut.groups), np.int64)
    np.add.at(bases, place, weights * np.array(release.people))
    return [
        [percent(int(count), int(base)) if people >= WEIGHTED_FROM else None for count in row]
        for row, base, people in zip(counts, bases, cut.bases, strict=True)
    ]


@dataclass(frozen=True)
class _Margin:
    """An axis to be raked. ``counted`` are the people of each group by the census, None for one
    that is left alone; ``at`` the group of each joint cell, and ``blocks`` who is in it."""

    axis: Axis
    counted: Sequence[int | None]
    at: Integers
    blocks: Reals

    @property
    def is_counted(self) -> bool:
        return any(self.counted)

    @cached_property
    def here(self) -> Reals:
        """Blocks of each group."""
        there = np.bincount(self.at, self.blocks, minlength=len(self.counted))
        return np.asarray(there, np.float64)

    @cached_property
    def kept(self) -> Integers:
        """The numbers of the groups that are raked."""
        return np.array([n for n, people in enumerate(self.counted) if people is not None])

    @property
    def codes(self) -> Integers:
        place = np.full(len(self.counted), APART)
        place[self.kept] = np.arange(len(self.kept))
        return place[self.at]

    @property
    def wanted(self) -> Reals:
        """The census' shares of those who are in one of its groups, in blocks."""
        people = np.array([self.counted[n] for n in self.kept], np.float64)
        return np.asarray(people / people.sum() * self.here[self.kept].sum())

    def apart(self, mass: Reals) -> float:
        """The largest difference between a group's share of the mass and of what is wanted."""
        known = self.codes != APART
        there = np.bincount(self.codes[known], mass[known], minlength=len(self.kept))
        shares = there / there.sum() - self.wanted / self.wanted.sum()
        return float(np.abs(shares).max())

    def faults(self, census: Census) -> Iterator[Text]:
        for group, counted, here in zip(self.axis.groups, self.counted, self.here, strict=True):
            named: dict[str, Parameter] = {"group": group.text, "role": self.axis.text}
            if counted and not here:
                yield sentence("nobody_there", named)
            elif here and not group.reason and not census.speaks_of(self.axis.role, group.id):
                yield sentence("no_figure", named)


def _counted(census: Census, axis: Axis, group: Named) -> int | None:
    return None if group.reason else census.counted(axis.role, group.id)


def _weighting(census: Census, raked: Sequence[_Margin], mass: Reals, blocks: Reals) -> Weighting:
    exact = np.divide(mass, blocks, out=np.ones_like(mass), where=blocks > 0)
    weights = capped(exact, blocks)
    apart = max(margin.apart(weights * blocks) for margin in raked)
    return Weighting(
        census,
        tuple(margin.axis.role for margin in raked),
        weights=tuple(np.rint(weights * WHOLE).astype(np.int64).tolist()),
        apart=0 if weights is exact else math.ceil(100 * apart),
        effective=round(effective(weights, blocks) * BASE / 10) * 10,
        design_effect=round(design_effect(weights, blocks), 1),
    )


def _listed(texts: Sequence[Text]) -> Text:
    """Roles in a row: "district, sex and age"."""
    small = [Text(text.es.lower(), text.en.lower()) for text in texts]
    whole = small[0]
    for text in small[1:-1]:
        whole = sentence("and", {"first": whole, "second": text})
    return sentence("last_of_list", {"first": whole, "last": small[-1]}) if small[1:] else whole
