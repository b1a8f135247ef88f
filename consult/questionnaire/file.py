"""A questionnaire in a file, whichever of the two kinds it is."""

from dataclasses import dataclass

from consult.questionnaire.check import check
from consult.questionnaire.document import Questionnaire
from consult.questionnaire.faults import Fault
from consult.questionnaire.reading import read_json
from consult.questionnaire.text import LANGUAGES, Language
from consult.questionnaire.xlsform import read_xlsform

_ZIP = b"PK"


@dataclass(frozen=True, slots=True)
class QuestionnaireFile:
    """What a file holds: the questionnaire, if any, and every fault of reading and of checking.

    ``found`` counts the questions of the file, ``imported`` those that would be asked with their
    meaning intact, and ``languages`` are those that the texts are there in.
    """

    questionnaire: Questionnaire | None
    faults: list[Fault]
    found: int
    imported: int
    languages: tuple[Language, ...]


def read_questionnaire_file(name: str, content: bytes) -> QuestionnaireFile:
    """Read an XLSForm (.xlsx) or a document (.json) from its bytes. Never raises."""
    if content.startswith(_ZIP) or not name.lower().endswith(".json"):
        read = read_xlsform(content)
        checked = check(read.questionnaire) if read.questionnaire else []
        faults = [*read.faults, *checked]
        return QuestionnaireFile(
            read.questionnaire, faults, read.found, read.imported, read.languages
        )
    questionnaire, faults = read_json(content)
    if questionnaire is None:
        return QuestionnaireFile(None, faults, 0, 0, ())
    count = len(questionnaire.questions)
    faults = [*faults, *check(questionnaire)]
    return QuestionnaireFile(questionnaire, faults, count, count, _languages(questionnaire))


def _languages(questionnaire: Questionnaire) -> tuple[Language, ...]:
    texts = [questionnaire.title, *(question.text for question in questionnaire.questions)]
    return tuple(code for code in LANGUAGES if any(getattr(text, code) for text in texts))
