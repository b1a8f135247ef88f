"""Finding blocks by words, whatever their accents, in either language."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from consult.questionnaire.bank.themes import Block, Theme
from consult.questionnaire.document import Question
from consult.questionnaire.text import Text, unaccented


def matching(bank: Sequence[Theme], words: str) -> tuple[Theme, ...]:
    """The themes with those of their blocks that hold each of ``words``, or a word beginning so.

    It may stand in the title of the theme or block, in a text, hint or option, or in the source.
    A theme without such a block is left out; where there is no word, every block is found.
    """
    beginnings = [f" {word}" for word in _words(words)]
    found = (replace(theme, blocks=tuple(_holding(theme, beginnings))) for theme in bank)
    return tuple(theme for theme in found if theme.blocks)


def _holding(theme: Theme, beginnings: Sequence[str]) -> Iterator[Block]:
    for block in theme.blocks:
        said = "".join(f" {word}" for part in _said(theme, block) for word in _words(part))
        if all(beginning in said for beginning in beginnings):
            yield block


def _said(theme: Theme, block: Block) -> Iterator[str]:
    texts = [theme.title, block.title]
    for question in block.questions:
        yield question.source
        texts += _texts(question)
    for text in texts:
        yield text.es
        yield text.en


def _texts(question: Question) -> Iterator[Text]:
    yield question.text
    if question.hint:
        yield question.hint
    yield from (option.text for option in (*question.options, *question.rows))
    yield from (band.text for band in question.bands)


def _words(text: str) -> list[str]:
    """Without accents: who searches on a phone leaves them out."""
    return re.findall(r"\w+", unaccented(text))
