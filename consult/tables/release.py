"""A release: everything that is printed, and the integer tables that prove it safe."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np

from consult.questionnaire.text import Text
from consult.tables.items import Form
from consult.tables.program import Integers

EVERYBODY = ""  # the breakdown with one group: everybody
TIMES = "*"  # joins roles in the id of a breakdown and values in the id of a group

Rows = tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Named:
    """A group, or a line of a question: ``reason`` says that it is no answer but why not."""

    id: str
    text: Text
    reason: bool = False
    alone: bool = False  # an exclusive option


@dataclass(frozen=True)
class Axis:
    """A role and its groups."""

    role: str
    text: Text
    groups: tuple[Named, ...]


@dataclass(frozen=True)
class Breakdown:
    """The groups by which tables are broken down, and the rounded people in each."""

    id: str
    text: Text
    roles: tuple[str, ...]
    groups: tuple[Named, ...]
    bases: tuple[int, ...]


@dataclass(frozen=True)
class Printed:
    """A printed question.

    ``counts`` holds for each breakdown it is printed by the rounded people, lines x groups.
    ``blocks`` is its proof: the integer table, lines x cells, empty for a question with a role,
    which is printed from the table of people. ``limit`` is how many options one person may choose.
    Of the first three of a ranking, ``second`` is the table of the second places (options x
    cells), and ``ranks`` holds for each breakdown the sums of the places of rounded people, options
    x groups, from which mean ranks come. ``offered`` holds the versions that offered an option,
    where not all that asked it did.
    """

    id: str
    question: str
    section: Text
    text: Text
    kind: str
    form: Form
    role: str
    sensitive: bool
    limit: int
    deviation: int
    versions: tuple[int, ...]
    lines: tuple[Named, ...]
    counts: Mapping[str, Rows]
    blocks: Rows
    second: Rows = ()
    ranks: Mapping[str, Rows] = field(default_factory=dict)
    offered: Mapping[str, tuple[int, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Version:
    """A published version that was joined."""

    number: int
    hash: str


@dataclass(frozen=True)
class Release:
    """A numbered, frozen set of tables.

    ``cells`` gives for each joint cell its group on each axis, cells x axes, and ``people`` the
    blocks of five in it; ``deviation`` is that of the people, ``left_out`` the questions that no
    table prints. ``before`` is the number of the release that it stands on, 0 for the first.
    """

    consultation: str
    title: Text
    number: int
    date: date
    channels: tuple[str, ...]
    versions: tuple[Version, ...]
    axes: tuple[Axis, ...]
    breakdowns: tuple[Breakdown, ...]
    cells: Rows
    people: tuple[int, ...]
    deviation: int
    questions: tuple[Printed, ...]
    left_out: tuple[Text, ...]
    before: int = 0

    @cached_property
    def by(self) -> tuple[str, ...]:
        """The breakdowns, "everybody" apart: what is frozen by the first release."""
        return tuple(cut.id for cut in self.breakdowns if cut.id != EVERYBODY)

    @cached_property
    def base(self) -> int:
        """Everybody, rounded."""
        return self.breakdown(EVERYBODY).bases[0]

    @cached_property
    def largest_deviation(self) -> int:
        return max([self.deviation, *(question.deviation for question in self.questions)])

    def breakdown(self, name: str) -> Breakdown:
        """A breakdown by its id. Raises KeyError."""
        return {cut.id: cut for cut in self.breakdowns}[name]

    def question(self, name: str) -> Printed:
        """A printed question by its id. Raises KeyError."""
        return self._by_id[name]

    def find(self, name: str) -> Printed | None:
        """A printed question by its id, where there is one."""
        return self._by_id.get(name)

    @cached_property
    def _by_id(self) -> Mapping[str, Printed]:
        return {question.id: question for question in self.questions}

    def place(self, breakdown: Breakdown) -> Integers:
        """The number of the group that each joint cell belongs to, [cells]."""
        return group_of(np.array(self.cells, np.int64), self.axes, breakdown.roles)


def group_of(cells: Integers, axes: tuple[Axis, ...], roles: tuple[str, ...]) -> Integers:
    """The group of each joint cell in a breakdown by some roles, the last role moving fastest."""
    place = np.zeros(len(cells), np.int64)
    for number, axis in enumerate(axes):
        if axis.role in roles:
            place = place * len(axis.groups) + cells[:, number]
    return place
