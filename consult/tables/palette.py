"""The colours of charts: apart in grey and for colour-blind eyes."""

from collections.abc import Sequence
from dataclasses import dataclass

INK, SOFT, LINE, SEA, TRACK = "#1d2433", "#596273", "#e5dfd5", "#0b5c63", "#efebe3"

# From one end to the other.
_SCALES: dict[int, Sequence[str]] = {
    1: (SEA,),
    2: ("#a6481f", "#8fc4bf"),
    3: ("#a6481f", "#e2b18d", SEA),
    4: ("#a6481f", "#e2b18d", "#8fc4bf", SEA),
    5: ("#a6481f", "#e2b18d", "#f0e8d8", "#8fc4bf", SEA),
}
# Dark and light by turns, so that neighbours differ in grey however many there are. None of them
# is the colour of what needs attention: no answer is worse than another.
_TURNS = (SEA, "#8fc4bf", "#3b4664", "#b7c3dd", "#6d3f63", "#d9b9d0", "#5b5a1e", "#d8d39a")
_DARK_BELOW = 128


@dataclass(frozen=True, slots=True)
class Paint:
    """A fill and the colour of the numbers that stand on it."""

    fill: str
    number: str


def scale(count: int) -> list[Paint]:
    """One paint for each of some options that go from one end to the other, in their order."""
    return _painted(_SCALES[count]) if count in _SCALES else nominal(count)


def nominal(count: int) -> list[Paint]:
    """One paint for each of some options that merely differ."""
    return _painted([_TURNS[place % len(_TURNS)] for place in range(count)])


def _painted(fills: Sequence[str]) -> list[Paint]:
    return [Paint(fill, "#ffffff" if _dark(fill) else INK) for fill in fills]


def _dark(fill: str) -> bool:
    red, green, blue = (int(fill[at : at + 2], 16) for at in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue < _DARK_BELOW
