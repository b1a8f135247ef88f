"""The report: real headings and lists, small tables, the label on each page, the same bytes."""

import io

import pytest
from docx import Document
from docx.oxml.ns import qn

from consult.tables.build import build
from consult.tables.office.report import report_docx
from consult.tables.stored import from_bytes, to_bytes
from consult.tables.view import table
from tests.tables.hostile import WORDS, hostile, told
from tests.tables.test_deck import FINDINGS
from tests.tables.zipped import secrets, sound


@pytest.fixture(scope="module")
def release(cast):
    return build(cast.request(cast.everything, 650, channels=("phone", "paper")))


@pytest.fixture(scope="module")
def report(release):
    return Document(io.BytesIO(report_docx(release, FINDINGS, "es")))


def styled(report, style):
    return [part.text for part in report.paragraphs if part.style.name == style]


def test_the_same_release_and_findings_give_the_same_bytes(release):
    for language in ("es", "en"):
        again = from_bytes(to_bytes(release))
        assert report_docx(release, FINDINGS, language) == report_docx(again, FINDINGS, language)


def test_it_says_what_who_what_is_worth_saying_and_how_to_read_it(release, report):
    assert styled(report, "Title") == [release.title.es]
    assert styled(report, "Subtitle") == ["Resultados n.º 1 · 14 de noviembre de 2026"]
    assert styled(report, "Heading 1") == [
        "Qué es", "Quiénes respondieron", "Hallazgos", "Cómo leer estos resultados",
    ]  # fmt: skip
    roles = [question.text.es for question in release.questions if question.role]
    assert styled(report, "Heading 2") == [*roles, *(one.text.es for one in FINDINGS)]
    bullets = " ".join(styled(report, "List Bullet"))
    for rule in (
        "Participación voluntaria", "de 5 en 5", "quiere decir entre 0 y", "menos de 20",
        "no tiene margen de error", "no da tablas más exactas a nadie",
    ):  # fmt: skip
        assert rule in bullets
    assert "teléfono, papel" in " ".join(styled(report, "Normal"))


def test_tables_hold_the_very_numbers(release, report):
    written = [[[cell.text for cell in row.cells] for row in one.rows] for one in report.tables]
    roles = [question for question in release.questions if question.role]
    for question, rows in zip(roles, written, strict=False):
        [row] = table(release, question.id).rows
        assert [cells[:3] for cells in rows[1:]] == [
            [line.text.es, f"{cell.count:,}", f"{cell.percent:,}"]
            for line, cell in zip(question.lines, row.cells, strict=True)
        ]
    by_sex = written[len(roles)]
    told = [row for row in table(release, "safe", "sex").rows if row.status == "ok"]
    assert [cells[:2] for cells in by_sex[1:]] == [[r.group.text.es, str(r.base)] for r in told]


def test_tables_name_their_columns_on_every_page(report):
    for one in report.tables:
        assert one.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in one.rows)


def test_each_page_has_the_label_and_its_number(report):
    [page] = report.sections
    foot = " ".join(paragraph.text for paragraph in page.footer.paragraphs)
    assert "Participación voluntaria: unas 650" in foot
    fields = [one.get(qn("w:instr")) for one in page.footer._element.iter(qn("w:fldSimple"))]
    assert fields == ["PAGE", "NUMPAGES"]
    assert (round(page.page_width.mm), round(page.page_height.mm)) == (210, 297)


def test_it_is_in_the_language_asked_for(release):
    for language, code in (("es", "es-PE"), ("en", "en-GB")):
        report = Document(io.BytesIO(report_docx(release, FINDINGS, language)))
        told = [one.get(qn("w:val")) for one in report.styles.element.iter(qn("w:lang"))]
        assert set(told) == {code}
    assert "Findings" in styled(report, "Heading 1")


def test_without_findings_it_says_so(release):
    report = Document(io.BytesIO(report_docx(release, (), "es")))
    assert any("lo bastante grande para contarla" in part for part in styled(report, "Normal"))


def test_hostile_words_stay_words(cast):
    release = hostile(cast)
    body = report_docx(release, told(release), "es")
    found = sound(body)
    report = Document(io.BytesIO(body))
    titles = styled(report, "Heading 2")
    assert WORDS["formula"] in titles
    assert WORDS["arabic"] in titles
    assert "abcdez" in titles
    assert b"HYPERLINK" in found["word/document.xml"]
    assert not list(report.element.iter(qn("w:hyperlink"), qn("w:instrText")))


def test_it_tells_of_nobody_and_of_no_day_but_its_own(release):
    told = secrets(report_docx(release, FINDINGS, "es"))
    assert "python" not in told
    days = {word for word in told.replace("<", ">").split(">") if word.startswith("20")}
    assert days == {"2026-11-14T00:00:00Z"}
