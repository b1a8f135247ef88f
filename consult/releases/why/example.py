"""Two live tables of a made-up place, a day apart, and what they say of the one person between."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from consult.tables.rounding import BASE

# Of the 23 people who had answered yesterday. Whatever the next one says, rounding changes nothing.
YESTERDAY: Mapping[str, int] = {"yes": 14, "no": 6, "refused": 3}


@dataclass(frozen=True, slots=True)
class Line:
    """One answer, counted yesterday and today."""

    answer: str
    yesterday: int
    today: int

    @property
    def new(self) -> int:
        return self.today - self.yesterday


def exact(answered: str) -> Sequence[Line]:
    """The two tables as they would be if they were live and exact, one person later."""
    return [
        Line(answer, count, count + (answer == answered)) for answer, count in YESTERDAY.items()
    ]


def rounded(answered: str) -> Sequence[Line]:
    """The same people, each count to the nearest step."""
    return [
        Line(line.answer, _nearest(line.yesterday), _nearest(line.today))
        for line in exact(answered)
    ]


def _nearest(count: int) -> int:
    return BASE * round(count / BASE)
