"""Published in Spanish alone, and translated later: one consultation, and one table of both."""

import re
from dataclasses import replace
from itertools import islice

import pytest

from consult.cli.simulated import simulated_answers
from consult.consultations.published import find, questionnaire_of
from consult.db import db, writing
from consult.questionnaire.answers import read_answers
from consult.questionnaire.difference import translation_only
from consult.questionnaire.document import Questionnaire
from consult.questionnaire.reading import write_document
from consult.questionnaire.shipped import shipped
from consult.questionnaire.text import Text
from consult.releases.freeze import prepare, request_release
from consult.releases.models import StoredRelease
from consult.responses.closing import open_to_answers
from consult.responses.resting import add_to_blocks
from consult.responses.stream import Stream
from consult.tables.blocks import from_rows
from consult.tables.columns import encode, layout
from consult.tables.stored import from_bytes
from consult.web.refusal import Refusal
from tests.cast import SHORT

SLUG = "c-draft"
ENGLISH = shipped()[SHORT]


def changed(questionnaire: Questionnaire, **changes: object) -> Questionnaire:
    """The same, its first question altered."""
    first, *rest = questionnaire.sections
    question, *others = first.questions
    section = replace(first, questions=(replace(question, **changes), *others))
    return replace(questionnaire, sections=(section, *rest))


QUESTION = ENGLISH.questions[0]
SPANISH = changed(ENGLISH, text=Text(QUESTION.text.es))


def published(app, questionnaire: Questionnaire, clock) -> list[Questionnaire]:
    """Every version, after this one."""
    with app.app_context(), writing() as session:
        consultation = find(session, SLUG)
        consultation.draft = write_document(questionnaire)
        open_to_answers(session, "rosa", consultation, clock())
        return [questionnaire_of(version) for version in consultation.versions]


def answered(app, people: int, begin: int) -> None:
    """So many answers to the latest version, mixed."""
    with app.app_context(), writing() as session:
        consultation = find(session, SLUG)
        version = consultation.versions[-1]
        asked = questionnaire_of(version)
        pairs = islice(simulated_answers(asked), begin, begin + people)
        read = [read_answers(asked, one) for one in pairs]
        columns = layout(asked)
        block = from_rows(columns, [encode(columns, one.answers, one.asked) for one in read])
        stream = Stream(consultation.id, version.number, "import")
        add_to_blocks(app.extensions["key_ring"], session, stream, block, [])


def seen(app, address: str = "", **form: str) -> str:
    """What residents see who ask for English, answering where they send anything."""
    client, at = app.test_client(), f"/c/{SLUG}{address}?lang=en"
    return (client.post(at, data=form) if form else client.get(at)).text


def test_spanish_first_and_english_later(house, clock):
    published(house, SPANISH, clock)
    review = seen(house, _version="1", _lang="en", _end="1")
    for text in (seen(house), review, seen(house, "/thanks")):
        assert '<html lang="es">' in text
        assert not re.search("English|_switch|lang=.en", text.replace("?lang=en", ""))
    answered(house, 60, begin=0)

    assert translation_only(*published(house, ENGLISH, clock))
    thanks = seen(house, "/thanks")
    assert '<html lang="en">' in thanks
    assert "Español" in thanks
    answered(house, 60, begin=60)

    release = released(house, clock)
    assert release.breakdown("").bases == (120,)
    assert {question.versions for question in release.questions} == {(1, 2)}


def released(app, clock):
    with app.app_context():
        with writing() as session:
            stored = request_release(session, "julio", find(session, SLUG), None, clock()).id
        assert prepare(app.extensions["key_ring"], stored) is None
        return from_bytes(db.session().get_one(StoredRelease, stored).body)


@pytest.mark.parametrize("changes", [{"kind": "text"}, {"role": None}])
def test_another_meaning_under_the_same_id_is_not_published(house, clock, changes):
    published(house, ENGLISH, clock)
    with pytest.raises(Refusal) as refused:
        published(house, changed(ENGLISH, **changes), clock)
    assert refused.value.lines
    assert len(published(house, ENGLISH, clock)) == 1
