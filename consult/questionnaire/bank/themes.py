"""The themes of the bank, as they come with the product."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from consult.questionnaire.document import Question
from consult.questionnaire.reading import read_question
from consult.questionnaire.text import Text

_FOLDER = files("consult.questionnaire.bank").joinpath("themes")
_IN_ORDER = (
    *("about_you", "safety", "victimisation", "extortion", "firearms", "gender_violence"),
    *("adolescents", "young_people", "police_justice", "patrols_boards", "trust"),
    *("priorities", "dialogue"),
)


@dataclass(frozen=True)
class Block:
    """One question, or several that belong together: conditions refer only to those before them.

    The title of a single question is its text.
    """

    id: str
    title: Text
    questions: tuple[Question, ...]

    @property
    def is_sensitive(self) -> bool:
        """Whether it asks what could harm whoever answers: never to be put to adolescents."""
        return any(question.sensitive for question in self.questions)


@dataclass(frozen=True)
class Theme:
    """What blocks are about."""

    id: str
    title: Text
    blocks: tuple[Block, ...]


@cache
def bank() -> tuple[Theme, ...]:
    """Every theme, in the order in which a questionnaire would go through them."""
    return tuple(
        _theme(json.loads(_FOLDER.joinpath(f"{id_}.json").read_bytes())) for id_ in _IN_ORDER
    )


def _theme(data: Mapping[str, Any]) -> Theme:
    return Theme(data["id"], Text(**data["title"]), tuple(map(_block, data["blocks"])))


def _block(data: Mapping[str, Any]) -> Block:
    questions = tuple(_questions(data["questions"]))
    title = Text(**data["title"]) if "title" in data else questions[0].text
    return Block(data["id"], title, questions)


def _questions(rows: list[Mapping[str, object]]) -> Iterator[Question]:
    for row in rows:
        question, faults = read_question(row)
        assert question is not None, faults
        yield question
