"""What comes with the product: questionnaires, the districts of Trujillo and the helplines."""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from consult.questionnaire.document import Option, Questionnaire
from consult.questionnaire.reading import read_json
from consult.questionnaire.text import Text

_ROOM = files("consult.questionnaire")


BLANK = "blank"  # the one to begin from nothing: whom the tables speak of, and no question yet


@cache
def shipped() -> Mapping[str, Questionnaire]:
    """The shipped questionnaires by the name of their file, in the order of ``about_shipped``."""
    return {name: _questionnaire(name) for name in about_shipped()}


@cache
def about_shipped() -> Mapping[str, Text]:
    """What each shipped questionnaire is for, in one line; the most used first, BLANK last."""
    lines = json.loads(_ROOM.joinpath("shipped", "index.json").read_bytes())
    return {line["id"]: Text(**line["about"]) for line in lines}


def _questionnaire(name: str) -> Questionnaire:
    questionnaire, faults = read_json(_ROOM.joinpath("shipped", f"{name}.json").read_bytes())
    assert questionnaire is not None, faults
    return questionnaire


def _districts() -> tuple[Option, ...]:
    rows = json.loads(_ROOM.joinpath("districts.json").read_bytes())
    return tuple(Option(row["id"], Text(**row["text"])) for row in rows)


TRUJILLO = _districts()
# Each line: number, name, about, hours, languages (texts), source, and the day it was checked.
HELPLINES: tuple[Mapping[str, object], ...] = tuple(
    json.loads(_ROOM.joinpath("helplines.json").read_bytes())
)
