import re

import brotli
import pytest
import zopfli.gzip

from consult.page.document import render
from consult.page.following import followers
from consult.page.published import Published
from consult.questionnaire.answers import read_answers
from consult.questionnaire.catalogue import sentence
from consult.questionnaire.faults import Fault
from consult.questionnaire.reading import read_document
from consult.questionnaire.text import LANGUAGES, Language
from tests.page.paper import Paper, every_kind, neighbourhood

HOSTILE = "</textarea>\n<script>alert('x')</script> \"&amp;\" ñ 🙂"
GIVEN: dict[str, tuple[str, ...]] = {
    "where": ("130112",),
    "one": ("b",),
    "degree": ("much",),
    "several": ("x", "z"),
    "people": ("12,5",),
    "words": (HOSTILE,),
    "since": ("2026-11-23",),
    "order": ("r", "p"),
    "trust.police": ("high",),
    "trust.judges": ("_dk",),
}
REFUSED: dict[str, tuple[str, ...]] = {
    "one": ("_refused",),
    "several": ("_dk",),
    "people": ("_dk",),
    "words": ("_refused",),
    "order": ("_refused",),
}
WRONG: dict[str, tuple[str, ...]] = {
    "several": ("x", "none"),
    "people": ("1e400",),
    "words": ("x" * 900,),
    "order": ("p", "p"),
    "trust.judges": ("low", "_dk"),
}


@pytest.mark.parametrize("given", [{}, GIVEN, REFUSED, WRONG | {"one": ("b",)}])
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_given_is_sent_again(
    language: Language, given: dict[str, tuple[str, ...]]
) -> None:
    paper = Paper(render(every_kind(), language, given=given))
    shown = paper.answers | {k: v for k, v in given.items() if k == "trust.judges" and len(v) > 1}
    assert {name: sorted(values) for name, values in shown.items()} == {
        name: sorted(values) for name, values in given.items()
    }
    assert paper.answers.get("order", ()) == given.get("order", ())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_form_says_its_version_and_language_and_ends_with_its_end(language: Language) -> None:
    paper = Paper(render(every_kind(), language))
    assert paper.sent[:2] == [("_version", "3"), ("_lang", language)]
    assert paper.sent[-1] == ("_end", "1")
    assert "_id" not in dict(paper.sent)
    [form] = paper.all("form")
    assert (form["method"], form["action"], form["autocomplete"]) == ("post", "/c/c-7k2m", "off")


def test_enter_goes_on_rather_than_changing_the_language() -> None:
    buttons = [button.get("name") for button in Paper(render(every_kind(), "es")).all("button")]
    assert buttons[:3] == [None, "_switch", None]
    assert not any(buttons[2:])


@pytest.mark.parametrize(("language", "other"), [("es", "English"), ("en", "Español")])
def test_the_other_language_is_named_in_its_own_words(language: Language, other: str) -> None:
    html = render(every_kind(), language)
    assert f">{other}</button>" in html
    assert f'<html lang="{language}">' in html


def test_every_reference_finds_its_element() -> None:
    faults = {name: Fault("required") for name in every_kind().questionnaire.by_id}
    paper = Paper(render(every_kind(), "es", faults=faults))
    ids = [attributes["id"] for _, attributes in paper.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    for _, attributes in paper.elements:
        wanted = [
            attributes.get(name, "") for name in ("for", "aria-describedby", "aria-labelledby")
        ]
        wanted += [attributes["href"][1:]] if attributes.get("href", "").startswith("#") else []
        assert set(" ".join(wanted).split()) <= {*ids, "a-trust"}, attributes


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_fault_is_told_on_top_and_beside_its_question(language: Language) -> None:
    published = every_kind()
    pairs = [(name, value) for name, values in WRONG.items() for value in values]
    read = read_answers(published.questionnaire, [*pairs, ("one", "b")])
    assert read.faults.keys() == WRONG.keys()
    html = render(published, language, given=read.given, faults=read.faults)
    for field, fault in read.faults.items():
        told = sentence(fault.code, fault.params).get(language)
        assert len(re.findall(re.escape(told), Paper(html).text)) >= 2
        assert f'href="#a-{field}"' in html
        assert f'id="a-{field}"' in html
    order = [link["href"] for link in Paper(html).all("a") if link["href"].startswith("#a-")]
    assert order == ["#a-several", "#a-people", "#a-words", "#a-order", "#a-trust.judges"]


def test_a_fault_of_no_question_is_told_too() -> None:
    html = render(every_kind(), "en", faults={"<x>": Fault("unknown_field", {"field": "<x>"})})
    assert "“&lt;x&gt;”" in html


@pytest.mark.parametrize("language", LANGUAGES)
def test_hostile_words_stay_words(language: Language) -> None:
    html = render(every_kind(), language, given=GIVEN)
    assert html.count("<script") == 0  # what came by a form stays one
    assert "<script>alert" not in html
    assert "<b>los</b>" not in html
    assert "Uno &amp; dos." in html or "One &amp; two." in html


def test_questions_are_numbered_without_notes_and_say_when_they_are_asked() -> None:
    text = Paper(render(every_kind(), "es")).text
    assert re.findall(r"(\d+) de 9", text) == [str(number) for number in range(1, 10)]
    assert "Solo si respondió «B» a «¿Una?»." in text


def test_the_page_loads_nothing_and_calls_itself_nothing_telling() -> None:
    html = render(neighbourhood(), "es")
    paper = Paper(html)
    assert not paper.all("img") + paper.all("iframe")
    assert [script.get("src") for script in paper.all("script")] == [None]
    assert [link["href"] for link in paper.all("link")] == ["data:,"]
    assert "Seguridad" not in html.split("</title>")[0]


def test_help_and_the_way_out_are_links() -> None:
    links = Paper(render(neighbourhood(), "es")).all("a")
    assert {"tel:105", "tel:100", "tel:111", "tel:106", "tel:116"} <= {
        link["href"] for link in links
    }
    assert len([link for link in links if link["href"].startswith("https:")]) == 1


def test_every_control_has_a_name_that_is_read_aloud() -> None:
    html = render(every_kind(), "es")
    for field in Paper(html).all("textarea") + Paper(html).all("input"):
        if field.get("type") not in ("hidden", "radio", "checkbox"):
            assert field["aria-label"], field


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_long_questionnaire_fits_a_slow_line(language: Language) -> None:
    """Everything in it: 25 questions, style, script, a key to seal with. Nothing else is loaded."""
    body = render(neighbourhood(), language).encode()
    assert len(brotli.compress(body, quality=11)) <= 9_000
    assert len(zopfli.gzip.compress(body)) <= 10_500


def both(text: str) -> dict[str, str]:
    return {"es": text, "en": text}


def asked(name: str, options: int, **more: object) -> dict[str, object]:
    choices = [{"id": f"o{n}", "text": both(f"O{n}")} for n in range(options)]
    return {"id": name, "kind": "single", "text": both(name), "options": choices, **more}


def test_what_follows_up_on_a_short_question_stands_inside_it() -> None:
    questions = [
        asked("first", 2),
        asked("after", 3, when={"selected": ["first", "o1"]}),
        asked("again", 3, when={"selected": ["after", "o1"]}),
        asked("long", 9, when={"selected": ["again", "o1"]}),
        asked("other", 2, when={"selected": ["first", "o1"]}),
    ]
    section = {"id": "s", "title": both("S"), "questions": questions}
    words = {name: both(name) for name in ("title", "intro", "thanks")}
    questionnaire, faults = read_document({"format": 1, "id": "q", **words, "sections": [section]})
    assert questionnaire, faults
    found = followers(questionnaire)
    assert {name: [q.id for q in group] for name, group in found.items()} == {
        "first": ["after", "again"]
    }
    html = render(Published("c", 1, "open", questionnaire), "es")
    assert html.index("1 de 5") < html.index("2 de 5") < html.index("</fieldset>")
