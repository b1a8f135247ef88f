"""Words as office files can hold them: without signs that XML forbids, and not too long."""

import re

from consult.tables.drawing import width

MOST = 32_767  # characters in a cell, for any spreadsheet
_FORBIDDEN = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LEADING = 1.25  # the height of a line in font sizes


def printable(words: str, most: int = MOST) -> str:
    """The words that a file can hold, cut with … where they are longer than ``most``."""
    clean = _FORBIDDEN.sub("", words.replace("\r\n", "\n").replace("\r", "\n"))
    return clean if len(clean) <= most else clean[: most - 1].rstrip() + "…"


def line(words: str, most: int = MOST) -> str:
    """The same on one line: for titles, labels of charts and names."""
    return printable(" ".join(words.split()), most)


def fitted(words: str, wide: float, high: float, sizes: tuple[int, ...]) -> tuple[str, int]:
    """The largest size, in points, at which words fit into a box of points; cut where none does."""
    one = line(words)
    for size in sizes:
        if _height(one, wide, size) <= high:
            return one, size
    size = sizes[-1]
    most = int(high / (_LEADING * size)) * wide / size
    while width(one, 1) > 0.9 * most:  # lines break at words: not all of the box is used
        one = one[: int(len(one) * 0.9)].rstrip()
    return f"{one.rstrip('…')}…", size


def _height(words: str, wide: float, size: int) -> float:
    lines, at = 1, 0.0
    for word in words.split(" "):
        room = width(f"{word} ", size)
        if at and at + room > wide:
            lines, at = lines + 1, 0.0
        at += room
        lines, at = lines + int(at // wide), at % wide
    return lines * _LEADING * size
