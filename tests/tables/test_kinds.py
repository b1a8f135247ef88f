"""Answers in, rows out: every kind of question, each non-answer on a line of its own, one base.

A hundred people whose counts are multiples of five: rounding leaves these as they are.
"""

import csv
import io
from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from consult.questionnaire.document import Band, Option
from consult.questionnaire.text import Text
from consult.tables.audit import prove
from consult.tables.blocks import from_rows
from consult.tables.build import build
from consult.tables.columns import encode, layout
from consult.tables.files import tables_csv
from consult.tables.request import Published, Request

PEOPLE = 100
SKIPPED = "skipped"  # stands for an answer that was not asked for
BANDS = (
    Band("young", Text("18 a 29"), Decimal(18), Decimal(29)),
    Band("old", Text("30 o más"), Decimal(30)),
)


def request_of(asked, answers):
    """A request with what each person answers to a question's fields, repeated ``times``."""
    question = asked.questions[0]
    rows = [
        encode(
            layout(asked),
            {field: value for field, value in given.items() if value not in (None, SKIPPED)},
            frozenset(field for field in question.fields if given.get(field) != SKIPPED),
        )
        for given, times in answers
        for _ in range(times)
    ]
    assert len(rows) == PEOPLE
    version = Published(1, "0" * 64, asked, from_rows(layout(asked), rows))
    return Request("c-7k2m", asked.title, 1, date(2026, 11, 14), (version,), b"key", by=())


def printed(release):
    """The file as ``{question: {option: (count, percent)}}``; the base is the same in all rows."""
    body = tables_csv(release, "es").decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(body, newline="")))
    assert {row["base"] for row in rows} == {str(PEOPLE)}
    found = {}
    for row in rows:
        assert row["count"] == row["percent"]  # of a hundred
        found.setdefault(row["question"], {})[row["option"]] = int(row["count"])
    return found


def kinds(cast):
    options, every = cast.options, ("_dk", "_refused")
    return {
        "single": (
            {"options": options("a", "b", "c"), "non_answers": every, "when": {"answered": "q"}},
            [("a", 40), ("b", 20), ("_dk", 15), ("_refused", 10), (None, 5), (SKIPPED, 10)],
            {"q": {"a": 40, "b": 20, "c": 0,
                   "_dk": 15, "_refused": 10, "_empty": 5, "_not_asked": 10}},
        ),
        "scale": (
            {"options": options("low", "high"), "non_answers": ("_dk",), "required": True},
            [("low", 65), ("high", 30), ("_dk", 5)],
            {"q": {"low": 65, "high": 30, "_dk": 5}},
        ),
        "place": (
            {"options": options("130101", "130102")},
            [("130101", 70), ("130102", 20), (None, 10)],
            {"q": {"130101": 70, "130102": 20, "_empty": 10}},
        ),
        "number": (
            {"bands": BANDS, "non_answers": ("_refused",)},
            [(Decimal("29.5"), 30), (Decimal(30), 40), ("_refused", 10), (Decimal(3), 5),
             (None, 15)],
            {"q": {"young": 30, "old": 40, "_refused": 10, "_empty": 20}},
        ),
        "date": (
            {"earliest": "2026-10-15", "latest": "2026-12-01"},
            [(date(2026, 10, 15), 20), (date(2026, 10, 31), 15), (date(2026, 12, 1), 55),
             (None, 10)],
            {"q": {"2026-10": 35, "2026-11": 0, "2026-12": 55, "_empty": 10}},
        ),
        "multiple": (
            {"options": options("x", "y", "none", alone=("none",)), "non_answers": ("_dk",),
             "when": {"answered": "q"}},
            [(("x", "y"), 30), (("y",), 20), (("none",), 15), ("_dk", 10), (None, 5),
             (SKIPPED, 20)],
            {"q": {"x": 30, "y": 50, "none": 15, "_dk": 10, "_none": 5, "_not_asked": 20}},
        ),
        "ranking": (
            {"options": options("a", "b", "c", "d")},
            [(("a", "b", "c", "d"), 50), (("b", "a"), 25), (("d",), 10), (None, 15)],
            {"q.first": {"a": 50, "b": 25, "c": 0, "d": 10, "_empty": 15},
             "q.top3": {"a": 75, "b": 75, "c": 50, "d": 10, "_empty": 15}},
        ),
    }  # fmt: skip


KINDS = ("single", "scale", "place", "number", "date", "multiple", "ranking")


@pytest.mark.parametrize("kind", KINDS)
def test_answers_in_rows_out(cast, kind):
    about, answers, rows = kinds(cast)[kind]
    asked = cast.questionnaire(cast.question("q", kind, **about))
    release = build(request_of(asked, [({"q": value}, times) for value, times in answers]))
    assert prove(release) == []
    assert printed(release) == rows
    assert [list(lines) for lines in printed(release).values()] == [list(r) for r in rows.values()]


def test_each_row_of_a_grid_is_a_question(cast):
    grid = cast.question(
        "q", "grid", options=cast.options("lot", "little"), rows=cast.options("police", "mayor"),
        non_answers=("_dk",),
    )  # fmt: skip
    answers = [
        ({"q.police": "lot", "q.mayor": "little"}, 60),
        ({"q.police": "_dk", "q.mayor": "little"}, 25),
        ({"q.police": "little"}, 15),
    ]
    release = build(request_of(cast.questionnaire(grid), answers))
    assert printed(release) == {
        "q.police": {"lot": 60, "little": 15, "_dk": 25, "_empty": 0},
        "q.mayor": {"lot": 0, "little": 85, "_dk": 0, "_empty": 15},
    }
    assert release.question("q.mayor").text == Text("¿q? mayor es", "q? mayor en")


@pytest.mark.parametrize("kind", KINDS)
def test_a_question_that_nobody_was_asked(cast, kind):
    about, _, rows = kinds(cast)[kind]
    asked = cast.questionnaire(cast.question("q", kind, **{**about, "when": {"answered": "q"}}))
    release = build(request_of(asked, [({"q": SKIPPED}, PEOPLE)]))
    assert prove(release) == []
    for name, lines in printed(release).items():
        assert {option: count for option, count in lines.items() if count} == {"_not_asked": PEOPLE}
        assert set(lines) >= set(rows[name])


@pytest.mark.parametrize("kind", ["single", "multiple", "ranking"])
def test_sixty_options_of_which_most_are_used_by_nobody(cast, kind):
    names = [f"o{number}" for number in range(60)]
    asked = cast.questionnaire(cast.question("q", kind, options=cast.options(*names)))
    used = Counter({names[0]: 50, names[59]: 50})
    answers = [
        ({"q": name if kind == "single" else (name,)}, times) for name, times in used.items()
    ]
    release = build(request_of(asked, answers))
    assert prove(release) == []
    for lines in printed(release).values():
        assert set(lines) >= set(names)
        assert Counter(lines) == used


def test_words_with_commas_quotes_and_lines_stay_in_their_cells(cast):
    words = ("uno, dos", 'dijo "no"', "una\nlínea", "=HYPERLINK(1)", "¿إلى؟ 🙂")
    options = tuple(Option(f"o{at}", Text(word, word)) for at, word in enumerate(words))
    asked = cast.questionnaire(cast.question("q", "single", options=options))
    release = build(request_of(asked, [({"q": f"o{at}"}, 20) for at in range(5)]))
    body = tables_csv(release, "es").decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(body, newline="")))
    told = [row["option_text"] for row in rows if row["option"][0] == "o"]
    assert told == [f"'{word}" if word.startswith("=") else word for word in words]
