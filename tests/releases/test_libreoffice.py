"""LibreOffice opens every file of a release and shows what was written; nothing runs in it."""

import csv
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from PIL import Image

from consult.releases.files import FILES, content
from consult.tables.build import build
from consult.tables.view import table
from tests.office import (
    COMMAS,
    EACH_SHEET,
    SEMICOLONS,
    ask_for_office,
    convert,
    pictures_of,
    text_of,
)
from tests.tables.conftest import cast
from tests.tables.hostile import FORMULA, WORDS, hostile, told
from tests.tables.test_deck import FINDINGS

__all__ = ["cast"]

pytestmark = pytest.mark.office

OFFICE = ("deck.pptx", "report.docx")
INKS = [(11, 92, 99), (166, 72, 31), (143, 196, 191), (226, 177, 141)]  # of bars


@pytest.fixture(scope="module")
def shown(cast: SimpleNamespace, tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    """A release and a hostile one, and what LibreOffice makes of their files, in four starts."""
    ask_for_office()
    folder = tmp_path_factory.mktemp("office")
    releases = {"plain": build(cast.request(cast.everything, 650)), "hostile": hostile(cast)}
    findings = {"plain": FINDINGS, "hostile": told(releases["hostile"])[:12]}
    for kind, release in releases.items():
        for name in FILES:
            body = content(release, findings[kind], name, "es")
            (folder / f"{kind}-{name}").write_bytes(body)
    ours = [folder / f"{kind}-{name}" for kind in releases for name in OFFICE]
    books, commas, semicolons = (
        [folder / f"{kind}-{name}" for kind in releases]
        for name in ("tables.xlsx", "tables.csv", "tables-excel.csv")
    )
    pdf = convert([*ours, books[0]], "pdf", folder)
    sheets = convert(books, EACH_SHEET, folder)
    convert(commas, EACH_SHEET, folder, COMMAS)
    convert(semicolons, EACH_SHEET, folder, SEMICOLONS)
    return SimpleNamespace(**releases, folder=folder, pdf=pdf, csv=sheets)


def read(file: Path) -> list[list[str]]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.reader(lines))


def inked(picture: Path) -> float:
    """What part of a page has the colours of bars."""
    with Image.open(picture) as page:
        colours = page.convert("RGB").getcolors(2**24) or []
        whole = page.width * page.height
    near = [n for n, colour in colours if any(_near(colour, ink) for ink in INKS)]
    return sum(near) / whole


def _near(colour: object, ink: tuple[int, int, int]) -> bool:
    assert isinstance(colour, tuple)
    return all(abs(one - other) < 8 for one, other in zip(colour, ink, strict=True))


def test_the_workbook_shows_the_very_numbers(shown: SimpleNamespace) -> None:
    release = shown.plain
    for question in release.questions:
        rows = read(shown.csv / f"plain-tables-{question.id}.csv")
        written = {tuple(row[: 2 + 2 * len(question.lines)]) for row in rows}
        for by in question.counts:
            for row in table(release, question.id, by).rows:
                counts = [_shown(cell.count) for cell in row.cells]
                percents = [_shown(cell.percent) for cell in row.cells]
                expected = (row.group.text.es, _shown(row.base), *counts, *percents)
                assert expected in written


def _shown(number: int | None) -> str:
    return "" if number is None else str(number)


@pytest.mark.parametrize("kind", ["plain", "hostile"])
def test_comma_separated_tables_come_in_as_columns(shown: SimpleNamespace, kind: str) -> None:
    def ours(name: str, separator: str) -> list[list[str]]:
        text = (shown.folder / f"{kind}-{name}").read_text(encoding="utf-8-sig")
        return list(csv.reader(text.splitlines(keepends=True), delimiter=separator))

    words = ("question_text",) if kind == "plain" else ()
    for stem, separator in (("tables", ","), ("tables-excel", ";")):
        written = ours(f"{stem}.csv", separator)
        opened = read(shown.csv / f"{kind}-{stem}-{kind}-{stem}.csv")
        assert len(opened) == len(written)
        for column in ("question", "option", "group", "count", "base", "percent", "status", *words):
            at = written[0].index(column)
            assert [row[at] for row in opened] == [row[at] for row in written]


def test_the_deck_shows_every_title_and_its_charts(shown: SimpleNamespace) -> None:
    pdf = shown.pdf / "plain-deck.pdf"
    text = text_of(pdf)
    assert shown.plain.title.es in text
    for finding in FINDINGS:
        assert finding.text.es in text
    for question in shown.plain.questions:
        assert question.text.es in text
        for line in question.lines:
            assert line.text.es in text
    assert text.count("Participación voluntaria: unas 650") > len(shown.plain.questions)
    for picture in pictures_of(pdf, 2, 2 + len(FINDINGS)):
        assert inked(picture) > 0.01, picture


def test_the_workbook_shows_its_charts(shown: SimpleNamespace) -> None:
    pages = pictures_of(shown.pdf / "plain-tables.pdf", 1, 999)
    drawn = [page for page in pages if inked(page) > 0.01]
    assert len(drawn) >= len(shown.plain.questions)


def test_the_report_shows_its_parts_and_numbers(shown: SimpleNamespace) -> None:
    text = text_of(shown.pdf / "plain-report.pdf")
    for words in ("Qué es", "Quiénes respondieron", "Hallazgos", "Cómo leer estos resultados"):
        assert words in text
    [row] = table(shown.plain, "sex").rows
    for line, cell in zip(shown.plain.question("sex").lines, row.cells, strict=True):
        assert f"{line.text.es} {cell.count:,} {cell.percent}" in text
    assert "Página 1 / " in text
    assert any(inked(page) > 0.002 for page in pictures_of(shown.pdf / "plain-report.pdf", 1, 9))


def test_nothing_runs_and_words_stay_words(shown: SimpleNamespace) -> None:
    for name in OFFICE:
        text = text_of(shown.pdf / f"hostile-{name.partition('.')[0]}.pdf")
        assert FORMULA in text.replace("“", '"').replace("”", '"')
        assert WORDS["command"] in text
        assert "abcdez" in text.replace(" ", "")
    cells = set(_cells(shown.csv))
    assert f"'{FORMULA}" in cells
    assert f"'{WORDS['command']}" in cells
    assert WORDS["arabic"] in cells
    assert not [cell for cell in cells if cell.startswith(("#", "Err:"))]


def _cells(folder: Path) -> Iterator[str]:
    for file in folder.glob("hostile-tables*.csv"):
        for row in read(file):
            yield from row
