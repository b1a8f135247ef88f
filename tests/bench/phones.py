"""A cheap phone: 360x640, a processor some times slower than this one, slow 3G, nothing kept.

What is emulated is the browser's own: no handshakes, no slow start, and a processor that halts
again and again. A real phone is slower.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page

from tests.browser import PHONE

SLOWDOWN = 6  # times
LATENCY = 0.4  # seconds there and back
RATE = 50_000  # bytes a second, each way: 400 kbit/s
PATIENCE = 60_000  # milliseconds

# Our page says by `data-part` which part of it is on the screen, once it can be tapped on.
_WATCH = """new MutationObserver((_, watch) => {
  if (!document.body?.dataset.part) return;
  performance.mark("usable");
  watch.disconnect();
}).observe(document, {subtree: true, childList: true, attributeFilter: ["data-part"]})"""
# A page with scripts is given five seconds after it has loaded to say that it is usable.
_SEEN = """() => new Promise(done => {
  const at = name => performance.getEntriesByName(name)[0]?.startTime;
  const [page] = performance.getEntriesByType("navigation");
  const look = () => {
    const painted = at("first-contentful-paint"), marked = at("usable");
    const over = !document.scripts.length || performance.now() > page.loadEventEnd + 5000;
    if (painted !== undefined && (marked !== undefined || over)) {
      done({sent: page.requestStart, painted, marked: marked ?? null,
        whole: page.domContentLoadedEventEnd});
    } else setTimeout(look, 100);
  };
  look();
})"""


@dataclass(frozen=True, slots=True)
class Visit:
    """A first visit; times are in seconds. ``first_byte`` counts from asking, the others from it.

    Usable is what is marked as ``usable``, else the whole document read; never before it
    can be seen.
    """

    bytes: int
    requests: int
    first_byte: float
    painted: float
    usable: float
    marked: bool


@dataclass
class _Wire:
    """What went over the line, as the browser tells it."""

    asked: int = 0
    bytes: int = 0
    failed: list[str] = field(default_factory=list)
    first_byte: float = 0.0

    def listen(self, session: CDPSession) -> None:
        session.on("Network.requestWillBeSent", self._on_asked)
        session.on("Network.responseReceived", self._on_reply)
        session.on("Network.loadingFinished", self._on_loaded)
        session.on("Network.loadingFailed", lambda event: self.failed.append(event["errorText"]))

    def _on_asked(self, event: dict[str, Any]) -> None:
        self.asked += not event["request"]["url"].startswith("data:")

    def _on_reply(self, event: dict[str, Any]) -> None:
        # The page's own ``responseStart`` is when the byte reached this machine: it knows nothing
        # of the latency that the browser adds afterwards.
        if event["type"] == "Document":
            timing = event["response"]["timing"]
            sent = timing["requestTime"] + timing["sendStart"] / 1e3
            self.first_byte = event["timestamp"] - sent

    def _on_loaded(self, event: dict[str, Any]) -> None:
        self.bytes += round(event["encodedDataLength"])


@contextmanager
def phone(browser: Browser, slowdown: float = SLOWDOWN) -> Iterator[tuple[Page, CDPSession]]:
    """An empty page on a phone that was never here before."""
    with browser.new_context(
        viewport=PHONE, device_scale_factor=2, is_mobile=True, has_touch=True, locale="es-PE"
    ) as context:
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.add_init_script(_WATCH)
        session = context.new_cdp_session(page)
        session.send("Emulation.setCPUThrottlingRate", {"rate": slowdown})
        yield page, session


def visit(browser: Browser, url: str, *, slow_line: bool = True) -> Visit:
    """Open an address for the first time. Raises AssertionError where anything did not come."""
    with phone(browser) as (page, session):
        wire = _Wire()
        wire.listen(session)
        session.send("Network.enable")
        session.send("Network.setCacheDisabled", {"cacheDisabled": True})
        if slow_line:
            _slow_down(session)
        page.goto(url)
        seen = page.evaluate(_SEEN)
        page.wait_for_timeout(300)  # whatever is still asked for
    assert not wire.failed, wire.failed
    start = seen["sent"] / 1e3 + wire.first_byte
    marked = seen["marked"] is not None
    usable = max(seen["painted"], seen["marked"] if marked else seen["whole"])
    return Visit(
        wire.bytes,
        wire.asked,
        wire.first_byte,
        seen["painted"] / 1e3 - start,
        usable / 1e3 - start,
        marked,
    )


def _slow_down(session: CDPSession) -> None:
    session.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": LATENCY * 1e3,
            "downloadThroughput": RATE,
            "uploadThroughput": RATE,
        },
    )
