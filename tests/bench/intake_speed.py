"""Submissions taken in, durable and validated, 64 connections: ours, by hand, and the usual way.

python -m tests.bench.intake_speed [sqlite|postgres] [rounds] [seconds]
"""

import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import chain
from pathlib import Path

from sqlalchemy import create_engine, text

from consult.cli.simulated import simulated_answers
from consult.questionnaire.answers import read_answers
from consult.tables.columns import encode, layout
from tests.bench.by_hand import codes_of
from tests.bench.contenders import Contender, asleep, open_house, parent_of
from tests.bench.crowd import machine
from tests.bench.load import posts
from tests.bench.residents import PATH, QUESTIONNAIRE, bodies, ids, people
from tests.bench.rounds import Turns, load_average, ratio, take_turns
from tests.databases import fresh_database, postgres_server

AT_MOST = 5_000  # requests a second
TABLES = {"consult": "seen", "by hand": "seen", "WTForms and ORM": "naive_answer"}


def main(kind: str = "sqlite", rounds: str = "7", seconds: str = "2.5") -> None:
    print(f"{machine()}; {kind}; {load_average()}")
    the_same_verdict()
    crowd = bodies()

    def requests() -> list[bytes]:
        return posts(PATH, crowd, ids(int(float(seconds) * AT_MOST)))

    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="consult-bench-")))
        urls, database = stack.enter_context(databases(kind, folder))
        contenders = stack.enter_context(asleep(list(invited(kind, urls, folder))))
        turns = take_turns(
            contenders, requests, rounds=int(rounds), seconds=float(seconds), database=database
        )
        for contender in contenders:
            contender.leave()
        print(load_average())
        tell(turns)
        for contender, taken in zip(contenders, turns, strict=True):
            assert stored(contender) == taken.told_stored, "told and stored are the same"


def the_same_verdict() -> None:
    """Whoever was quicker because he read something else would prove nothing."""
    columns = layout(QUESTIONNAIRE)
    for pairs in chain(people(), simulated_answers(QUESTIONNAIRE)):
        fields: dict[str, list[str]] = {}
        for name, value in pairs:
            fields.setdefault(name, []).append(value)
        read = read_answers(QUESTIONNAIRE, pairs)
        assert not read.faults
        assert tuple(codes_of(fields)[0]) == encode(columns, read.answers, read.asked), pairs


@contextmanager
def databases(kind: str, folder: Path) -> Iterator[tuple[list[str], int]]:
    """An address for each contender, and the process of the database where it is one."""
    if kind == "sqlite":
        yield [f"sqlite:///{folder / name}.db" for name in ("ours", "bare", "naive")], 0
        return
    with postgres_server(durable=True) as server:
        yield [fresh_database(server) for _ in range(2)], _postmaster(server)


def invited(kind: str, urls: Sequence[str], folder: Path) -> Iterator[Contender]:
    for url, name in zip(urls, ("ours", "bare"), strict=False):
        open_house(url, folder / name)
    yield Contender("consult", urls[0], folder / "ours")
    yield Contender("by hand", urls[1], folder / "bare", "bare")
    if kind == "sqlite":
        yield Contender("WTForms and ORM", urls[2], folder / "naive", "naive")


def tell(turns: Sequence[Turns]) -> None:
    for taken in turns:
        print(taken.told())
    ours, bare, *naive = turns
    least = "0.5" if naive else "0.8"
    print(ratio("submissions, ours of by hand", ours.rates, bare.rates, f">= {least}"))
    print(ratio("server's cpu, ours of by hand", ours.server_cpu, bare.server_cpu, "<= 1.8"))
    for other in naive:
        print(ratio("submissions, ours of WTForms and ORM", ours.rates, other.rates, ">= 5"))
    halves, hundredths = (
        [round_.quantile(share) for round_ in ours.rounds] for share in (0.5, 0.99)
    )
    print(ratio("ours, p99 of p50", hundredths, halves, "<= 5"))


def stored(contender: Contender) -> int:
    """How many submissions its database holds."""
    engine = create_engine(contender.url)
    with engine.connect() as connection:
        rows = connection.scalar(text(f"SELECT count(*) FROM {TABLES[contender.name]}"))
    engine.dispose()
    return rows


def _postmaster(server: str) -> int:
    engine = create_engine(server)
    with engine.connect() as connection:
        pid = parent_of(connection.scalar(text("SELECT pg_backend_pid()")))
    engine.dispose()
    return pid


if __name__ == "__main__":
    main(*sys.argv[1:])
