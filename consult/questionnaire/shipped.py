"""What comes with the product: questionnaires, the districts of Trujillo and the helplines."""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from consult.questionnaire.districts import as_options, of_province
from consult.questionnaire.document import Questionnaire
from consult.questionnaire.reading import read_json

_ROOM = files("consult.questionnaire")


@cache
def shipped() -> Mapping[str, Questionnaire]:
    """The shipped questionnaires by the name of their file, in alphabetical order."""
    documents = sorted(_ROOM.joinpath("shipped").iterdir(), key=lambda entry: entry.name)
    return {
        entry.name.removesuffix(".json"): _questionnaire(entry.read_bytes())
        for entry in documents
        if entry.name.endswith(".json")
    }


def _questionnaire(content: bytes) -> Questionnaire:
    questionnaire, faults = read_json(content)
    assert questionnaire is not None, faults
    return questionnaire


TRUJILLO = as_options(of_province("1301"))  # the province where the programme works
# Each line: number, name, about, hours, languages (texts), source, and the day it was checked.
HELPLINES: tuple[Mapping[str, object], ...] = tuple(
    json.loads(_ROOM.joinpath("helplines.json").read_bytes())
)
