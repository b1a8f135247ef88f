"""What is asked of the one door, and its answer when it stays shut."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from consult.questionnaire.document import Questionnaire
from consult.questionnaire.text import Text
from consult.tables.blocks import Block
from consult.tables.catalogue import Parameter, sentence
from consult.tables.release import Release
from consult.tables.themes import Themes


@dataclass(frozen=True)
class Published:
    """A published version and all the answers that it has received."""

    number: int
    hash: str
    questionnaire: Questionnaire
    block: Block


@dataclass(frozen=True)
class Request:
    """A release to be made. ``by`` None asks for the default breakdowns; ``key`` is the secret
    rounding key; ``channels`` are codes of the catalogue (``phone``, ``assisted``, …).
    ``previous`` is the release that this one follows, None for a first one; ``themes`` are those
    of the open questions whose answers were all read."""

    consultation: str
    title: Text
    number: int
    date: date
    versions: tuple[Published, ...]
    key: bytes = field(repr=False)
    by: tuple[str, ...] | None = None
    channels: tuple[str, ...] = ()
    previous: Release | None = None
    themes: tuple[Themes, ...] = ()

    def __post_init__(self) -> None:
        if self.previous is None and self.number != 1:
            raise ValueError("only the first release follows none")


@dataclass(frozen=True)
class Refused:
    """Why no release was made: a sentence of the catalogue and what fills it."""

    code: str
    params: Mapping[str, Parameter] = field(default_factory=dict)

    @property
    def sentence(self) -> Text:
        return sentence(self.code, self.params)
