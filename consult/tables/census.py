"""What a census says of the residents of some places, and what it brings to a release."""

from collections.abc import Mapping
from dataclasses import dataclass

from consult.questionnaire.text import Text

MERGED = "+"  # joins the ids of categories that are told as one
WHOLE = 10_000  # a weight is kept in whole parts of so many: sums of them are exact


@dataclass(frozen=True)
class Census:
    """People by role and category, from a named source.

    None stands for a category that the source does not count, such as "somewhere else".
    """

    source: Text
    year: int
    margins: Mapping[str, Mapping[str, int | None]]

    def speaks_of(self, role: str, group: str) -> bool:
        """Whether it says of a group how many people it counts, or that it counts none."""
        return self.margins.get(role, {}).keys() >= set(group.split(MERGED))

    def counted(self, role: str, group: str) -> int | None:
        """The people of a group; a merged one has those of all its parts, where each is counted."""
        margin = self.margins.get(role, {})
        parts = [margin.get(part) for part in group.split(MERGED)]
        return None if None in parts else sum(part or 0 for part in parts)


@dataclass(frozen=True)
class Weighting:
    """A census beside a release.

    ``weights`` are those of each joint cell of people, in parts of WHOLE, made by ``roles``.
    ``apart`` is by how many points at most, rounded up, a group still differs from the census
    because a cap has cut weights; 0 where none was cut. ``effective`` is the number of people of
    equal weight that would tell as much, in tens. Where no weights could be made there are none,
    and ``why`` is the reason.
    """

    census: Census
    roles: tuple[str, ...] = ()
    weights: tuple[int, ...] = ()
    apart: int = 0
    effective: int = 0
    design_effect: float = 1.0
    why: Text | None = None
