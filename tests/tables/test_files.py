"""What leaves the house: bytes that repeat, rows that add up, nothing a spreadsheet would run."""

import csv
import io
import json
from dataclasses import replace

import pytest

from consult.questionnaire.text import Text
from consult.tables.build import build
from consult.tables.files import about_json, codebook_csv, harmless, tables_csv, tables_excel_csv
from consult.tables.stored import from_bytes, to_bytes


@pytest.fixture(scope="module")
def release(cast):
    return build(cast.request(cast.everything, 650, channels=("phone", "paper")))


def read(body, separator=","):
    assert body.startswith(b"\xef\xbb\xbf")
    assert body.endswith(b"\r\n")
    return list(
        csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline=""), delimiter=separator)
    )


FILES = {
    "tables": lambda release: tables_csv(release, "es"),
    "tables en": lambda release: tables_csv(release, "en"),
    "tables for Excel": lambda release: tables_excel_csv(release, "es"),
    "codebook": codebook_csv,
    "about": about_json,
}


@pytest.mark.parametrize("name", FILES)
def test_the_same_release_gives_the_same_bytes(release, name):
    assert FILES[name](release) == FILES[name](from_bytes(to_bytes(release)))


def test_rows_add_up_and_percents_come_from_them(release):
    rows = read(tables_csv(release, "es"))
    tables = {}
    for row in rows:
        tables.setdefault((row["question"], row["by"], row["group"]), []).append(row)
    single = {question.id for question in release.questions if question.form == "one"}
    for (question, _, _), lines in tables.items():
        status, base = lines[0]["status"], lines[0]["base"]
        assert {(line["status"], line["base"]) for line in lines} == {(status, base)}
        if status == "hidden":
            assert {line["count"] + line["percent"] for line in lines} == {""}
            continue
        assert question not in single or sum(int(line["count"]) for line in lines) == int(base)
        assert int(base) >= (50 if status == "ok" else 20)
        for line in lines:
            exact = 100 * int(line["count"]) / int(base)
            due = str(int(exact + 0.5)) if status == "ok" else ""
            assert line["percent"] == due
            assert line["weighted_percent"] == ""


def test_every_kind_of_question_has_its_lines(release):
    lines = {}
    for row in read(tables_csv(release, "es")):
        lines.setdefault(row["question"], dict.fromkeys([]))[row["option"]] = None
    assert {question: list(options) for question, options in lines.items()} == {
        "where": ["130101", "130102", "130103", "130104", "130105", "130106", "_empty"],
        "sex": ["f", "m", "_refused", "_empty"],
        "age": ["young", "middle", "old", "_empty"],
        "safe": ["a", "b", "c", "d", "_dk", "_empty"],
        "harm": ["yes", "no", "_dk", "_refused", "_empty", "_not_asked"],
        "seen": ["gun", "knife", "theft", "none", "_none", "_not_asked"],
        "trust.police": ["lot", "little", "_empty"],
        "trust.mayor": ["lot", "little", "_empty"],
        "first.first": ["light", "patrol", "work", "school", "_empty"],
        "first.top3": ["light", "patrol", "work", "school", "_empty"],
    }


def test_breakdowns_of_each_kind(release):
    by = {question.id: list(question.counts) for question in release.questions}
    assert by["safe"] == ["", "district", "sex", "age", "district*sex"]
    assert by["harm"] == ["", "district", "sex", "age"]  # sensitive: no products
    assert by["where"] == ["", "sex"]  # the people's own tables
    assert by["age"] == [""]


def test_languages_join_by_id(release):
    words = {"question_text", "option_text", "group_text"}
    spanish, english = (read(tables_csv(release, language)) for language in ("es", "en"))
    for one, other in zip(spanish, english, strict=True):
        assert {name for name in one if one[name] != other[name]} <= words
    assert read(tables_excel_csv(release, "es"), ";") == spanish


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("=1+1", "'=1+1"), ("+51", "'+51"), ("-1", "'-1"), ("@a", "'@a"), ("\tx", "'\tx"),
        ("\rx", "'\rx"), (" =1", "' =1"),
        ("\u200b=1", "'\u200b=1"), ("＝1", "'＝1"),
        ("Sí = no", "Sí = no"), ("", ""), (-5, -5), (None, None),
    ],
)  # fmt: skip
def test_what_a_spreadsheet_would_run_is_neutralised(cell, expected):
    assert harmless(cell) == expected


def test_a_wicked_question_reaches_no_file_as_a_formula(cast):
    wicked = "=cmd|' /C calc'!A0"
    option = replace(cast.options("x")[0], text=Text(wicked, wicked))
    asked = replace(cast.question("q", "single", options=(option,)), text=Text(wicked, wicked))
    questionnaire = replace(cast.questionnaire(asked), title=Text(wicked, wicked))
    release = build(cast.request(questionnaire, 60))
    for body in (tables_csv(release, "es"), codebook_csv(release)):
        cells = [cell for row in read(body) for cell in row.values()]
        assert f"'{wicked}" in cells
        assert not [cell for cell in cells if cell.startswith("=")]


def test_about_says_what_it_is(release):
    about = json.loads(about_json(release))
    label = about.pop("label")
    assert label["en"].startswith("Voluntary participation. This describes about 650 people")
    assert about == {
        "consultation": "c-7k2m", "release": 1, "date": "2026-11-14",
        "versions": [{"number": 1, "hash": "0" * 64}],
        "by": ["district", "sex", "age", "district*sex"],
        "rounding_base": 5, "deviation": 5, "audit": {"proof": True, "attacked": False},
    }  # fmt: skip
