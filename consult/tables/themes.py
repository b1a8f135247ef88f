"""What open answers say, once they were read: themes as lines of a table, for everybody only.

A text is linked to nothing else that the same person said, so only the sum over all people counts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from consult.questionnaire.document import EMPTY, Option, Question, Questionnaire
from consult.tables.catalogue import sentence
from consult.tables.columns import FIRST, STATUSES
from consult.tables.items import Item
from consult.tables.release import Named

_NO_THEME = "_none"


@dataclass(frozen=True)
class Themes:
    """The themes of one open question, and exactly how many texts have each.

    ``read`` counts the texts, all of them read; ``without`` those of them in which was no theme.
    """

    question: str
    themes: tuple[Option, ...]
    counts: tuple[int, ...]
    read: int
    without: int

    def tally(self, people: NDArray[np.int64]) -> NDArray[np.int64]:
        """People by cell and code, right in its sum over the cells alone."""
        table = np.zeros((len(people), FIRST + len(self.themes) + 1), np.int64)
        table[0, FIRST:] = (*self.counts, self.without)
        table[0, STATUSES.index(EMPTY)] = people.sum() - self.read
        return table


def with_options(questionnaire: Questionnaire, themes: Sequence[Themes]) -> Questionnaire:
    """The questionnaire as if each theme had been an option of its open question."""
    known = {one.question: one for one in themes}
    sections = tuple(
        replace(section, questions=tuple(_with_options(q, known) for q in section.questions))
        for section in questionnaire.sections
    )
    return replace(questionnaire, sections=sections)


def _with_options(question: Question, known: Mapping[str, Themes]) -> Question:
    if question.kind != "text" or question.id not in known:
        return question
    themes = known[question.id].themes
    none = Option(_NO_THEME, sentence("_no_theme"), exclusive=True)
    return replace(question, options=(*themes, none), max_choices=len(themes))


def lines(item: Item) -> tuple[Named, ...]:
    """The themes, no theme, and nothing written: texts don't tell who was not asked."""
    nothing = Named(EMPTY, sentence("_wrote_nothing"), reason=True)
    return (*(Named(o.id, o.text, alone=o.exclusive) for o in item.options), nothing)
