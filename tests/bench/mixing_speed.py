"""What it means for who sends meanwhile that a minute of answers is mixed, as shipped.

python -m tests.bench.mixing_speed [sqlite|postgres] [seconds]
"""

import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from sqlalchemy import create_engine, text

from tests.bench.contenders import Contender, open_house
from tests.bench.crowd import machine
from tests.bench.load import Round, drive, posts
from tests.bench.residents import PATH, bodies, ids
from tests.bench.rounds import load_average
from tests.databases import fresh_database, postgres_server

PIECE = 5  # seconds
AT_MOST = 5_000  # requests a second


def main(kind: str = "sqlite", seconds: str = "80") -> None:
    print(f"{machine()}; {kind}; {load_average()}")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="consult-bench-")))
        if kind == "sqlite":
            url = f"sqlite:///{folder / 'ours.db'}"
        else:
            url = fresh_database(stack.enter_context(postgres_server(durable=True)))
        open_house(url, folder / "ours")
        with Contender("consult", url, folder / "ours") as contender:
            pieces = [piece(contender) for _ in range(int(seconds) // PIECE)]
            contender.ask_to_stop()
            assert contender.wait() == 0, contender.log
        tell(pieces, mixed(url))


def piece(contender: Contender) -> Round:
    asked = posts(PATH, bodies(), ids(PIECE * AT_MOST))
    return drive((contender.host, contender.port), asked, PIECE)


def tell(pieces: Sequence[Round], mixed: int) -> None:
    rates = [one.count / one.seconds for one in pieces]
    longest = [max(one.latencies) for one in pieces]
    statuses = sum((one.statuses for one in pieces), Counter())
    print(f"{mixed:,} answers were mixed meanwhile; {load_average()}")
    print(
        f"submissions: {median(rates):,.0f}/s, in the slowest {PIECE} seconds {min(rates):,.0f}/s"
    )
    print(f"longest reply: usually {median(longest) * 1e3:,.0f} ms, once {max(longest):.1f} s")
    print(dict(statuses))


def mixed(url: str) -> int:
    engine = create_engine(url)
    with engine.connect() as connection:
        size = connection.scalar(text("SELECT coalesce(sum(size), 0) FROM block"))
    engine.dispose()
    return size


if __name__ == "__main__":
    main(*sys.argv[1:])
