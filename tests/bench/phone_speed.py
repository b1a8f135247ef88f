"""A first visit on a cheap phone over slow 3G: our page, beside SurveyJS with the same questions.

python -m tests.bench.phone_speed [rounds]
"""

import pickle
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser

from consult.questionnaire.text import LANGUAGES
from tests.bench.contenders import Contender, asleep, open_house
from tests.bench.crowd import machine
from tests.bench.page_speed import CODINGS, fetched
from tests.bench.phones import LATENCY, RATE, SLOWDOWN, Visit, visit
from tests.bench.residents import PATH, QUESTIONNAIRE
from tests.bench.rounds import load_average, ratio
from tests.bench.survey_js import VERSION, files
from tests.browser import chromium

MOST = {"br": 9_000, "gzip": 10_500}  # bytes of the page
PAINTED, USABLE = 1.5, 0.7  # seconds after the first byte, and after that


def main(rounds: str = "5") -> None:
    print(f"{machine()}; {load_average()}")
    with tempfile.TemporaryDirectory(prefix="consult-bench-") as made, chromium() as browser:
        folder = Path(made)
        url, theirs = f"sqlite:///{folder / 'ours.db'}", folder / "survey-js"
        open_house(url, folder / "ours")
        theirs.write_bytes(pickle.dumps(files(QUESTIONNAIRE, "es")))
        ours = Contender("consult", url, folder / "ours")
        peer = Contender("SurveyJS", url, folder, "bare_page", {"BENCH_PAGE": str(theirs)})
        with asleep((ours, peer)):
            with ours.awake():
                weigh(ours)
            pages = ((ours, PATH), (peer, "/"))
            print(f"Chromium {browser.version}, processor {SLOWDOWN}x slower; SurveyJS {VERSION}")
            compare(browser, pages, int(rounds))
        print(load_average())


def weigh(ours: Contender) -> None:
    for language in LANGUAGES:
        for coding, accepted in CODINGS.items():
            asked = {"Accept-Encoding": accepted, "Accept-Language": language}
            size = len(fetched(ours, asked, coding)[1])
            print(f"{language} {coding:<4} {size:6,} bytes   goal <= {MOST[coding]:,}")


def compare(browser: Browser, pages: Sequence[tuple[Contender, str]], rounds: int) -> None:
    """A B A B …; the first round is on a line that costs nothing, and uncounted."""
    print("without the slow line, once:")
    for contender, path in pages:
        tell(contender.name, [opened(browser, contender, path, slow_line=False)])
    visits: dict[str, list[Visit]] = {contender.name: [] for contender, _ in pages}
    for _ in range(rounds):
        for contender, path in pages:
            visits[contender.name].append(opened(browser, contender, path))
    print(f"slow 3G, {RATE * 8 // 1000} kbit/s and {LATENCY * 1e3:.0f} ms, {rounds} rounds:")
    for name, seen in visits.items():
        tell(name, seen)
    conclude(*visits.values())


def opened(browser: Browser, contender: Contender, path: str, *, slow_line: bool = True) -> Visit:
    with contender.awake():
        return visit(browser, f"http://{contender.address}{path}", slow_line=slow_line)


def tell(name: str, visits: Sequence[Visit]) -> None:
    each = ((one.bytes, one.requests, one.marked) for one in visits)
    for size, requests, marked in sorted(set(each)):
        by = "its own mark" if marked else "DOMContentLoaded"
        print(f"{name:<9}{size:9,} bytes in {requests} requests, usable by {by}")
    print(
        f"{'':<9}first byte {spread(visits, lambda one: one.first_byte)}"
        f"   painted after it {spread(visits, lambda one: one.painted)}"
        f"   usable later {spread(visits, later)}"
    )


def conclude(ours: Sequence[Visit], theirs: Sequence[Visit]) -> None:
    for one in theirs:  # it needs all its bytes, and they cannot have come any faster
        assert one.marked
        assert one.usable > 0.9 * one.bytes / RATE, "the line was not slow"
    print(f"ours painted {spread(ours, lambda one: one.painted)}   goal <= {PAINTED} s")
    print(f"ours usable later {spread(ours, later)}   goal <= {USABLE} s")
    print(shares("bytes", ours, theirs, lambda one: one.bytes, 30))
    print(shares("time to usable", ours, theirs, lambda one: one.usable, 4))


def later(one: Visit) -> float:
    return one.usable - one.painted


def spread(visits: Sequence[Visit], what: Callable[[Visit], float]) -> str:
    each = [what(one) for one in visits]
    return f"{median(each):.2f} s ({min(each):.2f} to {max(each):.2f})"


def shares(
    what: str,
    ours: Sequence[Visit],
    theirs: Sequence[Visit],
    of: Callable[[Visit], float],
    least: int,
) -> str:
    """How many times as much theirs is: a thirtieth is 30x."""
    return ratio(f"{what}, SurveyJS of ours", [*map(of, theirs)], [*map(of, ours)], f">= {least}")


if __name__ == "__main__":
    main(*sys.argv[1:])
