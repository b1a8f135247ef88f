"""Every sentence is there in both languages and fills the same parameters."""

import re
import string
from pathlib import Path

import pytest

import consult.tables
from consult.tables.catalogue import SENTENCES, day, months, sentence


@pytest.mark.parametrize("code", SENTENCES)
def test_a_sentence_is_whole_in_both_languages(code):
    spanish, english = SENTENCES[code].es, SENTENCES[code].en
    assert spanish.strip()
    assert english.strip()
    fields = [
        {name for _, name, _, _ in string.Formatter().parse(words) if name}
        for words in (spanish, english)
    ]
    assert fields[0] == fields[1]


def test_every_fault_and_refusal_of_the_room_has_a_sentence():
    room = Path(consult.tables.__file__).parent
    source = "".join(file.read_text("utf-8") for file in room.rglob("*.py"))
    codes = set(re.findall(r'(?:Fault|Refused|sentence|say)\("(\w+)"', source))
    assert len(codes) > 30
    assert codes <= set(SENTENCES)


def test_a_sentence_is_filled():
    filled = sentence("zero", {"D": 4})
    assert filled.en == "“0” means between 0 and 4 people, not “nobody”."
    assert not re.search("[{}]", filled.es)


def test_dates_in_words():
    assert day(2026, 11, 23).es == "23 de noviembre de 2026"
    assert day(2026, 11, 23).en == "23 November 2026"
    assert months(2026, 9).es == "setiembre de 2026"
