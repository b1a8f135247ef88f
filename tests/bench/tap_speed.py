"""From a tap on an option to the next frame painted: 150 questions, half of them with a rule.

python -m tests.bench.tap_speed [taps]

The script shows one question at a time: each tap is on the one that the button onward
(the last one seen in the form) leads to. Beside it, the least
that can be measured: a page of two options and nothing else, tapped on in the same way.
"""

import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from statistics import median

from playwright.sync_api import Browser, Page

from consult.questionnaire.document import Expression, Option, Question, Questionnaire, Section
from consult.questionnaire.text import Text
from tests.bench.contenders import Contender, open_house
from tests.bench.crowd import machine
from tests.bench.phones import SLOWDOWN, phone
from tests.bench.residents import PATH
from tests.bench.rounds import load_average
from tests.browser import chromium

QUESTIONS, EACH_SECTION, OPTIONS = 150, 10, 5
FRAME = 1000 / 60  # milliseconds
_STRIDE = 17  # options from one tap to the next, around those that are seen
_PAUSE = (100, 200)  # milliseconds; at random, for a finger is not in step with the frames
_BARE = """<!doctype html><meta name="viewport" content="width=device-width"><form>
<p><label><input type="radio" name="a"> Opción 1</label>
<p><label><input type="radio" name="a"> Opción 2</label></form>"""
# The second frame to begin says that the first was painted.
_AIM = """number => {
  const shown = element => element.getClientRects().length;
  const labels = [...document.querySelectorAll("form label")]
    .filter(label => shown(label) && /radio|checkbox/.test(label.control?.type));
  const label = labels[number % labels.length];
  label.scrollIntoView({block: "center", behavior: "instant"});
  window.painted = new Promise((done, fail) => {
    setTimeout(fail, 10000, new Error("the tap did not arrive"));
    addEventListener("click", tap => requestAnimationFrame(() => requestAnimationFrame(
      () => done(performance.now() - tap.timeStamp))), {capture: true, once: true});
  });
  const {x, y, width, height} = label.getBoundingClientRect();
  return {x: x + width / 2, y: y + height / 2, question: label.control.name};
}"""
_ONWARD = """() => [...document.querySelectorAll("form button[value]")]
  .filter(button => button.getClientRects().length).pop()?.click()"""


def main(taps: str = "50") -> None:
    print(f"{machine()}; {load_average()}")
    with tempfile.TemporaryDirectory(prefix="consult-bench-") as made, chromium() as browser:
        folder = Path(made)
        url = f"sqlite:///{folder / 'ours.db'}"
        open_house(url, folder / "ours", questionnaire())
        with Contender("consult", url, folder / "ours") as ours:
            ours.wait_until_idle()
            address = f"http://{ours.address}{PATH}"
            for slowdown in (1, SLOWDOWN):
                print(f"processor {slowdown}x slower; {load_average()}")
                bare = tapped(browser, slowdown, int(taps), lambda page: page.set_content(_BARE))
                here = tapped(browser, slowdown, int(taps), lambda page: _begin(page, address))
                tell("bare", *bare)
                tell("consult", *here)
        print(f"a frame or two at {SLOWDOWN}x: {median(here[0]):.1f} ms   goal <= {2 * FRAME:.1f}")
        print(f"of it over the bare page: {median(here[0]) - median(bare[0]):.1f} ms")


def questionnaire() -> Questionnaire:
    asked = [_asked(number) for number in range(QUESTIONS)]
    sections = tuple(
        Section(f"s{start}", Text("Sección", "Section"), tuple(asked[start : start + EACH_SECTION]))
        for start in range(0, QUESTIONS, EACH_SECTION)
    )
    text = Text("Consulta", "Consultation")
    return Questionnaire("long", text, text, text, sections)


def tapped(
    browser: Browser, slowdown: int, taps: int, open_page: Callable[[Page], object]
) -> tuple[list[float], set[str]]:
    """Milliseconds of each tap, and the questions that were tapped on."""
    random = Random(1)
    with phone(browser, slowdown) as (page, _):
        open_page(page)
        each = [_tap(page, number * _STRIDE, random.uniform(*_PAUSE)) for number in range(taps)]
    return [taken for taken, _ in each], {question for _, question in each}


def tell(name: str, taken: Sequence[float], questions: set[str]) -> None:
    late = sorted(taken)[int(0.95 * (len(taken) - 1))]
    print(
        f"{name:<8}{len(taken)} taps on {len(questions)} questions"
        f"   median {median(taken):5.1f} ms   p95 {late:5.1f} ms"
        f"   ({median(taken) / FRAME:.1f} and {late / FRAME:.1f} frames)"
    )


def _begin(page: Page, address: str) -> None:
    page.goto(address)
    page.click("[value=begin]")


def _tap(page: Page, number: int, pause: float) -> tuple[float, str]:
    aim = page.evaluate(_AIM, number)
    page.wait_for_timeout(pause)  # what had to be scrolled is painted meanwhile
    page.touchscreen.tap(aim["x"], aim["y"])
    taken = page.evaluate("window.painted")
    page.evaluate(_ONWARD)
    return taken, aim["question"]


def _asked(number: int) -> Question:
    options = tuple(Option(f"o{place}", Text(f"Opción {place}")) for place in range(OPTIONS))
    return Question(
        f"q{number}",
        "single",
        Text(f"¿Pregunta {number}?", f"Question {number}?"),
        when=_rule(number) if number % 2 else None,
        options=options,
        non_answers=("_dk", "_refused"),
    )


def _rule(number: int) -> Expression:
    """Of the two questions before it that everybody is asked."""
    return {
        "any": [
            {"selected": [f"q{before}", option]}
            for before in (number - 3, number - 1)
            if before >= 0
            for option in ("o0", "o1")
        ]
    }


if __name__ == "__main__":
    main(*sys.argv[1:])
