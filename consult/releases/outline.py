"""The questions of a release in a list: by section, under short names, to walk and to search."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise, takewhile

from consult.questionnaire.text import Language, Text, unaccented
from consult.tables.names import short_names
from consult.tables.release import Printed, Release


@dataclass(frozen=True, slots=True)
class Entry:
    """A question in the list: a short name, and the words that it is found by."""

    printed: Printed
    name: str
    words: str


@dataclass(frozen=True, slots=True)
class Family:
    """A question, or the parts of one (rows of a grid, readings of a ranking) under their stem."""

    stem: str
    members: Sequence[Entry]


@dataclass(frozen=True, slots=True)
class Match:
    """A question that was searched for, and those of its options that have the words."""

    printed: Printed
    options: Sequence[Text]


def sections(release: Release, language: Language) -> list[tuple[Text, list[Family]]]:
    """The questions by section, those with a role apart."""
    names = short_names(_listed(release), language)
    return [
        (title, [_family(list(same), names, language) for _, same in _alike(group)])
        for title, group in groupby(_listed(release), key=lambda question: question.section)
    ]


def neighbours(release: Release, question: str) -> tuple[Printed | None, Printed | None]:
    """The questions before and after one in the list."""
    row = [None, *_listed(release), None]
    for (before, here), (_, after) in pairwise(pairwise(row)):
        if here and here.id == question:
            return before, after
    return None, None


def found(release: Release, asked: str, language: Language) -> list[Match]:
    """The questions that have all the words asked for, with or without accents."""
    words = unaccented(asked).split()
    return [
        Match(one, [line.text for line in one.lines if _has_any(line.text.get(language), words)])
        for one in release.questions
        if all(word in _words(one, language) for word in words)
    ]


def _listed(release: Release) -> list[Printed]:
    return [question for question in release.questions if not question.role]


def _alike(group: Iterator[Printed]) -> Iterator[tuple[str, Iterator[Printed]]]:
    return groupby(group, key=lambda question: question.question)


def _words(printed: Printed, language: Language) -> str:
    texts = (printed.text, *(line.text for line in printed.lines if not line.reason))
    return unaccented(" ".join(text.get(language) for text in texts))


def _has_any(text: str, words: Sequence[str]) -> bool:
    return any(word in unaccented(text) for word in words)


def _family(members: list[Printed], names: dict[str, str], language: Language) -> Family:
    if len(members) == 1:
        name = names[members[0].id]
        return Family("", [Entry(members[0], name, _words(members[0], language))])
    texts = [member.text.get(language) for member in members]
    stem = _stem(texts)
    return Family(
        stem,
        [
            Entry(member, text.removeprefix(stem).strip(), _words(member, language))
            for member, text in zip(members, texts, strict=True)
        ],
    )


def _stem(sentences: list[str]) -> str:
    """What they begin with alike, in whole words."""
    words = zip(*(sentence.split() for sentence in sentences), strict=False)
    return " ".join(word[0] for word in takewhile(lambda same: len(set(same)) == 1, words))
