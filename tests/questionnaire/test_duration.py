"""How long it takes is about what the shipped questionnaires say, and grows with what is asked."""

import re

import pytest

from consult.questionnaire.duration import minutes
from consult.questionnaire.reading import with_places
from consult.questionnaire.shipped import TRUJILLO, shipped
from tests.questionnaire.street import YES_NO, question, questionnaire, words

SAID = {
    (name, language): int(found[1])
    for name, asked in shipped().items()
    for language in ("es", "en")
    if (found := re.search(r"(\d+) minut", asked.intro.get(language)))
}


@pytest.mark.parametrize(("name", "language"), SAID)
def test_the_introduction_says_about_so(name, language):
    assert abs(minutes(shipped()[name], language) - SAID[name, language]) <= 1


def test_districts_are_not_read_one_by_one():
    for asked in shipped().values():
        assert minutes(with_places(asked, TRUJILLO)) == minutes(asked)


def asked(*questions):
    return minutes(questionnaire(*questions))


def test_half_of_them_are_asked_what_not_everybody_is():
    first = question("first", "single", options=YES_NO)
    rule = {"selected": ["first", "yes"]}
    texts = [question(f"t{n}", "text") for n in range(20)]
    some = [{**text, "when": rule} for text in texts]
    assert asked(first) == 1
    assert asked(first, *texts) == 14
    assert asked(first, *some) == 7


def test_long_words_take_longer():
    long = [question(f"n{n}", "note", text=words("palabra " * 100)) for n in range(3)]
    assert asked(question("q", "text"), *long) == 3
