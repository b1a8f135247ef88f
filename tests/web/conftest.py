from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.porch import porch


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    with porch(tmp_path) as app:
        yield app
