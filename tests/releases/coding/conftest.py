import pytest
from flask import Flask

from consult.accounts.staff import add_staff, ensure_programme
from consult.db import writing
from tests.cast import PASSWORD, Visitor, house, julio, neighbour, rosa, stranger
from tests.releases.coding.scene import furnish, write

__all__ = ["house", "julio", "neighbour", "rosa", "stranger"]


@pytest.fixture
def written(house: Flask) -> Flask:
    """The house with a consultation that has an open question, and some answers to it."""
    furnish(house)
    write(house, 120)
    return house


@pytest.fixture
def ana(house: Flask) -> Visitor:
    """Another coordinator."""
    with house.app_context(), writing() as session:
        here = ensure_programme(session, "Trujillo", "Trujillo")
        add_staff(session, "ana@example.org", ["coordinator"], PASSWORD, here)
    return Visitor(house).signs_in("ana@example.org")
