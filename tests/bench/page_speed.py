"""The published questionnaire handed out, 64 connections, beside a bare application with its bytes.

python -m tests.bench.page_speed [rounds] [seconds]
"""

import http.client
import pickle
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from itertools import repeat
from pathlib import Path

from tests.bench.contenders import Contender, open_house
from tests.bench.crowd import machine
from tests.bench.load import get
from tests.bench.residents import PATH
from tests.bench.rounds import Turns, load_average, ratio, take_turns

CODINGS = {"br": "br, gzip", "gzip": "gzip"}
OF_THE_SERVER = ("Date", "Server", "Via", "Connection")


def main(rounds: str = "7", seconds: str = "2") -> None:
    print(f"{machine()}; {load_average()}")
    with tempfile.TemporaryDirectory(prefix="consult-bench-") as made:
        folder = Path(made)
        url = f"sqlite:///{folder / 'ours.db'}"
        open_house(url, folder / "ours")
        for coding, accepted in CODINGS.items():
            compare(url, folder, coding, accepted, int(rounds), float(seconds))


def compare(
    url: str, folder: Path, coding: str, accepted: str, rounds: int, seconds: float
) -> None:
    headers = {"Accept-Encoding": accepted, "Accept-Language": "es-PE,es;q=0.9"}
    page = folder / coding
    ours = Contender("consult", url, folder / "ours")
    bare = Contender("bare", url, folder / "ours", "bare_page", {"BENCH_PAGE": str(page)})
    with ExitStack() as stack:
        stack.enter_context(ours)
        page.write_bytes(pickle.dumps({PATH: fetched(ours, headers, coding)}))
        stack.enter_context(bare)
        assert fetched(ours, headers, coding) == fetched(bare, headers, coding)
        for contender in (ours, bare):
            contender.sleep()
        asked = get(PATH, headers)
        turns = take_turns((ours, bare), lambda: repeat(asked), rounds=rounds, seconds=seconds)
    tell(coding, len(pickle.loads(page.read_bytes())[PATH][1]), turns)


def fetched(contender: Contender, headers: dict[str, str], coding: str):
    """The headers of the application and the body, as they come."""
    connection = http.client.HTTPConnection(contender.address)
    connection.request("GET", PATH, headers=headers)
    reply = connection.getresponse()
    body = reply.read()
    connection.close()
    assert (reply.status, reply.headers["Content-Encoding"]) == (200, coding)
    return [pair for pair in reply.getheaders() if pair[0] not in OF_THE_SERVER], body


def tell(coding: str, size: int, turns: Sequence[Turns]) -> None:
    print(f"{coding}, {size:,} bytes; {load_average()}")
    for taken in turns:
        print(taken.told())
    ours, bare = turns
    print(ratio("pages, ours of bare", ours.rates, bare.rates, ">= 0.7"))
    print(ratio("server's cpu, ours of bare", ours.server_cpu, bare.server_cpu))


if __name__ == "__main__":
    main(*sys.argv[1:])
