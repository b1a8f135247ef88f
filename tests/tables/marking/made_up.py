"""Made-up sentences with what is personal in them, and how much of it is marked."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from consult.tables.marking.marks import marks

_BRACES = re.compile(r"\{\w+: ([^}]+)\}")
_SENTENCES = Path(__file__).parent / "sentences.txt"


@dataclass(frozen=True)
class Marked:
    """A sentence as people type it; ``personal`` are the stretches that tell somebody apart."""

    text: str
    personal: tuple[tuple[int, int], ...]

    def missed(self) -> list[str]:
        """What is personal and not marked to its last letter."""
        covered = {at for mark in marks(self.text) for at in range(mark.start, mark.end)}
        return [
            self.text[start:end]
            for start, end in self.personal
            if any(self.text[at].isalnum() and at not in covered for at in range(start, end))
        ]

    def needless(self) -> list[str]:
        """What is marked and touches nothing personal."""
        return [
            self.text[mark.start : mark.end]
            for mark in marks(self.text)
            if not any(mark.start < end and start < mark.end for start, end in self.personal)
        ]


@dataclass(frozen=True)
class Measured:
    """Per cent, rounded down: of what is personal how much is marked, and of the marks how many
    are right."""

    recall: int
    precision: int
    missed: tuple[str, ...]
    needless: tuple[str, ...]


def sentences() -> Iterator[Marked]:
    for line in _SENTENCES.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            yield _read(line)


def measure() -> Measured:
    made_up = list(sentences())
    missed = [stretch for one in made_up for stretch in one.missed()]
    needless = [stretch for one in made_up for stretch in one.needless()]
    personal = sum(len(one.personal) for one in made_up)
    marked = sum(len(marks(one.text)) for one in made_up)
    return Measured(
        100 * (personal - len(missed)) // personal,
        100 * (marked - len(needless)) // marked,
        tuple(missed),
        tuple(needless),
    )


def _read(line: str) -> Marked:
    text, personal, at = "", [], 0
    for found in _BRACES.finditer(line):
        text += line[at : found.start()]
        personal.append((len(text), len(text) + len(found[1])))
        text += found[1]
        at = found.end()
    return Marked(text + line[at:], tuple(personal))
