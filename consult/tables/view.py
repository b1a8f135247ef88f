"""One question by one breakdown, as plain data for whoever prints it."""

from dataclasses import dataclass

from consult.questionnaire.text import Text
from consult.tables.release import EVERYBODY, Named, Printed, Release
from consult.tables.rules import Status, percent, status


@dataclass(frozen=True, slots=True)
class Cell:
    """Rounded people, and their whole per cent of the base, as counted and as weighted to the
    census; None where not shown."""

    count: int | None
    percent: int | None
    weighted: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A group: its rounded base (None where hidden) and a cell for each line."""

    group: Named
    base: int | None
    status: Status
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A question by a breakdown: ``rows`` of groups, and the ``lines`` that head their cells."""

    question: Printed
    by: str
    by_text: Text
    lines: tuple[Named, ...]
    rows: tuple[Row, ...]


def table(release: Release, question: str, by: str = EVERYBODY) -> Table:
    """The table of a question. Raises KeyError where the release does not print it."""
    printed, cut = release.question(question), release.breakdown(by)
    columns = zip(*printed.counts[by], strict=True)
    rows = tuple(
        _row(group, base, counts, printed.sensitive)
        for group, base, counts in zip(cut.groups, cut.bases, columns, strict=True)
    )
    return Table(printed, by, cut.text, printed.lines, rows)


def _row(group: Named, base: int, counts: tuple[int, ...], sensitive: bool) -> Row:
    verdict = status(base, counts, sensitive)
    if verdict == "hidden":
        return Row(group, None, verdict, (Cell(None, None),) * len(counts))
    told = verdict == "ok"
    cells = tuple(Cell(count, percent(count, base) if told else None) for count in counts)
    return Row(group, base, verdict, cells)
