"""The house on the server that it ships with, and a facilitator's browser signed in to it.

Fixtures: ``from tests.staff_browser import desk, served``.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from consult.cli.serve import make_server
from tests.field.tablet import sign_in

__all__ = ["desk", "served", "serving"]


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """The address of an app while it is served."""
    server = make_server(app, "127.0.0.1", 0)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    thread.join(10)


@pytest.fixture
def served(kinds: Flask) -> Iterator[str]:
    """Its address."""
    with serving(kinds) as address:
        yield address


@pytest.fixture
def desk(browser: Browser, served: str) -> Iterator[Page]:
    """A page at the desk of a facilitator; axe may look into it."""
    with browser.new_context(locale="es-PE", bypass_csp=True, base_url=served) as context:
        page = context.new_page()
        sign_in(page, served)
        yield page
