"""How large a chart is drawn; everything in it follows from these few measures."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Look:
    """All measures in px. ``label`` is the room for the name of a group beside its bar; where it
    is 0, the name stands above."""

    name: str
    wide: float
    size: int  # of the text
    bar: float  # how high a bar is
    gap: float  # between two bars
    label: float

    @property
    def leading(self) -> float:
        """From one line of text to the next."""
        return round(1.36 * self.size)

    @property
    def base(self) -> float:
        """Where the numbers of the base end."""
        return self.label + 5.1 * self.size if self.label else self.wide

    @property
    def start(self) -> float:
        """Where the bars begin."""
        return self.base + self.size if self.label else 0.0


SCREEN = Look("screen", 1004, 14, 30, 8, 205)  # and paper, and files
WALL = Look("wall", 1920, 36, 54, 14, 430)
PHONE = Look("phone", 328, 14, 26, 10, 0)
