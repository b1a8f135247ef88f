"""An open consultation with the long questionnaire."""

import pytest

from consult.accounts.staff import ensure_programme
from consult.consultations.create import Plan, create
from consult.consultations.models import Consultation
from consult.db import writing
from consult.keys import KeyRing
from consult.questionnaire.shipped import shipped
from consult.responses.closing import open_to_answers
from consult.responses.intake import Intake
from tests.cast import house, julio, neighbour, rosa

__all__ = ["house", "julio", "neighbour", "rosa"]


@pytest.fixture
def ring(app) -> KeyRing:
    return app.extensions["key_ring"]


@pytest.fixture
def intake(app) -> Intake:
    return app.extensions["intake"]


@pytest.fixture
def consultation(app, clock) -> Consultation:
    with writing() as session:
        programme = ensure_programme(session, "Uno", "One")
        plan = Plan(shipped()["neighbourhood_safety"], "barrio")
        consultation = create(session, "ana", programme.id, plan, clock())
        open_to_answers(session, "ana", consultation, clock())
    return consultation
