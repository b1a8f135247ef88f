"""The library's own template made ours: 16:9, the colours and type of the house."""

import re

from pptx.dml.color import RGBColor
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.presentation import Presentation
from pptx.util import Emu, Pt

from consult.tables.palette import INK, SEA

WIDE, HIGH = 960, 540  # points
CLAY, CLAY_SOFT, PAPER = "#a8431b", "#f7e8df", "#fbf9f5"
FONT = "Arial"  # or what has its measures: it is nowhere wider
_ACCENTS = (SEA, "#a6481f", "#8fc4bf", "#e2b18d", "#3b4664", "#e3a72f")


def dress(deck: Presentation) -> None:
    """Prepare an empty deck. What somebody adds to it later looks like the rest."""
    deck.slide_width, deck.slide_height = Pt(WIDE), Pt(HIGH)
    master = deck.slide_master
    for holder in (master, *deck.slide_layouts):
        for shape in holder.placeholders:
            if shape._element.spPr.xfrm is not None:
                shape.left, shape.width = Emu(shape.left * 4 // 3), Emu(shape.width * 4 // 3)
    background = master.background.fill
    background.solid()
    background.fore_color.rgb = colour_of(PAPER)
    theme = master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    theme._blob = _theme(theme.blob.decode()).encode()
    _forget(deck.part.package, RELATIONSHIP_TYPE.THUMBNAIL)
    _forget(deck.part, RELATIONSHIP_TYPE.PRINTER_SETTINGS)


def colour_of(token: str) -> RGBColor:
    """A colour of the palette, as the library wants it."""
    return RGBColor(*bytes.fromhex(token.removeprefix("#")))


def _theme(xml: str) -> str:
    colours = {"dk2": INK, "lt2": PAPER, "hlink": SEA, "folHlink": SEA}
    colours |= {f"accent{place}": colour for place, colour in enumerate(_ACCENTS, 1)}
    for name, colour in colours.items():
        filled = f'<a:{name}><a:srgbClr val="{colour[1:].upper()}"/></a:{name}>'
        xml = re.sub(rf"<a:{name}>.*?</a:{name}>", filled, xml)
    return re.sub(r'(Font><a:latin typeface=)"[^"]*"', rf'\1"{FONT}"', xml)


def _forget(holder: object, kind: str) -> None:
    """Leave out what the template relates to in this way."""
    relations = holder._rels  # type: ignore[attr-defined]  # a package and a part alike
    for name in [name for name, found in relations.items() if found.reltype == kind]:
        relations.pop(name)
