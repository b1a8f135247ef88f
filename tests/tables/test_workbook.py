"""The workbook: one wide table a sheet, charts beside it, nothing that runs, the same bytes."""

import io
from dataclasses import replace

import openpyxl
import pytest

from consult.questionnaire.text import Text
from consult.tables.build import build
from consult.tables.office.workbook import tables_xlsx
from consult.tables.stored import from_bytes, to_bytes
from consult.tables.view import table
from tests.tables.hostile import FORMULA, WORDS, hostile
from tests.tables.zipped import secrets, sound


@pytest.fixture(scope="module")
def release(cast):
    return build(cast.request(cast.everything, 650, channels=("phone", "paper")))


@pytest.fixture(scope="module")
def book(release):
    return openpyxl.load_workbook(io.BytesIO(tables_xlsx(release, "es")))


def lines(sheet):
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_the_same_release_gives_the_same_bytes(release):
    for language in ("es", "en"):
        again = from_bytes(to_bytes(release))
        assert tables_xlsx(release, language) == tables_xlsx(again, language)


def test_a_cover_then_a_sheet_for_each_question(release, book):
    assert book.sheetnames == ["Portada", *(question.id for question in release.questions)]
    cover = {row[0]: row[1] for row in lines(book["Portada"]) if row[0]}
    assert cover["Qué describe"].startswith("Participación voluntaria. Describe a unas 650")
    assert cover["Fecha"] == "14 de noviembre de 2026"
    assert cover["Medios"] == "teléfono, papel"
    assert cover["Personas que respondieron (redondeado)"] == 650
    assert cover["Redondeo"] == "de 5 en 5; diferencia máxima 5 personas"
    assert cover["El cero"] == "«0» quiere decir entre 0 y 5 personas, no «nadie»."
    assert cover["safe"] == "¿safe?"
    links = {cell.value: cell.hyperlink.location for cell in book["Portada"]["A"] if cell.hyperlink}
    assert links == {question.id: f"'{question.id}'!A1" for question in release.questions}


def test_a_sheet_is_one_table_of_the_very_numbers(release, book):
    for question in release.questions:
        rows = lines(book[question.id])
        count = len(question.lines)
        assert rows[0][0] == question.text.es
        assert rows[3][:2] == ["Grupo", "Base (personas)"]
        assert rows[3][2 : 2 + count] == [line.text.es for line in question.lines]
        written = {(row[0], row[1], *row[2 : 2 + 2 * count]) for row in rows[4:] if row[0]}
        for by in question.counts:
            for row in table(release, question.id, by).rows:
                counts = [cell.count for cell in row.cells]
                percents = [cell.percent for cell in row.cells]
                assert (row.group.text.es, row.base, *counts, *percents) in written


def test_hidden_rows_say_so(release, book):
    rows = {row[0]: row for row in lines(book["harm"])}
    hidden = [row for row in table(release, "harm", "district").rows if row.status == "hidden"]
    assert hidden
    for row in hidden:
        assert "No se muestra" in rows[row.group.text.es]


def test_charts_stand_beside_the_table(book):
    counts = {sheet.title: len(sheet._charts) for sheet in book}
    assert counts["Portada"] == 0
    assert counts["safe"] == 4  # everybody, district, sex, age; no product of them
    assert counts["seen"] >= 2  # everybody, and by sex side by side
    across = len([cell for cell in book["safe"][4] if cell.value])
    for chart in book["safe"]._charts:
        assert chart.anchor._from.col >= across
        assert chart.grouping == "percentStacked"


def test_it_is_set_up_for_paper(book):
    for sheet in book:
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert "Participación voluntaria: unas 650" in sheet.oddFooter.left.text
        assert sheet.oddFooter.right.text == "&P / &N"
    assert book["safe"].print_title_rows == "$4:$4"
    assert book["safe"].freeze_panes == "B5"


def test_numbers_are_numbers_with_their_formats(book):
    sheet = book["safe"]
    base, count, percent = sheet["B5"], sheet["C5"], sheet.cell(5, 9)
    assert {cell.data_type for cell in (base, count, percent)} == {"n"}
    assert (base.number_format, percent.number_format) == ("#,##0", '0" %"')


def test_weighted_percents_have_columns_of_their_own(release, monkeypatch):
    def weighted(of, question, by=""):
        shown = table(of, question, by)
        rows = [
            replace(row, cells=tuple(replace(cell, weighted=cell.percent) for cell in row.cells))
            for row in shown.rows
        ]
        return replace(shown, rows=tuple(rows))

    monkeypatch.setattr("consult.tables.office.sheet.table", weighted)
    book = openpyxl.load_workbook(io.BytesIO(tables_xlsx(release, "es")))
    heads = [cell.value for cell in book["safe"][4]]
    assert heads[14:20] == [f"{name} % ponderado" for name in heads[2:8]]
    assert [cell.value for cell in book["safe"][5]][14:20] == [
        cell.value for cell in book["safe"][5]
    ][8:14]


def test_long_and_like_names_make_sheets_of_their_own(release):
    long = "a" * 40
    ids = (long + "1", long + "2", "Safe", "safe", "history", "portada")
    base = release.question("safe")
    many = replace(release, questions=tuple(replace(base, id=name) for name in ids))
    book = openpyxl.load_workbook(io.BytesIO(tables_xlsx(many, "es")))
    assert len({name.casefold() for name in book.sheetnames}) == 7
    assert max(map(len, book.sheetnames)) == 31


def test_hostile_words_stay_words(cast):
    body = tables_xlsx(hostile(cast), "es")
    sound(body)
    book = openpyxl.load_workbook(io.BytesIO(body))
    cells = [cell for sheet in book for row in sheet for cell in row]
    assert {cell.data_type for cell in cells} <= {"n", "s"}
    assert book["Portada"]["A1"].value == f"'{FORMULA}"
    texts = [cell.value for cell in cells if isinstance(cell.value, str)]
    assert max(map(len, texts)) <= 32_767
    assert WORDS["arabic"] in texts
    assert WORDS["emoji"] in texts
    assert "abcdez" in texts
    outside = [cell for cell in cells if cell.hyperlink and not cell.hyperlink.location]
    assert outside == []


def test_a_cell_holds_no_more_than_a_spreadsheet_can(release):
    endless = Text("ñ" * 40_000, "x" * 40_000)
    long = replace(
        release, title=endless, questions=(replace(release.question("safe"), text=endless),)
    )
    book = openpyxl.load_workbook(io.BytesIO(tables_xlsx(long, "es")))
    assert len(book["safe"]["A1"].value) == 32_767
    assert book["safe"]["A1"].value.endswith("…")


def test_it_tells_of_nobody_and_of_no_day_but_its_own(release):
    told = secrets(tables_xlsx(release, "es"))
    assert "2026-11-14T00:00:00Z" in told
    assert "<dc:creator></dc:creator>" in told
    assert "<cp:lastModifiedBy></cp:lastModifiedBy>" in told
