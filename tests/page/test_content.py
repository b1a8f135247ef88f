"""What is asked with the product: whole in both languages, the short one a part of the long one."""

import re
from datetime import date

import pytest

from consult.page.document import render
from consult.questionnaire.check import check
from consult.questionnaire.document import Questionnaire
from consult.questionnaire.shipped import HELPLINES, TRUJILLO, shipped
from consult.questionnaire.text import LANGUAGES, Text
from tests.page.paper import neighbourhood

LONG, SHORT = shipped()["neighbourhood_safety"], shipped()["neighbourhood_safety_short"]
BOTH = pytest.mark.parametrize("questionnaire", [LONG, SHORT], ids=["long", "short"])
EVERY = pytest.mark.parametrize("questionnaire", shipped().values(), ids=shipped())


def texts(questionnaire: Questionnaire) -> list[Text]:
    found = [questionnaire.title, questionnaire.intro, questionnaire.thanks]
    found += [section.title for section in questionnaire.sections]
    for question in questionnaire.questions:
        found += [question.text, *([question.hint] if question.hint else [])]
        found += [part.text for part in (*question.options, *question.rows)]
    return found


@EVERY
def test_it_can_be_published_as_it_is(questionnaire: Questionnaire) -> None:
    assert check(questionnaire) == []
    assert all(text.es and text.en for text in texts(questionnaire))


def test_their_lengths() -> None:
    assert (len(LONG.questions), len(SHORT.questions)) == (25, 10)


def test_the_short_one_joins_with_the_long_one() -> None:
    assert all(question == LONG.by_id[question.id] for question in SHORT.questions)


@BOTH
def test_it_breaks_down_by_every_role(questionnaire: Questionnaire) -> None:
    roles = {question.role for question in questionnaire.with_role()}
    assert roles == {"district", "sex", "age", "sector"}


@EVERY
@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("es", ["voluntario", "saltar", "se mezclan", "dos años", "Nadie"]),
        ("en", ["voluntary", "skip", "mixed", "two years", "Nobody"]),
    ],
)
def test_the_consent_says_what_is_kept_for_how_long_and_who_sees_it(
    questionnaire: Questionnaire, language: str, told: list[str]
) -> None:
    intro = questionnaire.intro.es if language == "es" else questionnaire.intro.en
    assert [words for words in told if words not in intro] == []
    assert len(intro.splitlines()) == len(re.findall(r"\.(?=\n|$)", intro)) == 3


def test_whoever_writes_freely_is_told_what_happens_to_it() -> None:
    assert "lo que escriba, a los 12 meses" in LONG.intro.es
    assert "what you write after 12 months" in LONG.intro.en
    hint = LONG.by_id["proposal"].hint
    assert hint
    assert hint.es.startswith("No escriba nombres, teléfonos ni direcciones")


def test_the_districts_are_those_of_the_province() -> None:
    assert [district.id for district in TRUJILLO] == [f"1301{n:02}" for n in range(1, 13)]
    assert TRUJILLO[-1].text == Text("Alto Trujillo", "Alto Trujillo")


def test_the_helplines_say_when_they_were_checked() -> None:
    assert {line["number"] for line in HELPLINES} == {"105", "100", "111", "106", "116"}
    for line in HELPLINES:
        assert date.fromisoformat(str(line["checked"])) >= date(2026, 11, 23)
        assert line["source"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_a_question_comes_from_is_not_said_to_residents(language: str) -> None:
    html = render(neighbourhood(), "es" if language == "es" else "en")
    assert "ENAPRES" not in html
