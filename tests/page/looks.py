"""What is asked of every screen, whatever it shows."""

from pathlib import Path

from playwright.sync_api import Page

_AXE = Path(__file__).parents[1].joinpath("assets", "axe.min.js").read_text(encoding="utf-8")
_FOUND_BY_AXE = """async () => (await axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a",
  "wcag21aa", "wcag22aa", "best-practice"]})).violations
  .map(v => [v.id, v.nodes.map(n => n.html)])"""
_TOO_SMALL = """() => [...document.querySelectorAll("a, button, label, select, textarea, input")]
  .filter(e => e.checkVisibility() && e.type != "hidden" && !e.classList.contains("away")
    && !(e.tagName == "INPUT" && e.closest("label")))
  .filter(e => e.getBoundingClientRect().height < 47.9 || e.getBoundingClientRect().width < 47.9)
  .map(e => e.outerHTML)"""
_HIDDEN_BY_THE_BAR = """() => {
  const below = document.querySelector(".bar").getBoundingClientRect().bottom;
  const focused = document.activeElement.closest("label") || document.activeElement;
  return focused.getBoundingClientRect().top < below - 1 && !focused.closest(".bar");
}"""


def axe(page: Page) -> list[list[object]]:
    """What axe finds wrong. The context has to bypass the policy of the page."""
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate(_AXE)
    found: list[list[object]] = page.evaluate(_FOUND_BY_AXE)
    return found


def too_small(page: Page) -> list[str]:
    """What a thumb cannot hit: below 48 px."""
    found: list[str] = page.evaluate(_TOO_SMALL)
    return found


def is_behind_the_bar(page: Page) -> bool:
    """Whether the bar covers what has the focus."""
    return bool(page.evaluate(_HIDDEN_BY_THE_BAR))


def runs_off_the_side(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > innerWidth"))
