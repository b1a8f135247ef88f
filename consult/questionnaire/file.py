"""A questionnaire in a file, whichever of the two kinds it is."""

from collections.abc import Sequence
from dataclasses import dataclass

from consult.questionnaire.check import check
from consult.questionnaire.document import Questionnaire
from consult.questionnaire.faults import Fault
from consult.questionnaire.reading import read_json
from consult.questionnaire.text import LANGUAGES, Language
from consult.questionnaire.xlsform import read_xlsform


@dataclass(frozen=True, slots=True)
class QuestionnaireFile:
    """What a file holds: the questionnaire, if any, and every fault of reading and of checking.

    ``found`` counts the questions of the file, ``imported`` those that would be asked with their
    meaning intact, and ``languages`` are those that the texts are there in.
    """

    questionnaire: Questionnaire | None
    of_reading: Sequence[Fault]
    found: int = 0
    imported: int = 0
    languages: tuple[Language, ...] = ()

    @property
    def faults(self) -> list[Fault]:
        """What reading told, then what checking the questionnaire tells."""
        checked = check(self.questionnaire) if self.questionnaire else []
        return [*self.of_reading, *checked]


def read_questionnaire_file(
    name: str, content: bytes, language: Language | None = None
) -> QuestionnaireFile:
    """Read an XLSForm (.xlsx) or a document (.json) from its bytes. Never raises.

    ``language`` is that of a form which names none. Whoever does not know where the bytes come
    from reads them by ``read_apart``.
    """
    if content.startswith(b"PK") or not name.lower().endswith(".json"):
        read = read_xlsform(content, language)
        return QuestionnaireFile(
            read.questionnaire, read.faults, read.found, read.imported, read.languages
        )
    questionnaire, faults = read_json(content)
    if questionnaire is None:
        return QuestionnaireFile(None, faults)
    count = len(questionnaire.questions)
    return QuestionnaireFile(questionnaire, faults, count, count, _languages(questionnaire))


def _languages(questionnaire: Questionnaire) -> tuple[Language, ...]:
    texts = [questionnaire.title, *(question.text for question in questionnaire.questions)]
    return tuple(code for code in LANGUAGES if any(getattr(text, code) for text in texts))
