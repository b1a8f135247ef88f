"""The tables of the release before, in the cells and lines of the next: no block may fall under."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from consult.questionnaire.document import NOT_ASKED
from consult.tables.program import Integers
from consult.tables.release import Axis, Named, Release


@dataclass(frozen=True)
class Floor:
    """What stands of ``previous`` under tables of these ``cells`` (cells x axes); zeros under a
    first release. Cells and lines are the same where their ids are."""

    previous: Release | None
    axes: tuple[Axis, ...]
    cells: Integers

    @cached_property
    def people(self) -> Integers:
        """The blocks of people in each cell, [cells]."""
        return self._spread(self.previous.people) if self.previous else self._nobody

    @cached_property
    def deviation(self) -> int:
        return self.previous.deviation if self.previous else 0

    def table(self, question: str, lines: Sequence[Named]) -> Integers:
        """The blocks of a question, lines x cells. Raises KeyError for a line that is no more."""
        table = np.tile(self._nobody, (len(lines), 1))
        place = {line.id: row for row, line in enumerate(lines)}
        for line, row in self._rows(question):
            table[place[line]] = self._spread(row)
        return table

    def has(self, question: str) -> bool:
        """Whether a question was printed before."""
        return self.previous is not None and self.previous.find(question) is not None

    def deviation_of(self, question: str) -> int:
        """That of a question when it was printed before; 0 where it was not."""
        before = self.previous.find(question) if self.previous else None
        return before.deviation if before else 0

    def _rows(self, question: str) -> Iterator[tuple[str, Sequence[int]]]:
        """Whoever answered before a question was printed has not been asked it."""
        if not self.previous:
            return
        before = self.previous.find(question)
        if before is None:
            yield NOT_ASKED, self.previous.people
        else:
            yield from zip((line.id for line in before.lines), before.blocks, strict=True)

    @property
    def _nobody(self) -> Integers:
        return np.zeros(len(self.cells), np.int64)

    def _spread(self, row: Sequence[int]) -> Integers:
        spread = self._nobody
        spread[self._places] = row
        return spread

    @cached_property
    def _places(self) -> list[int]:
        """For each cell of the release before its place among these. Raises KeyError."""
        assert self.previous is not None
        known = {tuple(cell): place for place, cell in enumerate(self.cells.tolist())}
        moved = [
            [[group.id for group in now.groups].index(group.id) for group in was.groups]
            for was, now in zip(self.previous.axes, self.axes, strict=True)
        ]
        return [
            known[tuple(codes[group] for codes, group in zip(moved, cell, strict=True))]
            for cell in self.previous.cells
        ]
