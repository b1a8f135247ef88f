"""A deck of the house's slides: 16:9, its colours and type, nothing over anything else."""

import io
from dataclasses import dataclass

from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.shapes.autoshape import Shape
from pptx.slide import Slide
from pptx.text.text import TextFrame
from pptx.util import Pt

from consult.questionnaire.text import Language
from consult.tables.files import footer
from consult.tables.office.container import made_on, repeatable
from consult.tables.office.template import CLAY, CLAY_SOFT, FONT, WIDE, colour_of, dress
from consult.tables.office.wording import fitted, line, printable
from consult.tables.palette import INK, SOFT
from consult.tables.release import Release

MARGIN, ACROSS = 48, WIDE - 96
BODY, BODY_HIGH = 152, 308  # where what a slide shows begins, and how high it is
_TITLE_ONLY = 5  # the layout of the library's own template
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
        self._layout = self._deck.slide_layouts[_TITLE_ONLY]
        dress(self._deck)

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
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = Pt(0)
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
        told.author = told.last_modified_by = told.comments = told.keywords = ""
        told.language = _LANGUAGES[self.language]
        told.created = told.modified = made_on(self.release.date)
        told.revision = 1
        self._deck.save(out)
        return repeatable(out.getvalue())

    def _foot(self, slide: Slide) -> None:
        box = Box(MARGIN, 506, ACROSS - 80, 24)
        self.write(slide, box, footer(self.release).get(self.language), (10, 9, 8), SOFT)
        number = len(self._deck.slides)
        shape = slide.shapes.add_textbox(*map(Pt, (WIDE - MARGIN - 60, 506, 60, 16)))
        shape.name = f"number {number}"
        paragraph = shape.text_frame.paragraphs[0]
        shape.text_frame.margin_right = shape.text_frame.margin_top = Pt(0)
        paragraph._p.append(parse_xml(_field(number)))
        paragraph._p.get_or_add_pPr().set("algn", "r")

    def _note(self, slide: Slide, title: str, notes: str) -> None:
        frame = slide.notes_slide.notes_text_frame
        assert frame is not None
        frame.text = printable("\n".join(filter(None, (line(title), notes))))


def _field(number: int) -> str:
    """A number that stays right when slides are moved."""
    size = f'lang="en-GB" sz="900"><a:solidFill><a:srgbClr val="{SOFT[1:]}"/></a:solidFill>'
    return (
        f'<a:fld {nsdecls("a")} id="{{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}}" type="slidenum">'
        f'<a:rPr {size}<a:latin typeface="{FONT}"/></a:rPr><a:t>{number}</a:t></a:fld>'
    )
