"""Which language, and how numbers and dates are written."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask

from consult.web.locale import day, in_other_language, language, number


@pytest.mark.parametrize(
    ("address", "accepts", "answer"),
    [
        ("/", "", "es"),
        ("/", "es-PE,es;q=0.9", "es"),
        ("/", "en-GB,en;q=0.9,es;q=0.5", "en"),
        ("/", "qu-PE", "es"),
        ("/?lang=en", "es-PE", "en"),
        ("/?lang=xx", "en", "en"),
    ],
)
def test_the_language_is_the_asked_one_else_the_browsers(
    app: Flask, address: str, accepts: str, answer: str
) -> None:
    with app.test_request_context(address, headers={"Accept-Language": accepts}):
        assert language() == answer


def test_without_a_request_it_is_spanish(app: Flask) -> None:
    with app.app_context():
        assert language() == "es"


def test_the_other_language_keeps_the_page_and_cannot_leave_it(app: Flask) -> None:
    with app.test_request_context("/?a=1&a=2&lang=en&_scheme=javascript&endpoint=x"):
        assert in_other_language() == "?a=1&a=2&_scheme=javascript&endpoint=x&lang=es"


@pytest.mark.parametrize(
    ("lang", "written"),
    [
        ("es", ["1,234.5", "23 de noviembre de 2026"]),
        ("en", ["1,234.5", "23 November 2026"]),
    ],
)
def test_numbers_and_dates(app: Flask, lang: str, written: list[str]) -> None:
    with app.test_request_context(f"/?lang={lang}"):
        assert [number(1234.5), day(date(2026, 11, 23))] == written


def test_a_day_is_the_one_in_lima(app: Flask) -> None:
    with app.test_request_context("/"):
        assert day(datetime(2026, 11, 24, 3, tzinfo=UTC)) == "23 de noviembre de 2026"


def test_the_ninth_month_is_the_one_of_peru(app: Flask) -> None:
    with app.test_request_context("/"):
        assert day(date(2026, 9, 3)) == "3 de setiembre de 2026"
        assert day(date(2026, 9, 3), "short") == "3 set. 2026"
