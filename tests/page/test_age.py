"""Who may answer: told on the page in words of its own, with a kind stop for whoever may not."""

import re
from dataclasses import replace

import pytest

from consult.page.document import render
from consult.questionnaire.text import LANGUAGES, Language
from tests.page.paper import every_kind

HELP = {"es": '<a href="#help">estas líneas</a>', "en": '<a href="#help">these lines</a>'}


def told(minimum_age: int, language: Language, **changes: object) -> str:
    published = replace(every_kind(), minimum_age=minimum_age, **changes)
    [block] = re.findall('<div class="age" id="age">(.*?)</div>', render(published, language), re.S)
    return block


def stop(block: str) -> str:
    [under] = re.findall('<p class="under">(.*?)</p>', block, re.S)
    return under


@pytest.mark.parametrize(
    ("minimum_age", "language", "who", "under"),
    [
        (18, "es", "Para personas de 18 años o más.", "menos de 18 años, no responda"),
        (18, "en", "For people aged 18 or over.", "under 18, do not answer"),
        (14, "es", "Para adolescentes de 14 a 17 años.", "menos de 14 años, gracias"),
        (14, "en", "For adolescents aged 14 to 17.", "under 14, thank you"),
        (16, "es", "Para adolescentes de 16 a 17 años.", "menos de 16 años, gracias"),
        (17, "es", "Para adolescentes de 17 años.", "menos de 17 años, gracias"),
        (17, "en", "For adolescents aged 17.", "under 17, thank you"),
    ],
)
def test_it_says_who_may_answer_and_stops_who_may_not(
    minimum_age: int, language: Language, who: str, under: str
) -> None:
    block = told(minimum_age, language)
    assert who in block
    assert under in stop(block)
    assert HELP[language] in stop(block)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("es", ["qué piensa", "Usted decide", "parar cuando", "colegio", "autoridades", "adulta"]),
        ("en", ["what you think", "You decide", "stop whenever", "school", "authorities", "adult"]),
    ],
)
def test_adolescents_assent_in_words_of_their_own(language: Language, words: list[str]) -> None:
    block = told(14, language)
    assert [word for word in words if word not in block] == []
    assert [word for word in words[3:] if word in told(18, language)] == []
    assert "18" in stop(block)


@pytest.mark.parametrize("minimum_age", [14, 18])
@pytest.mark.parametrize("language", LANGUAGES)
def test_without_helplines_none_are_promised(minimum_age: int, language: Language) -> None:
    assert "href" not in told(minimum_age, language, helplines=())


def test_it_stands_between_the_questionnaires_own_words_and_its_form() -> None:
    html = render(every_kind(), "es")
    assert html.index('class="intro"') < html.index('id="age"') < html.index("<form")
