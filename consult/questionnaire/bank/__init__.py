"""The bank of questions: what facilitators begin with, by theme, in both languages.

Each theme is a file of ``themes/``: ``{"id", "title", "blocks": [{"id", "title", "questions"}]}``,
its questions as they stand in a questionnaire document. What one question is made of, whom it is
for and where it comes from, it says itself; whatever has the same id here and in a shipped
questionnaire is the same question, so that their answers join.
"""

from consult.questionnaire.bank.fitting import fitted
from consult.questionnaire.bank.matching import matching
from consult.questionnaire.bank.themes import Block, Theme, bank

__all__ = ["Block", "Theme", "bank", "fitted", "matching"]
