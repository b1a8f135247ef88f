"""A consultation with every kind of answer, and one paper of it: as it is keyed, and as sent."""

from pathlib import Path

import pytest
from flask import Flask

from consult.consultations.create import Plan, create
from consult.consultations.published import find
from consult.db import writing
from consult.questionnaire.reading import read_json
from consult.responses.closing import open_to_answers

KINDS = "c-kinds"
# By field, "__" where a row of a grid has its dot.
GOOD = {
    "where": "13",
    "one": "2",
    "degree": "1",
    "several": "31",
    "people": "12",
    "words": "Más luz",
    "since": "24/11/2025",
    "order": "ca",
    "trust__police": "2",
    "trust__judges": "ns",
}
PHONE = (
    ("where", "elsewhere"),
    ("one", "b"),
    ("degree", "little"),
    ("several", "x"),
    ("several", "z"),
    ("people", "12"),
    ("words", "Más luz"),
    ("since", "2025-11-24"),
    ("order", "r"),
    ("order", "p"),
    ("trust.police", "high"),
    ("trust.judges", "_dk"),
)


@pytest.fixture
def kinds(house: Flask) -> Flask:
    """The house, with that consultation open in it."""
    document = Path(__file__).parents[1].joinpath("page", "every_kind.json").read_bytes()
    questionnaire, faults = read_json(document)
    assert questionnaire is not None, faults
    with house.app_context(), writing() as session:
        beside = find(session, "c-open")
        assert beside
        plan, now = Plan(questionnaire, KINDS), house.config["CLOCK"]()
        made = create(session, "test", beside.programme_id, plan, now)
        open_to_answers(session, "test", made, now)
    return house
