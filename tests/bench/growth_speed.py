"""Submissions taken in where many were before, 64 connections, and the same while they are mixed.

python -m tests.bench.growth_speed [sqlite|postgres] [rounds] [seconds] [size ...]
"""

import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median

from tests.bench.contenders import Contender, asleep
from tests.bench.crowd import machine
from tests.bench.grown import open_grown_house
from tests.bench.load import posts
from tests.bench.residents import PATH, SLUG, bodies, ids
from tests.bench.rounds import Turns, load_average, ratio, take_turns
from tests.databases import fresh_database, postgres_server

SIZES = ("10000", "100000", "1000000")
AT_MOST = 5_000  # requests a second
MODULES = {"as shipped (mixing each minute)": "", "mixing every other second": "restless"}


def main(kind: str = "sqlite", rounds: str = "5", seconds: str = "2.5", *sizes: str) -> None:
    print(f"{machine()}; {kind}; {load_average()}")
    with grown(kind, [int(size) for size in sizes or SIZES]) as houses:
        for how, module in MODULES.items():
            print(f"{how}; {load_average()}")
            measure(houses, module, int(rounds), float(seconds))


@contextmanager
def grown(kind: str, sizes: Sequence[int]) -> Iterator[dict[str, tuple[str, Path]]]:
    """A house of each size, by its name: the database's address and the instance."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="consult-bench-")))
        server = stack.enter_context(postgres_server(durable=True)) if kind != "sqlite" else ""
        houses = {}
        for size in sizes:
            url = fresh_database(server) if server else f"sqlite:///{folder / f'{size}.db'}"
            open_grown_house(url, folder / f"{size}", size)
            houses[f"{size:,}"] = url, folder / f"{size}"
        yield houses


def measure(houses: dict[str, tuple[str, Path]], module: str, rounds: int, seconds: float) -> None:
    crowd = bodies()

    def requests() -> list[bytes]:
        return posts(PATH, crowd, ids(int(seconds * AT_MOST)))

    invited = [Contender(name, url, place, module) for name, (url, place) in houses.items()]
    with asleep(invited) as contenders:
        turns = take_turns(contenders, requests, rounds=rounds, seconds=seconds)
        for contender in contenders:
            contender.leave()
        tell(turns)
        for contender in contenders:
            tell_mixings(contender)


def tell(turns: Sequence[Turns]) -> None:
    for taken in turns:
        print(taken.told())
    for taken in turns[1:]:
        what = f"submissions, after {taken.name} of after {turns[0].name}"
        print(ratio(what, taken.rates, turns[0].rates, "flat"))


def tell_mixings(contender: Contender) -> None:
    """What the restless server says of each: how many answers, in how many seconds.

    Medians only: one that was put to sleep over its mixing seems long.
    """
    told = [line.split() for line in contender.log.splitlines() if line.startswith(SLUG)]
    if told:
        answers, seconds = ([float(words[place]) for words in told] for place in (2, 3))
        each = median(one / many for one, many in zip(seconds, answers, strict=True)) * 1e6
        print(
            f"after {contender.name}: {len(told)} mixings of {median(answers):,.0f} answers"
            f" in {median(seconds) * 1e3:,.0f} ms, {each:.0f} us for each answer"
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
