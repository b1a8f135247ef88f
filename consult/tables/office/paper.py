"""A document of the house on A4: its styles, its foot, its tables."""

import io
from collections.abc import Sequence

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from consult.questionnaire.text import Language
from consult.tables.catalogue import sentence
from consult.tables.files import footer
from consult.tables.office.container import made_on, repeatable
from consult.tables.office.template import CLAY, CLAY_SOFT, FONT
from consult.tables.office.wording import line, printable
from consult.tables.palette import INK, LINE, SEA, SOFT
from consult.tables.release import Release

_ACROSS = 170  # mm between the margins
_FIRST = 42.0  # mm of the first column, where many follow
_HEAD, _CELL = 60, 200  # characters
_TOGETHER = 16  # rows of a table that stay on one page, with what stands below it
_LANGUAGES = {"es": "es-PE", "en": "en-GB"}
# Points and space before and after, for each style that the document uses.
_TYPE = {
    "Title": (26, 0, 4), "Subtitle": (13, 0, 12), "Heading 1": (16, 18, 6),
    "Heading 2": (12, 12, 4), "Normal": (10.5, 0, 6), "List Bullet": (10.5, 0, 3),
    "Caption": (9, 2, 8), "Footer": (8, 0, 0), "Header": (8, 0, 0),
}  # fmt: skip

Cells = Sequence[str]


class Paper:
    """A document that grows downwards, in one language."""

    def __init__(self, release: Release, language: Language) -> None:
        self.release, self.language = release, language
        self._document = Document()
        self._set_up()
        self._styles()
        self._foot()

    def write(self, words: str, style: str = "Normal") -> Paragraph:
        """A paragraph of a style, or a heading."""
        return self._document.add_paragraph(printable(words, 4000), style)

    def label(self, words: str) -> None:
        """The honest label: on clay, with an edge."""
        properties = self.write(words)._p.get_or_add_pPr()
        edge = f'<w:left w:val="single" w:sz="36" w:space="8" w:color="{CLAY[1:]}"/>'
        properties.append(parse_xml(f"<w:pBdr {nsdecls('w')}>{edge}</w:pBdr>"))
        properties.append(_shade(CLAY_SOFT))

    def table(self, head: Cells, rows: Sequence[Cells], bars: Sequence[int] = ()) -> None:
        """Words at the left, figures at the right; ``bars`` draws a per cent at each row's end."""
        widths = _widths(len(head), bool(bars))
        made = self._document.add_table(0, len(widths))
        made.alignment, made.autofit = WD_TABLE_ALIGNMENT.LEFT, False
        for column, wide in zip(made.columns, widths, strict=True):
            column.width = Mm(wide)
        self._row(made, [*head, *([""] if bars else [])], widths, bold=True)
        for place, row in enumerate(rows):
            self._row(made, [*row, *([""] if bars else [])], widths)
            if bars:
                _bar(made.rows[-1].cells[-1], bars[place], widths[-1])
        made.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        for row in made.rows if len(rows) <= _TOGETHER else made.rows[:2]:
            for cell in row.cells:
                cell.paragraphs[0].paragraph_format.keep_with_next = True

    def bytes(self) -> bytes:
        """The document, the same for the same release."""
        told, out = self._document.core_properties, io.BytesIO()
        told.title = line(self.release.title.get(self.language), 250)
        told.author = told.last_modified_by = told.comments = told.keywords = ""
        told.language = _LANGUAGES[self.language]
        told.created = told.modified = made_on(self.release.date)
        told.revision = 1
        self._document.save(out)
        return repeatable(out.getvalue())

    def _row(self, made: Table, cells: Cells, widths: Sequence[float], bold: bool = False) -> None:
        row = made.add_row()
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for place, (cell, words) in enumerate(zip(row.cells, cells, strict=True)):
            cell.width = Mm(widths[place])
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(1)
            paragraph.paragraph_format.space_before = Pt(1)
            run = paragraph.add_run(line(words, _HEAD if bold else _CELL))
            run.font.size, run.font.bold = Pt(8.5 if bold else 9), bold
            if place:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            _rule(cell, INK if bold else LINE)

    def _set_up(self) -> None:
        page = self._document.sections[0]
        page.page_width, page.page_height = Mm(210), Mm(297)
        page.left_margin = page.right_margin = Mm(20)
        page.top_margin, page.bottom_margin = Mm(20), Mm(22)
        relations = self._document.part.package.rels
        for name in [n for n, r in relations.items() if r.reltype == RELATIONSHIP_TYPE.THUMBNAIL]:
            relations.pop(name)

    def _styles(self) -> None:
        styles = self._document.styles
        for name, (size, before, after) in _TYPE.items():
            style = styles[name]
            assert isinstance(style, ParagraphStyle)
            style.font.name, style.font.size = FONT, Pt(size)
            style.font.color.rgb = _colour(SOFT if name in ("Subtitle", "Caption") else INK)
            style.font.italic = False
            style.font.bold = name.startswith(("Heading", "Title"))
            style.paragraph_format.space_before = Pt(before)
            style.paragraph_format.space_after = Pt(after)
            _all_scripts(style)
        edge = styles["Title"].element.find(f".//{qn('w:pBdr')}")
        edge.getparent().remove(edge)
        for found in styles.element.iter(qn("w:lang")):
            found.set(qn("w:val"), _LANGUAGES[self.language])

    def _foot(self) -> None:
        page = self._document.sections[0]
        foot = page.footer.paragraphs[0]
        foot.add_run(footer(self.release).get(self.language))
        last = page.footer.add_paragraph(style="Footer")
        last.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        last.add_run(f"{sentence('page_of').get(self.language)} ")
        last._p.append(_field("PAGE"))
        last.add_run(" / ")
        last._p.append(_field("NUMPAGES"))


def _widths(columns: int, bars: bool) -> list[float]:
    """Millimetres of each column: the first takes what the others leave."""
    figure = 22.0 if bars else (_ACROSS - _FIRST) / (columns - 1)
    rest = [figure] * (columns - 1) + ([50.0] if bars else [])
    return [_ACROSS - sum(rest), *rest]


def _bar(cell: _Cell, percent: int, wide: float) -> None:
    """A bar as long as a per cent: a shaded line, which is no picture and prints in grey."""
    paragraph = cell.paragraphs[0]
    room = wide - 4  # mm within the cell
    paragraph.paragraph_format.right_indent = Mm(room * (100 - percent) / 100)
    paragraph.paragraph_format.line_spacing = Pt(8)
    if percent:
        paragraph._p.get_or_add_pPr().append(_shade(SEA))


def _rule(cell: _Cell, colour: str) -> None:
    edge = f'<w:bottom w:val="single" w:sz="4" w:color="{colour[1:]}"/>'
    cell._tc.get_or_add_tcPr().append(
        parse_xml(f"<w:tcBorders {nsdecls('w')}>{edge}</w:tcBorders>")
    )


def _shade(colour: str) -> BaseOxmlElement:
    return parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{colour[1:]}"/>')


def _field(name: str) -> BaseOxmlElement:
    """A number that the program that opens the document counts."""
    shown = "<w:r><w:t>1</w:t></w:r>"
    return parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr="{name}">{shown}</w:fldSimple>')


def _colour(token: str) -> RGBColor:
    return RGBColor.from_string(token[1:].upper())


def _all_scripts(style: ParagraphStyle) -> None:
    """The font for letters of every script, not the theme's."""
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), FONT)
        fonts.attrib.pop(qn(f"w:{script}Theme"), None)
    fonts.attrib.pop(qn("w:cstheme"), None)
