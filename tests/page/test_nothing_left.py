"""A phone that is searched afterwards: no answer is in any file that its browser wrote.

Whatever way somebody goes out of the page, the whole profile folder is searched for an answer that
is known again wherever it stands, spelled in all the ways in which programs write. The phones wait
together until browsers have written to the disk what they write.
"""

import os
import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page

from tests.browser import ALONE, PHONE, executable
from tests.hostile.scanner import found
from tests.page.desk import Desk, opened
from tests.page.test_browser import send
from tests.page.test_paging import ELSEWHERE, begin, hurry, press, tick

pytestmark = pytest.mark.browser

CANARY = "quenual escarlata junto al tanque"
CHOSEN = "kidnapping"  # its id stands in the page too: so it is looked for beside its question's
WORDS = (CANARY, f"victim={CHOSEN}", f'victim","{CHOSEN}"', f'victim\\",\\"{CHOSEN}')
WRITTEN = 7_000  # milliseconds; browsers write sessionStorage to the disk after five seconds
KEEP = f"sessionStorage.a = localStorage.a = window.name = '{CANARY}'"


class Phone:
    """A browser with a profile folder of its own, on which somebody has answered and not sent."""

    def __init__(self, browser: Browser, profile: Path, desk: Desk, *, script: bool = True) -> None:
        self.profile, self.pad = profile, ""
        self.context = browser.browser_type.launch_persistent_context(
            profile,
            executable_path=executable(),
            args=ALONE,
            viewport=PHONE,
            locale="es-PE",
            java_script_enabled=script,
        )
        self.page: Page = self.context.pages[0]
        self.page.route(ELSEWHERE, lambda route: route.fulfill(body="elsewhere"))
        if script:
            self._answer(desk)
        else:
            self._answer_still(desk)

    def _answer(self, desk: Desk) -> None:
        begin(self.page, desk)
        while not self.page.locator("[name=victim]").first.is_visible():
            press(self.page, "next")
        tick(self.page, "victim", CHOSEN)
        hurry(self.page)
        self.page.fill("[name=proposal]", CANARY)
        self.pad = str(self.page.evaluate("window.name"))

    def _answer_still(self, desk: Desk) -> None:
        self.page.goto(desk.address)
        self.page.locator(f"[name=victim][value={CHOSEN}]").check()
        self.page.fill("[name=proposal]", CANARY)

    def put_away(self) -> None:
        with suppress(Error):
            self.context.close()

    def kill(self) -> None:
        """As if the battery fell out."""
        for process in Path("/proc").glob("[0-9]*/cmdline"):
            with suppress(OSError):
                if f"--user-data-dir={self.profile}".encode() in process.read_bytes():
                    os.kill(int(process.parent.name), signal.SIGKILL)
        self.put_away()

    def holding(self, *words: str) -> set[tuple[str, str, str]]:
        """Where words stand: which, in which file, how."""
        return found(words, [path for path in self.profile.rglob("*") if path.is_file()])


def stays(_: Phone) -> None:
    pass


def sends(phone: Phone) -> None:
    press(phone.page, "send")
    phone.page.wait_for_selector("[data-part=stored]")


def leaves(phone: Phone) -> None:
    phone.page.click(".exit")
    phone.page.wait_for_url(ELSEWHERE)


def loses_the_network(phone: Phone) -> None:
    phone.context.set_offline(True)
    press(phone.page, "send")
    phone.page.wait_for_selector("[data-part=kept],[data-part=open]")


def closes_the_tab(phone: Phone) -> None:
    phone.context.new_page()
    phone.page.close()
    phone.put_away()


def crashes_the_tab(phone: Phone) -> None:
    with suppress(Error):
        phone.page.goto("chrome://crash", timeout=3_000)
    phone.put_away()


def reloads(phone: Phone) -> None:
    phone.page.reload()
    assert phone.page.locator(f"[value={CHOSEN}]").is_checked()
    phone.put_away()


def keeps_it_carelessly(phone: Phone) -> None:
    phone.page.evaluate(KEEP)


def sends_without_a_script(phone: Phone) -> None:
    send(phone.page, "form > .main")
    send(phone.page, ".pair .main")


# What somebody does, and what becomes of the phone once everything is written.
WAYS: Mapping[str, tuple[Callable[[Phone], None], Callable[[Phone], None]]] = {
    "sends": (sends, Phone.put_away),
    "leaves": (leaves, Phone.put_away),
    "loses the network": (loses_the_network, Phone.put_away),
    "closes the tab": (stays, closes_the_tab),
    "crashes the tab": (stays, crashes_the_tab),
    "kills the browser": (stays, Phone.kill),
    "reloads": (stays, reloads),
}
CARELESS = {
    "keeps it and puts it away": (keeps_it_carelessly, Phone.put_away),
    "keeps it and is killed": (keeps_it_carelessly, Phone.kill),
}
STILL = {"has no script": (sends_without_a_script, Phone.put_away)}


@pytest.fixture(scope="module")
def gone(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Mapping[str, Phone]]:
    """Every phone, after its way was gone to the end."""
    folder = tmp_path_factory.mktemp("phones")
    ways = WAYS | CARELESS | STILL
    with opened() as desk:
        phones = {
            name: Phone(browser, folder / name.replace(" ", "-"), desk, script=name not in STILL)
            for name in ways
        }
        for name, phone in phones.items():
            ways[name][0](phone)
        next(iter(phones.values())).page.wait_for_timeout(WRITTEN)
        for name, phone in phones.items():
            ways[name][1](phone)
        yield phones
        for phone in phones.values():
            phone.put_away()


@pytest.mark.parametrize("way", WAYS)
def test_no_answer_is_in_any_file_of_the_browser(gone: Mapping[str, Phone], way: str) -> None:
    assert gone[way].holding(*WORDS) == set()


@pytest.mark.parametrize("way", CARELESS)
def test_a_page_that_keeps_its_draft_as_others_do_is_found_out(
    gone: Mapping[str, Phone], way: str
) -> None:
    assert {word for word, _, _ in gone[way].holding(*WORDS)} == {CANARY}


def test_a_draft_is_on_the_disk_and_what_uncovers_it_is_not(gone: Mapping[str, Phone]) -> None:
    killed = gone["kills the browser"]
    assert killed.holding("draft") != set()
    assert len(killed.pad) > 600
    assert killed.holding(killed.pad[:60], killed.pad[300:360]) == set()


def test_without_a_script_only_what_restores_tabs_holds_what_was_sent(
    gone: Mapping[str, Phone],
) -> None:
    """A limit that no page can lift: browsers write down what a form sends, to reload its page."""
    files = {file.partition("_")[0] for _, file, _ in gone["has no script"].holding(*WORDS)}
    assert files <= {"Session", "Tabs"}
