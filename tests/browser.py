"""A real browser for the tests: the Chromium of the machine, without a window.

Fixtures that the conftest takes in. Without Chromium the tests that ask for it
are skipped, and say how to get it; with CONSULT_TEST_BROWSER=require they fail instead.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
HOW_TO_GET_IT = "No Chromium here. On Debian or Ubuntu: apt-get install chromium"
PHONE: ViewportSize = {"width": 360, "height": 640}
# No sandbox, because CI is root; the rest keeps it from calling home.
ALONE = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A host that is this machine, and to the browser somewhere on the network.
    "--host-resolver-rules=MAP *.test 127.0.0.1",
)


def executable() -> str | None:
    """Where the Chromium of the machine is, if it has one."""
    return next(filter(None, map(shutil.which, NAMES)), None)


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=executable(), args=ALONE)
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if executable() is None:
        refuse = pytest.fail if os.environ.get("CONSULT_TEST_BROWSER") == "require" else pytest.skip
        refuse(HOW_TO_GET_IT)
    with chromium() as launched:
        yield launched


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """An empty page as wide as a small phone, in a session of its own."""
    with browser.new_context(viewport=PHONE, locale="es-PE") as context:
        yield context.new_page()
