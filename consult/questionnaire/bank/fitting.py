"""A block made to fit into a questionnaire that has questions already."""

from dataclasses import replace

from consult.questionnaire.bank.themes import Block
from consult.questionnaire.document import Question, Questionnaire
from consult.questionnaire.renaming import renamed
from consult.questionnaire.xlsform.names import unused_id


def fitted(block: Block, questionnaire: Questionnaire) -> tuple[Question, ...]:
    """The questions of the block, under ids that are free in the questionnaire.

    One keeps its role only where no question plays it yet.
    """
    taken = {section.id for section in questionnaire.sections} | questionnaire.by_id.keys()
    ids: dict[str, str] = {}
    for question in block.questions:
        ids[question.id] = unused_id(question.id, taken)
        taken.add(ids[question.id])
    played = {question.role for question in questionnaire.with_role()}
    return tuple(
        replace(renamed(question, ids), role=None if question.role in played else question.role)
        for question in block.questions
    )
