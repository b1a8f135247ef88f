"""What people bring in place of a form, or in one: each file gets its answer, none does harm."""

import io
import json
import subprocess
import zipfile

import openpyxl
import pytest
import xlsxwriter

from consult.questionnaire import apart
from consult.questionnaire.apart import read_apart
from consult.questionnaire.reading import write_document
from consult.questionnaire.xlsform import read_xlsform, write_xlsform
from consult.questionnaire.xlsform.languages import language_of
from tests.questionnaire.street import STREET

SURVEY = [("type", "name", "label"), ("text", "q", "¿Qué pasó?")]
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def workbook(**sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def archive(**parts):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name.replace("__", "/"), content)
    return file.getvalue()


def replaced(content, part, old, new):
    """The same archive, with something in one of its parts put in place of something else."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(file, "w") as after:
        for name in before.namelist():
            data = before.read(name)
            after.writestr(name, data.replace(old, new, 1) if name == part else data)
    return file.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
ENTITY = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><worksheet'
LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><worksheet'
NO_FORMS = [
    (b"type,name,label\ntext,q,Hola\n", "xls_plain_text"),
    (b"<html><table></table></html>", "xls_plain_text"),
    (OLD + b"\0" * 600, "xls_format"),
    (OLD + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "xls_protected"),
    (archive(mimetype="application/vnd.oasis.opendocument.spreadsheet"), "xls_format"),
    (archive(xl__workbook__bin="x").replace(b"workbook/bin", b"workbook.bin"), "xls_format"),
    (archive(xl__sharedStrings=" " * 30_000_000), "xls_too_large"),
    (replaced(workbook(survey=SURVEY), SHEET, b"<worksheet", ENTITY), "xls_not_a_workbook"),
    (replaced(workbook(survey=SURVEY), SHEET, b"<worksheet", LAUGHS), "xls_not_a_workbook"),
    (archive(xl__worksheets__sheet1=" " * 250_000_000), "xls_too_large"),
]


@pytest.mark.parametrize(("content", "code"), NO_FORMS, ids=range(len(NO_FORMS)))
def test_what_is_no_form_is_told_for_what_it_is(content, code):
    read = read_xlsform(content)
    assert (read.questionnaire, [fault.code for fault in read.faults]) == (None, [code])


def written(fill):
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet("survey")
        sheet.write_row(0, 0, ["type", "name", "label"])
        fill(sheet, book)
    return file.getvalue()


def test_formulas_count_by_the_result_that_the_file_holds():
    def fill(sheet, _):
        sheet.write_row(1, 0, ["text", "q"])
        sheet.write_formula(1, 2, '="¿Qué "&"pasó?"', None, "¿Qué pasó?")
        sheet.write_row(2, 0, ["text", "r"])
        sheet.write_formula(2, 2, "=A1", None, "")
        sheet.write_row(3, 0, ["text", "s"])
        sheet.write_formula(3, 2, "=1/0", None, "#DIV/0!")

    read = read_xlsform(written(fill))
    assert [question.text.es for question in read.questionnaire.questions] == ["¿Qué pasó?"]
    told = [(f.row, f.column) for f in read.faults if f.code == "xls_formula"]
    assert sorted(told) == [(3, "label"), (4, "label")]


def test_merged_cells_are_told():
    def fill(sheet, _):
        sheet.write_row(1, 0, ["text", "q"])
        sheet.merge_range("C2:C3", "¿Qué?")

    [fault] = [f for f in read_xlsform(written(fill)).faults if f.code == "xls_merged"]
    assert fault.params == {"ranges": "C2:C3"}


def test_formatting_down_to_the_last_row_is_not_read():
    def fill(sheet, book):
        sheet.write_row(1, 0, ["text", "q", "¿Qué?"])
        for row in range(2, 60_000):
            sheet.write_blank(row, 0, None, book.add_format({"bold": True}) if row == 2 else None)
            sheet.set_row(row, 20)
        sheet.set_row(1_048_575, 20)

    assert read_xlsform(written(fill)).imported == 1


def test_a_file_is_read_apart_as_it_is_read_here():
    for name, content in (
        ("a.xlsx", write_xlsform(STREET)),
        ("a.json", json.dumps(write_document(STREET)).encode()),
        ("a.json", b"{"),
    ):
        read = read_apart(name, content)
        assert (read.questionnaire is None) == (content == b"{")
    assert read_apart("a.xlsx", write_xlsform(STREET)).questionnaire == (
        read_xlsform(write_xlsform(STREET)).questionnaire
    )
    assert read_apart("a.xlsx", workbook(survey=SURVEY), "en").languages == ("en",)


def test_a_file_that_takes_too_long_is_put_down(monkeypatch):
    monkeypatch.setattr(apart, "SECONDS", 0.01)
    assert [f.code for f in read_apart("a.xlsx", b"PK").faults] == ["xls_too_slow"]


def test_a_process_that_reads_gets_none_of_our_settings(monkeypatch):
    seen = {}

    def run(command, **how):
        seen.update(how, command=command)
        raise subprocess.TimeoutExpired(command, 1)

    monkeypatch.setenv("CONSULT_SECRET_KEY", "secret")
    monkeypatch.setattr(subprocess, "run", run)
    read_apart("../../etc/passwd.xlsx", b"PK")
    assert not any(name.startswith("CONSULT") for name in seen["env"])
    assert "passwd" not in " ".join(seen["command"])


def test_a_process_that_reads_gets_no_more_memory_than_it_may(tmp_path):
    code = "import consult.questionnaire.apart as a; a._limit_this_process(); b'x' * (2 << 30)"
    done = subprocess.run([apart.sys.executable, "-c", code], capture_output=True, check=False)
    assert b"MemoryError" in done.stderr


SPANISH = [
    *("Español (es)", "Español(es)", "espanol", "ESPAÑOL", "es", "ES", "spa", "es-PE", "es_PE"),
    *("Spanish", "Spanish (es)", "spanish(es)", "Castellano", "castellano (es-PE)", "Español Perú"),
    *("Español (PE)", "Spanish (Peru)", "esp", "Español [es]", "Spanish - es"),
]
ENGLISH = ["English", "English (en)", "English(en)", "en", "eng", "en-GB", "Inglés", "ingles (en)"]
OTHERS = ["Français (fr)", "Quechua (qu)", "Portuguese", "عربى(ar)", "français", "", "Spanglish"]


@pytest.mark.parametrize(
    ("tags", "language"), [(SPANISH, "es"), (ENGLISH, "en"), (OTHERS, None)], ids=str
)
def test_a_language_is_known_however_it_is_spelled(tags, language):
    assert {tag: language_of(tag) for tag in tags} == dict.fromkeys(tags, language)
    for tag in (tag for tag in tags if tag):
        for header in (f"label::{tag}", f"Label : {tag}", f"label:{tag}", f" LABEL ::{tag} "):
            survey = [("type", "name", header), ("text", "q", "x")]
            read = read_xlsform(workbook(survey=survey))
            assert read.languages == ((language,) if language else ()), header


def test_a_label_without_language_stands_in_where_the_one_with_it_is_empty():
    survey = [("type", "name", "label", "label::es"), ("text", "q", "Uno", "")]
    survey.append(("text", "r", "Dos", "Otro"))
    read = read_xlsform(workbook(survey=survey), "es")
    assert [question.text.es for question in read.questionnaire.questions] == ["Uno", "Otro"]


def test_a_label_of_another_language_is_not_taken_for_ours():
    survey = [("type", "name", "label"), ("text", "q", "Que s'est-il passé ?")]
    settings = [("default_language",), ("Français (fr)",)]
    read = read_xlsform(workbook(survey=survey, settings=settings))
    assert read.questionnaire is None
    assert "xls_language" in {fault.code for fault in read.faults}
    assert read_xlsform(workbook(survey=survey, settings=settings), "en").languages == ("en",)
