"""SVG in pieces: text that knows about how wide it is, and rectangles.

Only presentation attributes are used: a strict content policy allows no inline style.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from consult.tables.palette import INK

FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif"

_NARROW, _WIDE = frozenset("iíljftrI.,;:·'|!() -"), frozenset("mwMWQGOÓ@%—")


@dataclass(frozen=True, slots=True)
class Piece:
    """Something drawn at the top of the space it takes."""

    high: float
    svg: str


def width(text: str, size: float) -> float:
    """About how wide a text is, in px, on the wide side of common system fonts."""
    ems = sum(
        0.4
        if letter in _NARROW
        else 0.95
        if letter in _WIDE
        else 0.74
        if letter.isupper()
        else 0.63
        for letter in text
    )
    return ems * size


def wrapped(text: str, room: float, size: float, most: int | None = None) -> list[str]:
    """A text in lines that fit, broken at spaces; a longer word is cut, and what passes ``most``
    lines too."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if width(longer, size) <= room or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    if most and len(lines) > most:
        lines = [*lines[: most - 1], f"{lines[most - 1]}  …"]
    return [_cut(line, room, size) for line in lines]


def _cut(line: str, room: float, size: float) -> str:
    while width(line, size) > room and len(line) > 1:
        line = line[:-2].rstrip() + "…"
    return line


def text(
    x: float, y: float, words: str, size: int, fill: str = INK, anchor: str = "start",
    bold: bool = False,
) -> str:  # fmt: skip
    """One line of text; ``y`` is its middle."""
    weight = ' font-weight="600"' if bold else ""
    place = f'x="{x:g}" y="{y + 0.35 * size:.1f}"'
    return (
        f'<text {place} fill="{fill}" font-size="{size}" text-anchor="{anchor}"{weight}>'
        f"{escape(words)}</text>"
    )


def box(x: float, y: float, wide: float, high: float, fill: str, outline: str = "") -> str:
    edge = f' stroke="{outline}"' if outline else ""
    return f'<rect x="{x:.1f}" y="{y:g}" width="{wide:.1f}" height="{high:g}" fill="{fill}"{edge}/>'


def moved(x: float, y: float, svg: str) -> str:
    return f'<g transform="translate({x:g} {y:g})">{svg}</g>'


def stacked_up(pieces: Iterable[Piece]) -> Piece:
    """Pieces one under another, as one."""
    svg, top = "", 0.0
    for piece in pieces:
        svg += moved(0, top, piece.svg)
        top += piece.high
    return Piece(top, svg)


def hatching(name: str) -> str:
    """The pattern of who gave no answer, to be filled with as ``url(#name)``."""
    return (
        f'<defs><pattern id="{name}" width="7" height="7" '
        'patternUnits="userSpaceOnUse" patternTransform="rotate(-45)">'
        '<rect width="7" height="7" fill="#ffffff"/>'
        '<rect width="2" height="7" fill="#b9b4aa"/></pattern></defs>'
    )


def picture(name: str, wide: float, piece: Piece, words: Sequence[str]) -> str:
    """A whole SVG; ``words`` are its title and its text alternative."""
    title, described = (escape(part) for part in words)
    labels = quoteattr(f"{name}-title {name}-desc")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide:g} {piece.high:g}" role="img" '
        f'aria-labelledby={labels} font-family="{FONT}">'
        f'<title id="{name}-title">{title}</title><desc id="{name}-desc">{described}</desc>'
        f"{piece.svg}</svg>"
    )
