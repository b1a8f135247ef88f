"""Unknown counts that must agree with published ones, and how far each can still vary.

Each breakdown that no other contains has unknowns of its own, and those of two breakdowns agree
on the roles they share. For breakdowns that meet like a tree (the default ones do) this allows
exactly what one joint table of people would; otherwise it allows more. Over several releases the
unknowns are what each has added: nobody leaves, so none is below zero.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

import highspy
import numpy as np

from consult.tables.release import TIMES

Line = tuple[str, str]  # question and option
Spot = tuple[Line, str, str]  # line, breakdown, group

_TINY = 1e-6
_ENDLESS = 1 << 40
_PRIMAL = 4


class Model:
    """A linear program over the counts of some lines, by group of the finest breakdowns.

    ``steps`` is the number of releases; a range of them names what those have added together, so
    that ``range(n)`` is what the n-th has printed.
    """

    def __init__(self, lines: Sequence[Line], spots: Iterable[Spot], steps: int = 1) -> None:
        groups: dict[str, dict[str, None]] = {}
        for _, by, group in spots:
            groups.setdefault(by, {})[group] = None
        parents = [by for by in groups if not any(_inside(by, other) for other in groups)]
        self._values = {by: [_values(by, group) for group in groups[by]] for by in parents}
        self.finest = [(by, group) for by in parents for group in groups[by]]
        self._start: dict[tuple[Line, str], int] = {}
        self._size = 0  # of one step
        for line in lines:
            for by in parents:
                self._start[line, by] = self._size
                self._size += len(groups[by])
        self._steps = steps
        self._rows: list[tuple[dict[int, int], float, float]] = []
        for line in lines:
            for one, other in combinations(parents, 2):
                self._agree(line, one, other)

    def between(
        self, terms: Mapping[Spot, int], low: int | None, high: int | None, steps: range
    ) -> None:
        """A weighted sum of counts lies between two numbers, or is open where there is none."""
        row: dict[int, int] = {}
        for spot, weight in terms.items():
            for place in self._places(spot, steps):
                row[place] = row.get(place, 0) + weight
        self._rows.append((row, -np.inf if low is None else low, np.inf if high is None else high))

    def closed(self) -> "Model":
        """The same, ready to be solved."""
        columns = self._size * self._steps
        program = highspy.HighsLp()
        program.num_col_, program.num_row_ = columns, len(self._rows)
        program.col_cost_, program.col_lower_ = np.zeros(columns), np.zeros(columns)
        program.col_upper_ = np.full(columns, np.inf)
        program.row_lower_ = np.array([low for _, low, _ in self._rows])
        program.row_upper_ = np.array([high for _, _, high in self._rows])
        matrix, rows = program.a_matrix_, [row for row, _, _ in self._rows]
        matrix.format_ = highspy.MatrixFormat.kRowwise
        matrix.start_ = np.cumsum([0, *map(len, rows)])
        matrix.index_ = np.array([place for row in rows for place in row], np.int32)
        matrix.value_ = np.array([weight for row in rows for weight in row.values()], float)
        self._solver = highspy.Highs()  # type: ignore[no-untyped-call]  # theirs has no types
        self._solver.setOptionValue("output_flag", False)
        # Between two solutions only the cost differs: the primal simplex goes on from the last.
        self._solver.setOptionValue("simplex_strategy", _PRIMAL)
        self._solver.passModel(program)
        return self

    def span(self, spot: Spot, steps: range) -> tuple[int, int]:
        """The least and the most that a count can be."""
        places = np.array(self._places(spot, steps), np.int32)
        low, high = self._least(places, 1), -self._least(places, -1)
        self._cost(places, 0)
        return int(np.ceil(low - _TINY)), int(np.floor(high + _TINY))

    def _least(self, places: "np.ndarray[tuple[int], np.dtype[np.int32]]", sign: int) -> float:
        self._cost(places, sign)
        self._solver.run()
        status = self._solver.getModelStatus()
        if status == highspy.HighsModelStatus.kUnbounded:
            return -_ENDLESS
        assert status == highspy.HighsModelStatus.kOptimal, (
            f"no people can have these counts: {status}"
        )
        return float(self._solver.getInfo().objective_function_value)

    def _cost(self, places: "np.ndarray[tuple[int], np.dtype[np.int32]]", sign: int) -> None:
        self._solver.changeColsCost(len(places), places, np.full(len(places), float(sign)))

    def _places(self, spot: Spot, steps: range) -> list[int]:
        """The unknowns that sum to a count, in the first breakdown that has them."""
        line, by, group = spot
        wanted = _values(by, group)
        parent = next(one for one in self._values if set(_roles(by)) <= set(_roles(one)))
        start = self._start[line, parent]
        within = [
            start + place
            for place, values in enumerate(self._values[parent])
            if wanted.items() <= values.items()
        ]
        return [step * self._size + place for step in steps for place in within]

    def _agree(self, line: Line, one: str, other: str) -> None:
        """In each step, what two breakdowns tell of the roles they share is the same."""
        shared = set(_roles(one)) & set(_roles(other))
        for step in range(self._steps):
            sums: dict[tuple[tuple[str, str], ...], dict[int, int]] = {}
            for by, weight in ((one, 1), (other, -1)):
                start = step * self._size + self._start[line, by]
                for place, values in enumerate(self._values[by], start):
                    key = tuple((role, values[role]) for role in sorted(shared))
                    sums.setdefault(key, {})[place] = weight
            self._rows += [(row, 0, 0) for row in sums.values()]


def _roles(by: str) -> list[str]:
    return by.split(TIMES) if by else []


def _inside(by: str, other: str) -> bool:
    return set(_roles(by)) < set(_roles(other))


def _values(by: str, group: str) -> dict[str, str]:
    return dict(zip(_roles(by), group.split(TIMES), strict=True)) if by else {}
