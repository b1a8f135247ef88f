"""A deck of the house's slides: 16:9, its colours and type, nothing over anything else."""

import io
import re
from dataclasses import dataclass

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.shapes.autoshape import Shape
from pptx.slide import Slide
from pptx.text.text import TextFrame
from pptx.util import Emu, Pt

from consult.questionnaire.text import Language
from consult.tables.files import footer
from consult.tables.office.container import made_on, repeatable
from consult.tables.office.wording import fitted, line, printable
from consult.tables.palette import INK, SEA, SOFT
from consult.tables.release import Release

WIDE, HIGH = 960, 540  # points: 16:9
MARGIN, ACROSS = 48, WIDE - 96
BODY, BODY_HIGH = 152, 308  # where what a slide shows begins, and how high it is
CLAY, CLAY_SOFT, PAPER = "#a8431b", "#f7e8df", "#fbf9f5"
FONT = "Arial"
_TITLE_ONLY = 5  # the layout of the library's own template
_ACCENTS = (SEA, "#a6481f", "#8fc4bf", "#e2b18d", "#3b4664", "#e3a72f")
_LANGUAGES = {"es": "es-PE", "en": "en-GB"}


@dataclass(frozen=True, slots=True)
class Box:
    """Points from the upper left corner of a slide."""

    left: float
    top: float
    wide: float
    high: float


TITLE = Box(MARGIN, 50, ACROSS, 94)


class Slides:
    """Slides of a release in one language, one after the other."""

    def __init__(self, release: Release, language: Language) -> None:
        self.release, self.language = release, language
        self._deck = Presentation()
        self._deck.slide_width, self._deck.slide_height = Pt(WIDE), Pt(HIGH)
        self._layout = self._deck.slide_layouts[_TITLE_ONLY]
        self._prepare()

    def add(
        self,
        title: str,
        above: str = "",
        notes: str = "",
        place: Box = TITLE,
        sizes: tuple[int, ...] = (30, 26, 22, 18),
    ) -> Slide:
        """A slide with its title, what stands small above it, its foot and its notes."""
        slide: Slide = self._deck.slides.add_slide(self._layout)
        placed = slide.shapes.title
        assert placed is not None
        words, size = fitted(title, place.wide, place.high, sizes)
        placed.left, placed.top, placed.width, placed.height = map(
            Pt, (place.left, place.top, place.wide, place.high)
        )
        self.fill(placed.text_frame, words, size, INK, bold=True)
        if above:
            self.write(slide, Box(MARGIN, 28, ACROSS, 20), above, (13,), CLAY, bold=True)
        self._foot(slide)
        self._note(slide, title, notes)
        return slide

    def write(
        self,
        slide: Slide,
        box: Box,
        words: str,
        sizes: tuple[int, ...],
        colour: str = INK,
        bold: bool = False,
    ) -> None:
        """Words in a box, as large as they fit."""
        shape = slide.shapes.add_textbox(*map(Pt, (box.left, box.top, box.wide, box.high)))
        cut, size = fitted(words, box.wide, box.high, sizes)
        self.fill(shape.text_frame, cut, size, colour, bold)

    def plate(self, slide: Slide, box: Box, words: str, sizes: tuple[int, ...]) -> None:
        """The honest label: on clay, with an edge."""
        plate = self.block(slide, box, CLAY_SOFT)
        cut, size = fitted(words, box.wide - 40, box.high - 16, sizes)
        self.fill(plate.text_frame, cut, size, INK)
        plate.text_frame.margin_left = plate.text_frame.margin_right = Pt(18)
        plate.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
        self.block(slide, Box(box.left, box.top, 5, box.high), CLAY)

    def block(self, slide: Slide, box: Box, colour: str) -> Shape:
        """A plain rectangle."""
        places = map(Pt, (box.left, box.top, box.wide, box.high))
        made = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *places)
        made.fill.solid()
        made.fill.fore_color.rgb = colour_of(colour)
        made.line.fill.background()
        made._element.remove(made._element.find(qn("p:style")))  # and its shadow
        return made

    def fill(
        self, frame: TextFrame, words: str, size: int, colour: str, bold: bool = False
    ) -> None:
        """Put words into a frame; it neither grows nor shrinks by itself."""
        frame.word_wrap, frame.auto_size = True, MSO_AUTO_SIZE.NONE
        frame.vertical_anchor = MSO_ANCHOR.TOP
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        paragraph = frame.paragraphs[0]
        paragraph._p.get_or_add_pPr().set("algn", "l")
        run = paragraph.add_run()
        run.text = words
        run.font.size, run.font.bold, run.font.name = Pt(size), bold, FONT
        run.font.color.rgb = colour_of(colour)
        run._r.get_or_add_rPr().set("lang", _LANGUAGES[self.language])

    def bytes(self) -> bytes:
        """The deck, the same for the same release."""
        told, out = self._deck.core_properties, io.BytesIO()
        told.title = line(self.release.title.get(self.language), 250)
        told.author = told.last_modified_by = told.keywords = told.subject = ""
        told.language = _LANGUAGES[self.language]
        told.created = told.modified = made_on(self.release.date)
        told.revision = 1
        self._deck.save(out)
        return repeatable(out.getvalue())

    def _prepare(self) -> None:
        """Make the library's template ours: its width, colours, font, and no picture of it."""
        master = self._deck.slide_master
        for holder in (master, *self._deck.slide_layouts):
            for shape in holder.placeholders:
                if shape._element.spPr.xfrm is not None:
                    shape.left, shape.width = Emu(shape.left * 4 // 3), Emu(shape.width * 4 // 3)
        background = master.background.fill
        background.solid()
        background.fore_color.rgb = colour_of(PAPER)
        theme = master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
        theme._blob = _theme(theme.blob.decode()).encode()
        _forget(self._deck.part.package, RELATIONSHIP_TYPE.THUMBNAIL)
        _forget(self._deck.part, RELATIONSHIP_TYPE.PRINTER_SETTINGS)

    def _foot(self, slide: Slide) -> None:
        box = Box(MARGIN, 506, ACROSS - 80, 24)
        self.write(slide, box, footer(self.release).get(self.language), (10, 9, 8), SOFT)
        number = len(self._deck.slides)
        shape = slide.shapes.add_textbox(*map(Pt, (WIDE - MARGIN - 60, 506, 60, 16)))
        shape.name = f"number {number}"
        paragraph = shape.text_frame.paragraphs[0]
        shape.text_frame.margin_right = shape.text_frame.margin_top = 0
        paragraph._p.append(parse_xml(_field(number)))
        paragraph._p.get_or_add_pPr().set("algn", "r")

    def _note(self, slide: Slide, title: str, notes: str) -> None:
        frame = slide.notes_slide.notes_text_frame
        assert frame is not None
        frame.text = printable("\n".join(filter(None, (line(title), notes))))


def colour_of(token: str) -> RGBColor:
    """A colour of the palette, as the library wants it."""
    return RGBColor(*bytes.fromhex(token.removeprefix("#")))


def _field(number: int) -> str:
    """A number that stays right when slides are moved."""
    size = f'lang="en-GB" sz="900"><a:solidFill><a:srgbClr val="{SOFT[1:]}"/></a:solidFill>'
    return (
        f'<a:fld {nsdecls("a")} id="{{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}}" type="slidenum">'
        f'<a:rPr {size}<a:latin typeface="{FONT}"/></a:rPr><a:t>{number}</a:t></a:fld>'
    )


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
