"""Sentences that stand in both languages at once, whatever language staff read in."""

from consult.page.words import in_both
from consult.questionnaire.text import LANGUAGES, Language, Text


def both(sentence: str, **values: Text | str | int) -> Text:
    """A sentence of the source, marked with ``N_``, with its blanks filled."""
    blank = in_both(sentence)
    return Text(*(blank.get(language) % _in(values, language) for language in LANGUAGES))


def _in(values: dict[str, Text | str | int], language: Language) -> dict[str, str | int]:
    return {
        name: value.get(language) if isinstance(value, Text) else value
        for name, value in values.items()
    }
