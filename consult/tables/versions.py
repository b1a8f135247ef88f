"""Which versions of the questionnaire asked a question and offered an option, in words."""

from collections.abc import Iterator, Sequence

from consult.questionnaire.text import Text
from consult.tables.catalogue import sentence
from consult.tables.release import Printed, Release


def version_notes(release: Release, question: Printed) -> tuple[Text, ...]:
    """Sentences where not every version of a release asked a question and offered its options."""
    return tuple(_notes(release, question))


def _notes(release: Release, question: Printed) -> Iterator[Text]:
    joined = [version.number for version in release.versions]
    if span := _span(question.versions, joined):
        code, said = span
        yield sentence(f"asked_{code}", said)
    for line in question.lines:
        if span := _span(question.offered.get(line.id, question.versions), question.versions):
            code, said = span
            yield sentence(f"offered_{code}", {"option": line.text, **said})


def _span(
    some: Sequence[int], every: Sequence[int]
) -> tuple[str, dict[str, str | int | Text]] | None:
    """The end of a sentence and what fills it; None where ``some`` are all."""
    if set(some) == set(every):
        return None
    if list(some) == [number for number in every if number >= min(some)]:
        return "since", {"first": some[0]}
    if list(some) == [number for number in every if number <= max(some)]:
        return "until", {"last": some[-1]}
    return "in", {"versions": ", ".join(map(str, some))}
