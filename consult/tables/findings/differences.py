"""Where two groups differ by more than rounding can make."""

from collections.abc import Iterator
from itertools import permutations

from consult.tables.catalogue import Parameter, sentence
from consult.tables.findings.finding import Finding
from consult.tables.findings.shares import Candidate, Lines, ends, options, quoted, share
from consult.tables.release import EVERYBODY, TIMES, Printed, Release
from consult.tables.view import Row, Table, table

_POINTS = 10
# Under this base rounding alone makes differences of up to 10 points (statistics.md, 1.3).
_SOLID = 100


def between_groups(release: Release, printed: Printed) -> Iterator[Candidate]:
    """For each breakdown by one role, the two groups that differ and rest on the most people.

    The most solid pair rather than the farthest apart: nobody is shown as the worst.
    """
    for by in printed.counts:
        if by == EVERYBODY or TIMES in by:
            continue
        shown = table(release, printed.id, by)
        rows = [row for row in shown.rows if _solid(row)]
        found = [
            (min(more.base or 0, less.base or 0), gap, more, less, lines)
            for lines in _compared(shown)
            for more, less in permutations(rows, 2)
            if (gap := _gap(release, shown, more, less, lines))
        ]
        if found:
            _, gap, more, less, lines = max(found, key=lambda each: each[:2])
            yield _differing(release, shown, more, less, lines, gap)


def _compared(shown: Table) -> list[Lines]:
    """Each option; of a scale its end alone, since one option of it may rise as its end falls."""
    both = ends(shown)
    return [both[0]] if both else [(place,) for place in options(shown)]


def _solid(row: Row) -> bool:
    return row.status == "ok" and (row.base or 0) >= _SOLID and not row.group.reason


def _gap(release: Release, shown: Table, more: Row, less: Row, lines: Lines) -> int:
    """By how many points one group lies above another; 0 where rounding could have made it."""
    above, below = (share(release, shown, row, lines) for row in (more, less))
    gap = above.percent - below.percent
    return gap if gap >= _POINTS and above.low > below.high else 0


def _differing(
    release: Release, shown: Table, more: Row, less: Row, lines: Lines, gap: int
) -> Candidate:
    above, below = (share(release, shown, row, lines).percent for row in (more, less))
    place = "_place" if shown.by == "district" else ""
    words: dict[str, Parameter] = {
        "question": shown.question.text, "chosen": quoted(shown, lines),
        "group": more.group.text, "percent": above,
        "other": less.group.text, "other_percent": below,
    }  # fmt: skip
    text = sentence(f"finding_difference{place}", words)
    finding = Finding(shown.question.id, shown.by, (more.group.id, less.group.id), text)
    return Candidate("difference", finding, gap, shown.question)
