"""How much of a group some lines are, and between what bounds it truly lies."""

from collections.abc import Sequence
from dataclasses import dataclass

from consult.questionnaire.text import Text, unaccented
from consult.tables.catalogue import sentence
from consult.tables.charts.figure import ORDERED
from consult.tables.findings.finding import Finding
from consult.tables.release import Printed, Release
from consult.tables.rules import percent
from consult.tables.view import Row, Table

Lines = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A finding, the rule that found it and how strong it is among those of its rule."""

    rule: str
    finding: Finding
    strength: float
    printed: Printed


@dataclass(frozen=True, slots=True)
class Share:
    """Some lines of a row together: whole per cent as printed, and the bounds of the true share.

    A count and its base may each differ from the true one by their deviation, several lines
    together by as many times it.
    """

    percent: int
    low: float
    high: float


def share(release: Release, shown: Table, row: Row, lines: Sequence[int]) -> Share:
    count = sum(row.cells[place].count or 0 for place in lines)
    base, off = row.base or 1, shown.question.deviation * len(lines)
    low = max(0, count - off) / (base + release.deviation)
    return Share(percent(count, base), low, (count + off) / max(1, base - release.deviation))


def options(shown: Table) -> list[int]:
    return [place for place, line in enumerate(shown.lines) if not line.reason]


def ends(shown: Table) -> tuple[Lines, Lines] | None:
    """The two ends of a scale whose middle lies between two of its four options."""
    found = options(shown)
    if shown.question.kind not in ORDERED or len(found) != 4:
        return None
    return (found[0], found[1]), (found[2], found[3])


def choices(shown: Table) -> list[Lines]:
    """Each option, and each end of a scale."""
    return [*((place,) for place in options(shown)), *(ends(shown) or ())]


def quoted(shown: Table, lines: Sequence[int]) -> Text:
    """The words of one line or two."""
    words = [sentence("quoted", {"words": shown.lines[place].text}) for place in lines]
    if len(words) == 1:
        return words[0]
    before_o = unaccented(shown.lines[lines[1]].text.es).startswith(("o", "ho"))
    return sentence("or_u" if before_o else "or", {"first": words[0], "second": words[1]})
