"""SVG in pieces: text that knows about how wide it is, and rectangles.

Only presentation attributes are used: a strict content policy allows no inline style.
"""

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from consult.tables.palette import INK

FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif"
SIZE = 14  # px
LEADING = 19

_NARROW, _WIDE = frozenset("iíljftrI.,;:·'|!() -"), frozenset("mwMWQGOÓ@%—")


def width(text: str, size: float = SIZE) -> float:
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


def wrapped(text: str, room: float, size: float = SIZE) -> list[str]:
    """A text in lines that fit, broken at spaces; a longer word is cut."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if width(longer, size) <= room or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return [_cut(line, room, size) for line in lines]


def _cut(line: str, room: float, size: float) -> str:
    while width(line, size) > room and len(line) > 1:
        line = line[:-2].rstrip() + "…"
    return line


def text(
    x: float, y: float, words: str, fill: str = INK, anchor: str = "start", size: int = SIZE,
    bold: bool = False,
) -> str:  # fmt: skip
    """One line of text; ``y`` is its middle."""
    weight = ' font-weight="600"' if bold else ""
    place = f'x="{x:g}" y="{y + 0.35 * size:.1f}"'
    return (
        f'<text {place} fill="{fill}" font-size="{size}" text-anchor="{anchor}"{weight}>'
        f"{escape(words)}</text>"
    )


def block(x: float, top: float, lines: Sequence[str], fill: str = INK) -> str:
    """Lines of text one under another, from ``top``."""
    return "".join(
        text(x, top + LEADING * (number + 0.5), line, fill) for number, line in enumerate(lines)
    )


def box(x: float, y: float, wide: float, high: float, fill: str, outline: str = "") -> str:
    edge = f' stroke="{outline}"' if outline else ""
    return f'<rect x="{x:.1f}" y="{y:g}" width="{wide:.1f}" height="{high:g}" fill="{fill}"{edge}/>'


def picture(name: str, high: float, wide: float, title: str, described: str, body: str) -> str:
    """A whole SVG, with its name and its text alternative."""
    labels = quoteattr(f"{name}-title {name}-desc")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide:g} {high:g}" role="img" '
        f'aria-labelledby={labels} font-family="{FONT}">'
        f'<title id="{name}-title">{escape(title)}</title>'
        f'<desc id="{name}-desc">{escape(described)}</desc>'
        f"{body}</svg>"
    )
