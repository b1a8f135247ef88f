"""How cells look and sheets print: the tokens of the house, on A4."""

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from consult.questionnaire.text import Language
from consult.tables.catalogue import sentence
from consult.tables.files import footer, harmless
from consult.tables.office.wording import line, printable
from consult.tables.palette import INK, LINE, SEA, SOFT
from consult.tables.release import Release

FONT = "Arial"  # or what has its measures: it is nowhere wider
PLAIN = {"font_name": FONT, "font_size": 10}  # widths of columns count its digits
_A4, _MOST = 9, 250  # the paper's number; characters in a header or footer
_HIGHEST = 400  # points of a row
_SHADE = "#f4f1ea"


class Styles:
    """The formats of a workbook."""

    def __init__(self, book: Workbook) -> None:
        def made(**properties: object) -> Format:
            return book.add_format({"font_color": INK, "valign": "top"} | properties)

        wrapped, ruled = {"text_wrap": True}, {"bottom": 4, "bottom_color": LINE}
        heading = wrapped | {"bold": True, "valign": "bottom", "bottom": 1, "bottom_color": INK}
        self.title = made(bold=True, font_size=14, **wrapped)
        self.soft = made(font_color=SOFT)
        self.note = made(font_color=SOFT, **wrapped)
        self.name = made(bold=True, **wrapped, **ruled)
        self.text = made(**wrapped, **ruled)
        self.link = made(font_color=SEA, underline=1, **ruled)
        self.head = made(**heading)
        self.head_right = made(align="right", **heading)
        self.band = made(bold=True, bg_color=_SHADE)
        self.number = made(num_format="#,##0", **ruled)
        self.number_left = made(num_format="#,##0", align="left", **ruled)
        self.percent = made(num_format='0" %"', **ruled)


def word(words: str) -> str:
    """Words as a cell can hold them; nothing runs."""
    return str(harmless(printable(words)))


def set_high(sheet: Worksheet, row: int, words: str, wide: int, leading: float = 13.0) -> None:
    """Make a row high enough for words in a column of so many characters: not every program does
    so by itself."""
    lines = sum(1 + len(part) // wide for part in words.split("\n"))
    if lines > 1:
        sheet.set_row(row, min(leading * lines + 2, _HIGHEST))


def print_set_up(sheet: Worksheet, release: Release, language: Language) -> None:
    """A4 on its side, the label and the page in the footer of each page."""
    sheet.set_paper(_A4)
    sheet.set_landscape()
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.8)
    named = line(release.title.get(language), 90).replace("&", "&&")
    numbered = sentence("release", {"N": release.number}).get(language)
    sheet.set_header(f"&L&8{named} · {numbered}")
    words = line(footer(release).get(language), _MOST - 20)
    sheet.set_footer(f"&L&8{words}&R&8&P / &N")
