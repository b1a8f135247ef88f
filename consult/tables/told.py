"""What the published files tell, read as anybody can read them: ``tables.csv`` and
``codebook.csv`` of one release, and nothing else."""

import csv
import io
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from consult.tables.constraints import Line, Spot
from consult.tables.rounding import BASE
from consult.tables.rules import SHOWN_FROM, UNANIMOUS_BELOW

EVERY = ("", "*base")  # the line of everybody; no option can be called this

Counts = dict[Spot, int | None]


@dataclass(frozen=True)
class Question:
    """One question: ``aside`` are the lines of who chose no option, ``bases`` by ``EVERY``."""

    name: str
    kind: str
    form: str
    limit: int
    deviation: int
    sensitive: bool
    aside: frozenset[Line]
    counts: Counts
    bases: Counts

    @property
    def lines(self) -> list[Line]:
        return list(dict.fromkeys(line for line, _, _ in self.counts))


@dataclass(frozen=True)
class Told:
    """One release: its questions by id, and the deviation of the bases that they share."""

    questions: Mapping[str, Question]
    deviation: int

    def bases(self) -> Mapping[Spot, tuple[int, int]]:
        """The least and the most people in every group, over all questions: they share it."""
        known: dict[Spot, tuple[int, int]] = {}
        for one in self.questions.values():
            # a base not shown is at most the last multiple before those that always are
            shown = UNANIMOUS_BELOW if one.sensitive else SHOWN_FROM
            hidden = 0, shown - BASE + self.deviation
            for spot, base in one.bases.items():
                span = hidden if base is None else self.around(base)
                low, high = known.get(spot, span)
                known[spot] = max(low, span[0]), min(high, span[1])
        return known

    def around(self, base: int) -> tuple[int, int]:
        return max(0, base - self.deviation), base + self.deviation


def read(tables: bytes, codebook: bytes) -> Told:
    """Raises KeyError or ValueError where these are no such files."""
    counts: dict[str, Counts] = defaultdict(dict)
    bases: dict[str, Counts] = defaultdict(dict)
    for row in _rows(tables):
        name, *where = row["question"], row["by"], row["group"]
        counts[name][(name, row["option"]), where[0], where[1]] = _integer(row["count"])
        bases[name][EVERY, where[0], where[1]] = _integer(row["base"])
    book: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in _rows(codebook):
        book[row["question"]].append(row)
    shared = int(book.pop("")[0]["deviation"])
    questions = {name: _question(name, book[name], counts[name], bases[name]) for name in book}
    return Told(questions, shared)


def _question(name: str, rows: list[dict[str, str]], counts: Counts, bases: Counts) -> Question:
    one = rows[0]
    aside = {row["option"] for row in rows if row["exclusive"] == "1" or row["option"][0] == "_"}
    return Question(
        name,
        kind=one["kind"],
        form=one["form"],
        limit=int(one["limit"]),
        deviation=int(one["deviation"]),
        sensitive=one["sensitive"] == "1",
        aside=frozenset((name, option) for option in aside),
        counts=counts,
        bases=bases,
    )


def _rows(body: bytes) -> Iterator[dict[str, str]]:
    return csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline=""))


def _integer(cell: str) -> int | None:
    return int(cell) if cell else None
