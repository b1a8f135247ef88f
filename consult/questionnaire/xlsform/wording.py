"""Texts in two languages as the cells of a row."""

from collections.abc import Mapping

from consult.questionnaire.text import Text
from consult.questionnaire.xlsform.prose import UNWRITTEN, escaped

LABEL = {"es": "label::Español (es)", "en": "label::English (en)"}
HINT = {"es": "hint::Español (es)", "en": "hint::English (en)"}
MESSAGE = {"es": "constraint_message::Español (es)", "en": "constraint_message::English (en)"}


def texts(headers: Mapping[str, str], text: Text | None) -> dict[str, str]:
    """The cells of a text; none where it is empty."""
    if not text:
        return {}
    return {headers["es"]: escaped(text.es), headers["en"]: escaped(text.en)}


def label(text: Text) -> dict[str, str]:
    """The cells of a text without which other tools take no row."""
    return texts(LABEL, text or Text(UNWRITTEN))
