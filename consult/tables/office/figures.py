"""What a chart of a table shows, whichever program draws it: bars, their names and numbers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from consult.questionnaire.text import Language
from consult.tables.office.looks import MOST_BESIDE, Look, beside, is_stacked, looks
from consult.tables.office.wording import line
from consult.tables.view import Row, Table

MOST_BARS = 12  # in one chart, so that their names can be read from the back of a room
_BESIDE = 18  # bars side by side
_NAME, _KEY = 80, 48  # characters of the name of a bar, of an entry of the key


@dataclass(frozen=True)
class Series:
    """Numbers for each bar, or for each segment of the same kind. ``each`` looks otherwise."""

    name: str
    numbers: tuple[int, ...]
    look: Look
    each: tuple[Look, ...] = ()


@dataclass(frozen=True)
class Figure:
    """A chart. ``stacked`` bars are whole; ``in_percent`` or else in people."""

    names: tuple[str, ...]
    series: tuple[Series, ...]
    stacked: bool = False
    in_percent: bool = True


def of_everybody(table: Table, language: Language) -> Iterator[Figure]:
    """A bar for each line of everybody's row, in as many charts as it takes; none if hidden."""
    row, dressed = table.rows[0], looks(table.question)
    if row.status == "hidden":
        return
    everybody = row.group.text.get(language)
    for places in _shared_out(len(table.lines)):
        cells = [row.cells[place] for place in places]
        told = [cell.count if row.status == "no_percent" else cell.percent for cell in cells]
        each = tuple(dressed[place] for place in places)
        names = tuple(line(table.lines[place].text.get(language), _NAME) for place in places)
        numbers = tuple(number or 0 for number in told)
        yield Figure(
            names, (Series(everybody, numbers, each[0], each),), in_percent=row.status == "ok"
        )


def _shared_out(lines: int) -> Iterator[range]:
    """Lines in as many charts as it takes, about as many in each."""
    charts = -(-lines // MOST_BARS)
    for chart in range(charts):
        yield range(lines * chart // charts, lines * (chart + 1) // charts)


def of_groups(table: Table, about: Sequence[str], language: Language) -> Figure | None:
    """The groups with percents side by side, first those that it is about; None if there are none.

    Lines of a whole are stacked; others are bars beside each other for a few groups.
    """
    told = [row for row in table.rows if row.status == "ok"]
    stacked = is_stacked(table.question)
    most = MOST_BARS if stacked else MOST_BESIDE
    chosen = [row for row in told if row.group.id in about] if len(told) > most else told
    rows = chosen[:most] or told[:most]
    if not rows:
        return None
    return _stacked(table, rows, language) if stacked else _beside(table, rows, language)


def _stacked(table: Table, rows: Sequence[Row], language: Language) -> Figure:
    series = tuple(
        Series(
            line(named.text.get(language), _KEY),
            tuple(row.cells[place].percent or 0 for row in rows),
            look,
        )
        for place, (named, look) in enumerate(zip(table.lines, looks(table.question), strict=True))
    )
    return Figure(tuple(_named(row, language) for row in rows), series, stacked=True)


def _beside(table: Table, rows: Sequence[Row], language: Language) -> Figure:
    """The lines that most chose: as many as there is room for."""
    most = max(_BESIDE // len(rows), 3)
    places = sorted(
        range(len(table.lines)), key=lambda place: -max(row.cells[place].count or 0 for row in rows)
    )
    shown = sorted(places[:most])
    series = tuple(
        Series(
            _named(row, language),
            tuple(row.cells[place].percent or 0 for place in shown),
            look,
        )
        for row, look in zip(rows, beside(len(rows)), strict=True)
    )
    return Figure(
        tuple(line(table.lines[place].text.get(language), _NAME) for place in shown), series
    )


def _named(row: Row, language: Language) -> str:
    return f"{line(row.group.text.get(language), _KEY)} ({row.base:,})"
