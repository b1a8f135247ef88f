import re

import pytest

from consult.page.review import render
from consult.questionnaire.answers import Read, read_answers
from consult.questionnaire.text import LANGUAGES, Language
from tests.page.paper import Paper, every_kind

PAIRS = [
    ("where", "130112"),
    ("one", "b"),
    ("several", "z"),
    ("several", "x"),
    ("people", "12,5"),
    ("words", "Más luz\n<i>ya</i>"),
    ("since", "2026-09-23"),
    ("order", "r"),
    ("order", "p"),
    ("trust.police", "high"),
    ("trust.judges", "_dk"),
]


def read(*pairs: tuple[str, str]) -> Read:
    found = read_answers(every_kind().questionnaire, pairs)
    assert not found.faults
    return found


def told(html: str) -> dict[str, str]:
    rows = re.findall(r"<dt>(.*?)</dt>\s*<dd>(.*?)</dd>", html, re.DOTALL)
    return {question: answer.strip() for question, answer in rows}


def test_the_answers_are_told_in_words() -> None:
    assert told(render(every_kind(), "es", read(*PAIRS))) | {
        "¿Cuánta confianza? <b>Los jueces</b>": "…",
        "¿Cuánto?": "…",
    } == {
        "¿Dónde?": "Alto Trujillo",
        "¿Una?": "B",
        "¿Cuánto?": "…",
        "¿Cuáles?": "X; Z",
        "¿Cuántas personas?": "12.5",
        "¿Qué propone?": "Más luz\n&lt;i&gt;ya&lt;/i&gt;",
        "¿Desde cuándo?": "23 de setiembre de 2026",
        "¿En qué orden?": "1.º R; 2.º P",
        "¿Cuánta confianza? <b>La Policía</b>": "Mucha",
        "¿Cuánta confianza? <b>Los jueces</b>": "…",
    }


def test_what_was_not_asked_is_not_reviewed() -> None:
    html = render(every_kind(), "en", read(("one", "_refused"), ("people", "7")))
    assert "How many people?" not in html
    assert told(html)["One?"] == "I prefer not to answer"
    assert told(html)["Which?"] == "<small>No answer</small>"


@pytest.mark.parametrize("language", LANGUAGES)
def test_sending_it_sends_the_very_same_answers(language: Language) -> None:
    first = read(*PAIRS)
    paper = Paper(render(every_kind(), language, first))
    assert paper.sent[0] == ("_version", "3")
    assert paper.sent[-1] == ("_end", "1")
    again = [pair for pair in paper.sent if not pair[0].startswith("_")]
    assert read(*again).answers == first.answers
    assert not paper.all("script")


def test_each_page_has_an_id_of_its_own_that_nobody_can_guess() -> None:
    ids = {dict(Paper(render(every_kind(), "es", read(*PAIRS))).sent)["_id"] for _ in range(20)}
    assert len(ids) == 20
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{24}", given) for given in ids)


def test_sending_comes_first_and_correcting_keeps_everything() -> None:
    buttons = Paper(render(every_kind(), "en", read(*PAIRS))).all("button")
    assert [button.get("name") for button in buttons] == [None, "_switch", None, "_edit"]


def test_it_says_that_nothing_is_stored_yet() -> None:
    assert "Nothing has been stored yet" in render(every_kind(), "en", read(*PAIRS))
