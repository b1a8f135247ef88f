"""About how long a questionnaire takes, so that it can be told before anybody begins."""

from collections.abc import Mapping
from math import ceil

from consult.questionnaire.document import Kind, Question, Questionnaire
from consult.questionnaire.text import Language, Text

# Assumptions, to be replaced by what is measured with residents: somebody who reads little, on a
# small screen, takes in about half of what a practised reader does; then they decide and tap.
WORDS_A_MINUTE = 150
SECONDS: Mapping[Kind, int] = {
    "single": 7,
    "scale": 7,
    "place": 10,  # found in a long list, which is not read whole
    "number": 8,
    "date": 12,
    "multiple": 10,
    "ranking": 20,
    "grid": 7,  # a row
    "text": 40,
    "note": 0,
}
_CONDITIONAL = 0.5  # of those who answer are asked what not everybody is


def minutes(questionnaire: Questionnaire, language: Language = "es") -> int:
    """Whole minutes, rounded up, for whoever is asked all that everybody is and half of the rest.

    Without a translation the words of the other language count.
    """
    seconds = _reading(questionnaire.intro, language)
    for section in questionnaire.sections:
        for question in section.questions:
            share = _CONDITIONAL if section.when or question.when else 1
            seconds += share * _answering(question, language)
    return max(1, ceil(seconds / 60))


def _answering(question: Question, language: Language) -> float:
    read = [question.text, *([question.hint] if question.hint else [])]
    read += [row.text for row in question.rows]
    if question.kind != "place":
        read += [option.text for option in question.options]
    tapping = SECONDS[question.kind] * max(1, len(question.fields))
    return tapping + sum(_reading(text, language) for text in read)


def _reading(text: Text, language: Language) -> float:
    return len(text.get(language).split()) * 60 / WORDS_A_MINUTE
