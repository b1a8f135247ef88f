"""Made-up answers, drawn from the questionnaire alone: plausible, always the same, and nobody's."""

from collections.abc import Mapping

import numpy as np

from consult.questionnaire.document import Question, Questionnaire
from consult.tables.blocks import Block
from consult.tables.columns import FIRST, Column, layout
from consult.tables.merging import categories

SEED = 20261124
# How often each option is drawn, in the order of the question's options; what is not named here
# falls off evenly from the first option to the last.
_SHARES: Mapping[str, tuple[float, ...]] = {
    "sex": (52, 46, 2),
    "age": (18, 24, 22, 24, 12),
    "sector": (58, 9, 4, 3, 4, 8, 5, 4, 1, 2, 2),
    "crime_trend": (64, 28, 8),
    "safety_day": (14, 38, 40, 8),
    "safety_night": (40, 35, 19, 6),
    "safety_places": (14, 30, 38, 10, 8),
    "weapon": (24, 16, 60),
    "reported": (14, 86),
    "shots_heard": (10, 24, 34, 20, 12),
    "handin_known": (18, 82),
    "trust": (34, 40, 18, 8),
    "willing": (38, 40, 22),
}
# Of Trujillo's districts, as in a consultation that went where the trouble is.
DISTRICTS: Mapping[str, float] = {
    "130102": 145, "130105": 130, "130112": 95, "130103": 80, "130101": 75, "130104": 35,
    "130111": 18, "130106": 14, "130107": 12, "130109": 8, "130108": 4, "130110": 4,
}  # fmt: skip


def shares(question: Question) -> list[float]:
    """How often each category of a question is drawn, relative to the others."""
    count = len(categories(question))
    known = _SHARES.get(question.id, ())
    return list(known) if len(known) == count else [float(n) for n in range(count + 2, 2, -1)]


def simulated(questionnaire: Questionnaire, size: int, targets: Mapping[str, int]) -> Block:
    """A block of ``size`` made-up answers to the questions with a role; the others are left empty.

    ``targets`` are the answers hoped for by district, if any are.
    """
    random = np.random.default_rng(SEED)
    arrays = {column.id: np.zeros(size, column.dtype) for column in layout(questionnaire)}
    for column in layout(questionnaire):
        question = questionnaire.by_id[column.question]
        if question.role and column.shape in ("one", "band"):
            odds = np.array(_odds(question, column, targets), float)
            drawn = random.choice(len(column.options), size, p=odds / odds.sum())
            arrays[column.id] = (FIRST + drawn).astype(column.dtype)
        elif column.shape == "several":
            arrays[column.id] = np.ones(size, column.dtype)
    return Block(size, arrays)


def _odds(question: Question, column: Column, targets: Mapping[str, int]) -> list[float]:
    if question.role != "district":
        return shares(question)
    for known in (targets, DISTRICTS):
        if any(known.get(option) for option in column.options):
            return [known.get(option, 0) for option in column.options]
    return [1.0] * len(column.options)
