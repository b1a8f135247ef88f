"""Who answered beside the census: how far each group's share is from what it is there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from consult.questionnaire.text import Text
from consult.tables.catalogue import Parameter, sentence
from consult.tables.release import Named, Printed, Release
from consult.tables.rules import PERCENT_FROM, percent
from consult.tables.view import table

FAR = 10  # points; rounding alone can make smaller differences


@dataclass(frozen=True, slots=True)
class Share:
    """A group: its rounded people, their whole per cent of everybody and of those compared, that in
    the census, and how many points it is under those compared; None where not shown or counted."""

    group: Named
    people: int | None
    percent: int | None
    compared: int | None
    census: int | None

    @property
    def points(self) -> int | None:
        return None if self.compared is None or self.census is None else self.compared - self.census

    @property
    def is_far(self) -> bool:
        return abs(self.points or 0) >= FAR


@dataclass(frozen=True, slots=True)
class Composition:
    """A question with a role. ``compared`` are the rounded people in the groups that the census
    counts; ``is_whole`` says that this is everybody. ``missing`` tells who
    answered far less than the census has, worst first."""

    question: Printed
    compared: int
    is_whole: bool
    shares: tuple[Share, ...]
    missing: tuple[Text, ...]


def composition(release: Release) -> tuple[Composition, ...]:
    """Each question by which tables are broken down; without a census nothing is compared."""
    return tuple(_of_role(release, one) for one in release.questions if one.role)


def _of_role(release: Release, one: Printed) -> Composition:
    [row] = table(release, one.id).rows
    counted = _counted(release, one)
    held = [cell.count or 0 for cell, there in zip(row.cells, counted, strict=True) if there]
    compared = sum(held)
    whole = sum(there or 0 for there in counted)
    shares = tuple(
        Share(
            line,
            cell.count,
            cell.percent,
            percent(cell.count, compared)
            if cell.count is not None and there and compared >= PERCENT_FROM
            else None,
            percent(there, whole) if there else None,
        )
        for line, cell, there in zip(one.lines, row.cells, counted, strict=True)
    )
    is_whole = compared == release.base
    return Composition(one, compared, is_whole, shares, tuple(_missing(shares)))


def _counted(release: Release, one: Printed) -> list[int | None]:
    """The people of each line by the census."""
    if release.weighting is None:
        return [None] * len(one.lines)
    census = release.weighting.census
    return [None if line.reason else census.counted(one.role, line.id) for line in one.lines]


def _missing(shares: Sequence[Share]) -> Iterator[Text]:
    for share in sorted(shares, key=lambda share: share.points or 0):
        if (share.points or 0) <= -FAR:
            told: dict[str, Parameter] = {
                "group": share.group.text,
                "percent": share.compared or 0,
                "census": share.census or 0,
            }
            yield sentence("fewer_than_census", told)
