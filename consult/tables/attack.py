"""The attack: all that anybody can work out from the published files, by linear programs.

It knows nothing but ``tables.csv`` and ``codebook.csv``: every printed number is within its stated
deviation, a hidden base is under its limit, lines sum to bases and breakdowns to each other. For
each cell it finds the least and the most that the true count can be.
"""

import csv
import io
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from consult.tables.constraints import Model, Spot
from consult.tables.rounding import BASE
from consult.tables.rules import PERCENT_FROM, SHOWN_FROM

_BASE = "*base"  # the line of everybody; no option can be called this

Told = dict[Spot, int | None]


@dataclass(frozen=True, slots=True)
class Interval:
    """What the attack knows of one cell, and what the release promises that nobody can rule out."""

    question: str
    option: str
    by: str
    group: str
    printed: int | None
    low: int
    high: int
    promised_low: int
    promised_high: int

    @property
    def narrower(self) -> bool:
        """Whether the promise, which is about printed counts, is broken."""
        if self.printed is None:
            return False
        return self.low > self.promised_low or self.high < self.promised_high


@dataclass(frozen=True)
class Published:
    """One question as the files tell it. ``aside`` are the lines of who chose no option."""

    name: str
    several: bool
    limit: int
    deviation: int
    sensitive: bool
    aside: frozenset[str]
    counts: Told
    bases: Told


def attack(
    tables: bytes,
    codebook: bytes,
    wanted: Callable[[str, Spot], bool] = lambda _question, _spot: True,
    progress: Callable[[int, int], None] | None = None,
    hidden: tuple[int, int] | None = None,
) -> list[Interval]:
    """The interval of every ``wanted`` cell, hidden ones too, in the order of the file.

    ``hidden`` is what the rule of hiding gives away of a count, where it goes by counts (ours goes
    by bases). ``progress(done, all)`` is called after each question.
    """
    questions, deviation = _read(tables, codebook)
    known = _known_bases(questions, deviation)
    found: list[Interval] = []
    for number, one in enumerate(questions):
        spots = [spot for spot in one.counts if wanted(one.name, spot)]
        model = _model(one, known, hidden) if spots else None
        found += [_interval(one, spot, model, deviation) for spot in spots if model]
        if progress:
            progress(number + 1, len(questions))
    return found


def _known_bases(questions: Sequence[Published], deviation: int) -> dict[Spot, tuple[int, int]]:
    """What is known of every group's base, over all questions: they share it."""
    known: dict[Spot, tuple[int, int]] = {}
    for one in questions:
        # a base not shown is at most the last multiple before those that are
        most_hidden = (PERCENT_FROM if one.sensitive else SHOWN_FROM) - BASE + deviation
        for spot, base in one.bases.items():
            span = (
                (0, most_hidden) if base is None else (max(0, base - deviation), base + deviation)
            )
            low, high = known.get(spot, span)
            known[spot] = (max(low, span[0]), min(high, span[1]))
    return known


def _model(
    one: Published, bases: Mapping[Spot, tuple[int, int]], hidden: tuple[int, int] | None
) -> Model:
    lines = list(dict.fromkeys(spot[0] for spot in one.counts))
    model = Model([*lines, _BASE], [*one.counts, *bases])
    for spot, (low, high) in bases.items():
        model.between({spot: 1}, low, high)
    for spot, count in one.counts.items():
        if count is not None:
            model.between({spot: 1}, count - one.deviation, count + one.deviation)
        elif hidden:
            model.between({spot: 1}, *hidden)
    for by, group in model.finest:
        _adds_up(model, one, lines, by, group)
    return model.closed()


def _adds_up(model: Model, one: Published, lines: Sequence[str], by: str, group: str) -> None:
    def terms(some: Sequence[str], weight: int) -> dict[Spot, int]:
        return {(line, by, group): weight for line in some}

    if not one.several:
        return model.between(terms(lines, 1) | terms([_BASE], -1), 0, 0)
    aside = [line for line in lines if line in one.aside]
    options = [line for line in lines if line not in one.aside]
    chose = terms([_BASE], 1) | terms(aside, -1)
    model.between(chose, 0, None)
    for option in options:
        model.between(chose | terms([option], -1), 0, None)
    model.between(terms(options, -1) | chose, None, 0)
    most = {spot: weight * one.limit for spot, weight in chose.items()}
    return model.between(terms(options, -1) | most, 0, None)


def _interval(one: Published, spot: Spot, model: Model, deviation: int) -> Interval:
    count, base = one.counts[spot], one.bases[(_BASE, *spot[1:])]
    promise = (0, 0)
    if count is not None and base is not None:
        # nobody can rule out what is within the deviation, nor more people than the base holds
        promise = max(0, count - one.deviation), min(count + one.deviation, base + deviation)
    return Interval(one.name, *spot, count, *model.span(spot), *promise)


def _read(tables: bytes, codebook: bytes) -> tuple[list[Published], int]:
    """The questions, and the deviation of the bases."""
    counts: dict[str, Told] = defaultdict(dict)
    bases: dict[str, Told] = defaultdict(dict)
    for row in _rows(tables):
        where = row["by"], row["group"]
        counts[row["question"]][row["option"], *where] = _integer(row["count"])
        bases[row["question"]][_BASE, *where] = _integer(row["base"])
    book: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in _rows(codebook):
        book[row["question"]].append(row)
    shared = int(book.pop("")[0]["deviation"])
    return [_published(name, book[name], counts[name], bases[name]) for name in book], shared


def _published(name: str, rows: list[dict[str, str]], counts: Told, bases: Told) -> Published:
    one = rows[0]
    aside = {row["option"] for row in rows if row["exclusive"] == "1" or row["option"][0] == "_"}
    return Published(
        name,
        several=one["form"] != "one",
        limit=int(one["limit"]),
        deviation=int(one["deviation"]),
        sensitive=one["sensitive"] == "1",
        aside=frozenset(aside),
        counts=counts,
        bases=bases,
    )


def _rows(body: bytes) -> Iterator[dict[str, str]]:
    return csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline=""))


def _integer(cell: str) -> int | None:
    return int(cell) if cell else None
