from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.porch import add, porch


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    with porch(tmp_path) as app:
        add(app, "rosa@example.org", "facilitator")
        add(app, "julio@example.org", "coordinator")
        yield app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
