"""What each command says to bad input, and how it ends."""

import json
import os

import pytest
import xlsxwriter

from consult.app import create_app
from consult.questionnaire.reading import write_document
from consult.questionnaire.shipped import shipped

SHORT = shipped()["neighbourhood_safety_short"]


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("init",),
        ("work",),
        ("backup",),
        ("restore",),
        ("staff", "add"),
        ("staff", "list"),
        ("questionnaire", "check"),
        ("questionnaire", "convert"),
        ("consultation", "create"),
        ("consultation", "open"),
        ("consultation", "close"),
        ("consultation", "list"),
        ("answers", "import"),
        ("release", "create"),
        ("release", "audit"),
        ("release", "export"),
        ("serve",),
        ("demo",),
        ("doctor",),
    ],
)
def test_help_has_an_example(consult, arguments):
    told = consult(*arguments, "--help")
    assert told.code == 0 and "Example: consult" in told.out


@pytest.mark.parametrize("arguments", [("nonsense",), ("release", "create"), ("init", "--what")])
def test_wrong_usage_ends_with_two(consult, arguments):
    assert consult(*arguments).code == 2


def test_without_a_database_the_line_says_what_to_run(consult):
    told = consult("consultation", "list")
    assert told.code == 1 and "consult init" in told.err[0]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("consultation", "open", "nowhere"), "nowhere"),
        (("consultation", "create", "a b", "--questionnaire", "{file}"), "a b"),
        (("consultation", "create", "x-1", "--questionnaire", "{file}", "--district", "9"), "9"),
        (("release", "create", "barrio", "--by", "colour"), "colour"),
        (("release", "export", "barrio", "7", "--out", "{file}.d"), "7"),
        (("answers", "import", "barrio", "{file}"), "header"),
        (
            ("staff", "add", "not-an-address", "--role", "admin", "--password-stdin"),
            "not-an-address",
        ),
    ],
)
def test_a_fault_of_the_input_is_one_line_and_ends_with_one(consult, tmp_path, arguments, says):
    file = tmp_path / "short.json"
    file.write_text(json.dumps(write_document(SHORT)), "utf-8")
    consult("init")
    consult("consultation", "create", "barrio", "--questionnaire", file)
    consult("consultation", "open", "barrio")
    told = consult(*(part.format(file=file) for part in arguments))
    assert told.code == 1
    assert says in told.err[0]


def test_a_consultation_is_for_adults_or_made_for_adolescents(consult, tmp_path):
    file = tmp_path / "short.json"
    file.write_text(json.dumps(write_document(SHORT)), "utf-8")
    consult("init")
    create = ("consultation", "create", "--questionnaire", file)
    for slug, option in {"all": (), "young": ("--minimum-age", 14)}.items():
        assert consult(*create, slug, *option).code == 0
        consult("consultation", "open", slug)
    residents = create_app().test_client()
    assert "aged 18 or over." in residents.get("/c/all?lang=en").text
    assert "aged 14 to 17." in residents.get("/c/young?lang=en").text
    assert "data-key" in residents.get("/c/young").text
    assert [consult(*create, "no", "--minimum-age", age).code for age in (13, 19, "x")] == [2] * 3


def test_the_language_of_a_form_that_does_not_say_is_given(consult, tmp_path):
    form = tmp_path / "total.xlsx"
    with xlsxwriter.Workbook(form) as book:
        sheet = book.add_worksheet("survey")
        sheet.write_row(0, 0, ["type", "name", "label"])
        sheet.write_row(1, 0, ["integer", "n", "Total"])
    for language in ("es", "en"):
        told = consult("questionnaire", "check", form, "--language", language, "--json").out
        assert json.loads(told)["languages"] == [language]
    assert consult("questionnaire", "check", form, "--language", "fr").code == 2


def test_a_questionnaire_goes_to_a_workbook_and_back(consult, tmp_path):
    first, book, second = (tmp_path / name for name in ("a.json", "b.xlsx", "c.json"))
    first.write_text(json.dumps(write_document(SHORT)), "utf-8")
    assert consult("questionnaire", "convert", first, book).code == 0
    assert consult("questionnaire", "convert", book, second).code == 0
    told = json.loads(consult("questionnaire", "check", second, "--json").out)
    assert (told["questions"], told["imported"]) == (10, 10)
    assert told["title"]["es"] == SHORT.title.es
    assert not [fault for fault in told["faults"] if fault["severity"] == "error"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.xlsx", b"not a workbook"),
        ("a.xlsx", b"PK\x03\x04broken"),
        ("a.json", b"{"),
        ("a.json", b"[]"),
        ("a.json", b"\xff\xfe"),
        ("a.json", b'{"format": 1, "id": "a"}'),
    ],
)
def test_a_file_that_is_no_questionnaire(consult, tmp_path, name, content):
    file = tmp_path / name
    file.write_bytes(content)
    told = consult("questionnaire", "check", file)
    assert told.code == 1 and told.err
    report = json.loads(consult("questionnaire", "check", file, "--json").out)
    assert report["imported"] == 0 and report["faults"]
    said = report["faults"][0]["message"]
    assert said["es"] and said["en"]


def test_the_doctor_finds_what_is_unsafe(consult, tmp_path, monkeypatch):
    assert consult("doctor").code == 1
    consult("init")
    key = tmp_path / "instance" / "keys" / "secret"
    key.chmod(0o644)
    codes = {one["code"] for one in json.loads(consult("doctor", "--json").out)["findings"]}
    assert codes == {"open_to_others", "no_staff", "any_host"}
    key.chmod(0o600)
    database = tmp_path / "instance" / "consult.db"
    assert database.stat().st_mode & 0o077 == 0
    database.chmod(0o644)
    assert "open_to_others" in consult("doctor", "--json").out
    database.chmod(0o600)
    (tmp_path / "instance").chmod(0o755)
    monkeypatch.setenv("CONSULT_HOSTS", "example.pe")
    consult("staff", "add", "ana@example.org", "--role", "facilitator", "--password-stdin")
    assert consult("doctor").code == 0


def test_a_closed_database_is_a_line_and_no_traceback(consult, tmp_path):
    (tmp_path / "instance").mkdir()
    (tmp_path / "instance" / "consult.db").write_bytes(b"not a database" * 100)
    told = consult("consultation", "list")
    assert told.code == 1 and len(told.err) == 1


def test_unsafe_settings_are_a_line(consult, monkeypatch):
    monkeypatch.setitem(os.environ, "CONSULT_SECRET_KEY", "short")
    told = consult("init")
    assert told.code == 1 and "CONSULT_SECRET_KEY" in told.err[0]
