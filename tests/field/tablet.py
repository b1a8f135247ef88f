"""A tablet in a real browser, and what whoever searches it would find."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

from tests.browser import ALONE, executable
from tests.cast import PASSWORD

TABLET: ViewportSize = {"width": 1024, "height": 768}
AXE = Path(__file__).parents[1].joinpath("assets", "axe.min.js").read_text(encoding="utf-8")
# Sizes are measured here: the way on floats over cards that scrolling brings out.
_FOUND = """async () => (await axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a",
  "wcag21aa", "wcag22aa"], rules: {"target-size": {enabled: false}}})).violations
  .map(v => [v.id, v.nodes.map(n => n.html)])"""
_TOO_SMALL = """() => [...document.querySelectorAll("main button, .bar button, .bar a, label")]
  .filter(e => e.checkVisibility() && !e.classList.contains("away"))
  .map(e => [e.outerHTML, e.getBoundingClientRect()])
  .filter(([_, {width, height}]) => Math.min(width, height) < 47.9).map(([html]) => html)"""
# All that a page and its stores hold, read as far as it can be; the draft without its pad.
_EVERYTHING = """async () => {
  const asked = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = reject;
  });
  const found = [document.documentElement.outerHTML, window.name, location.href];
  for (const {type, checked, value} of document.querySelectorAll("input,textarea,select"))
    found.push(type === "radio" ? checked && value : value);
  const [covered, pad] = [sessionStorage.draft || "", window.name].map(text => text.split(","));
  found.push(String.fromCharCode(...covered.map((byte, place) => byte ^ pad[place])));
  found.push(JSON.stringify(sessionStorage), JSON.stringify(localStorage));
  for (const {name} of await indexedDB.databases()) {
    const database = await asked(indexedDB.open(name));
    for (const name of database.objectStoreNames) {
      const store = database.transaction(name).objectStore(name);
      found.push(JSON.stringify(await asked(store.getAll())));
    }
    database.close();
  }
  return found.join("\\n");
}"""


def sign_in(page: Page, origin: str) -> None:
    page.goto(f"{origin}/staff/")
    page.fill("input[name=email]", "rosa@example.org")
    page.fill("input[name=password]", PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Ingresar").click()
    page.wait_for_url("**/staff/")


def set_up(page: Page, origin: str, slug: str, language: str = "es") -> None:
    """From signing in to the welcome of the first person."""
    sign_in(page, origin)
    page.goto(f"{origin}/staff/field/{slug}?lang={language}")
    page.locator("#start button:enabled").wait_for()
    page.fill("#place", "Parque Río Seco")
    page.check(f"#language-{language}")
    page.click("#start button")
    page.wait_for_url("**/tablet?lang=*")


def cut(context: BrowserContext) -> None:
    """By the browser's switch, which is a moment late for a page that has just begun."""
    context.route("**/sealed", lambda route: route.abort())
    context.set_offline(True)


def mend(context: BrowserContext) -> None:
    context.set_offline(False)
    context.unroute("**/sealed")


def answer(page: Page, option: str, words: str) -> None:
    page.click("[value=begin]")
    page.get_by_text(option, exact=True).click()
    page.click("[value=next]")
    page.fill("textarea:visible", words)
    page.click("[value=next]")
    page.click("[value=send]")
    page.get_by_role("heading", name="Gracias. Devuelva la tableta.").wait_for()


def next_person(page: Page) -> None:
    page.get_by_role("button", name="Siguiente persona").click()
    page.locator("[value=begin]:visible").wait_for()


def numbers(page: Page) -> dict[str, int]:
    """What the facilitator sees of the day."""
    if not page.locator("dialog").is_visible():
        page.click("#menu")
    page.wait_for_function("document.querySelector('dialog').open")
    page.evaluate("new Promise(done => setTimeout(done, 300))")
    shown = page.locator("[data-number]").all()
    found = {str(one.get_attribute("data-number")): int(one.inner_text() or 0) for one in shown}
    page.keyboard.press("Escape")
    return found


def everything(page: Page) -> str:
    found: str = page.evaluate(_EVERYTHING)
    return found


def by_axe(page: Page) -> list[object]:
    page.evaluate(AXE)
    found: list[object] = page.evaluate(_FOUND)
    return found


def too_small(page: Page) -> list[str]:
    """What a thumb would miss."""
    found: list[str] = page.evaluate(_TOO_SMALL)
    return found


@contextmanager
def with_profile(browser: Browser, folder: Path) -> Iterator[BrowserContext]:
    """A browser that writes to a folder, as people's do."""
    context = browser.browser_type.launch_persistent_context(
        folder, executable_path=executable(), args=ALONE, viewport=TABLET, locale="es-PE"
    )
    yield context
    context.close()
