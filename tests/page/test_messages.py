import re
from typing import get_args

import pytest

from consult.page.messages import Outcome, Step, render, spoken
from consult.page.words import environment
from consult.questionnaire.text import LANGUAGES, Language
from tests.page.paper import Paper, every_kind

GIVEN = {"one": ("b",), "words": ('"<script>"\nñ',), "order": ("r", "p")}
SAID: dict[Outcome, str] = {
    "stored": "Your answer was stored.",
    "conflict": "The first answer stays stored as it was. This second one was not stored.",
    "unknown_version": "Your answer was not stored.",
    "unknown": "Nothing was stored.",
    "not_open": "Nothing was stored.",
    "in_person": "This link takes none: nothing was stored now.",
    "closed": "It takes no more answers: nothing was stored now.",
    "wrong_type": "Your answer was not stored.",
    "malformed": "Your answer was not stored.",
    "too_large": "Your answer was not stored.",
    "retry": "Your answer is not stored yet.",
    "tried": "Nothing was stored.",
}


def test_every_outcome_has_its_sentence() -> None:
    assert set(SAID) == set(get_args(Outcome))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("outcome", SAID)
def test_each_page_says_whether_it_was_stored(outcome: Outcome, language: Language) -> None:
    said = environment(language).from_string("{{ _(sentence) }}").render(sentence=SAID[outcome])
    for published in (every_kind(), None):
        html = render(outcome, language, published, given=GIVEN, submission_id="i" * 22)
        paper = Paper(html)
        assert said in paper.text
        assert f'<html lang="{language}">' in html
        assert len(paper.all("h1")) == len(paper.all("main")) == 1
        assert "<script" not in html


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_one_page_claims_success(language: Language) -> None:
    translate = environment(language).from_string("{{ _('Your answer was stored.') }}").render()
    claims = [outcome for outcome in SAID if translate in render(outcome, language, every_kind())]
    assert claims == ["stored"]


@pytest.mark.parametrize("case", [*get_args(Outcome), *get_args(Step)])
def test_a_script_is_told_the_same_in_plain_sentences(case: Outcome | Step) -> None:
    told = spoken(case)
    assert SAID.get(case, "Your answer is not stored yet.") in told.en
    for sentence in (told.es, told.en):
        assert sentence[0].isupper()
        assert sentence.endswith(".")
        assert not re.search(r"\.\.|  |[<>%]", sentence)
    assert told.es != told.en


def test_thanks_are_those_of_the_questionnaire() -> None:
    text = Paper(render("stored", "es", every_kind())).text
    assert "Listo.\nAdiós." in text


@pytest.mark.parametrize(
    ("outcome", "controls"),
    [
        ("retry", {"_version": "3", "_lang": "es", "_id": "i" * 22, "_end": "1"}),
        ("unknown_version", {"_version": "3", "_lang": "es", "_end": "1"}),
    ],
)
def test_an_answer_that_can_go_on_is_carried_along(
    outcome: Outcome, controls: dict[str, str]
) -> None:
    html = render(outcome, "es", every_kind(), given=GIVEN, submission_id="i" * 22)
    paper = Paper(html)
    assert paper.answers == GIVEN
    assert {name: value for name, value in paper.sent if name.startswith("_")} == controls
    assert paper.sent[-1] == ("_end", "1")
    edits = [button.get("name") == "_edit" for button in paper.all("button")]
    assert edits == [outcome == "unknown_version"]


@pytest.mark.parametrize("outcome", ["retry", "unknown_version"])
def test_a_page_without_answers_does_not_claim_to_keep_them(outcome: Outcome) -> None:
    for published in (every_kind(), None):
        paper = Paper(render(outcome, "en", published))
        assert "on this page" not in paper.text
        assert paper.sent == []


@pytest.mark.parametrize("outcome", sorted(set(SAID) - {"retry", "unknown_version"}))
def test_no_other_page_carries_answers(outcome: Outcome) -> None:
    paper = Paper(render(outcome, "es", every_kind(), given=GIVEN, submission_id="i" * 22))
    assert paper.sent == []


def test_without_helplines_nothing_stands_below() -> None:
    assert "<footer" not in render("unknown", "es")


def test_a_closed_consultation_leads_to_its_results() -> None:
    links = [link["href"] for link in Paper(render("closed", "es", every_kind())).all("a")]
    assert "/c/c-7k2m/results" in links
