"""A real browser for the tests: the Chromium of the machine, without a window.

Fixtures that the conftest takes in. Without Chromium the tests that ask for it
are skipped, and say how to get it; with CONSULT_TEST_BROWSER=require they fail instead.
"""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
HOW_TO_GET_IT = "No Chromium here. On Debian or Ubuntu: apt-get install chromium"
PHONE = {"width": 360, "height": 640}
# No sandbox, because CI is root; the rest keeps it from calling home.
ALONE = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    executable = next(filter(None, map(shutil.which, NAMES)), None)
    if executable is None:
        refuse = pytest.fail if os.environ.get("CONSULT_TEST_BROWSER") == "require" else pytest.skip
        refuse(HOW_TO_GET_IT)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=ALONE)
        yield chromium
        chromium.close()


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """An empty page as wide as a small phone, in a session of its own."""
    with browser.new_context(viewport=PHONE, locale="es-PE") as context:
        yield context.new_page()
