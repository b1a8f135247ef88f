"""Residents by the thousand at little cost: so many connections, each asking again at once.

One thread, sockets that never wait, and requests that were made before the clock starts: what is
left to do for one request costs about a twentieth of what the server does. Every round tells it.
"""

import gc
import re
import selectors
import socket
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

CONNECTIONS = 64
_AT_ONCE = 256 * 1024  # bytes
_SILENT = 60.0  # seconds without any reply at all
_LENGTH = re.compile(rb"\r\ncontent-length: *([0-9]+)", re.IGNORECASE)


@dataclass
class Round:
    """What came back, how long each reply took, and what asking cost this process (seconds)."""

    latencies: list[float] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    own_cpu: float = 0.0

    @property
    def count(self) -> int:
        return len(self.latencies)

    def quantile(self, share: float) -> float:
        """The latency that this share of the replies did not exceed."""
        return sorted(self.latencies)[int(share * (self.count - 1))]


class _Line:
    """One connection: what was asked last, and as much of the reply as has come."""

    def __init__(self, address: tuple[str, int]) -> None:
        self.socket = socket.create_connection(address)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.setblocking(False)
        self._came, self._asked = b"", 0.0

    def ask(self, request: bytes, now: float) -> None:
        assert self.socket.send(request) == len(request), "a request is smaller than the buffer"
        self._asked = now

    def reply(self) -> str | None:
        """The status of a whole reply, None while some of it is on its way."""
        came = self.socket.recv(_AT_ONCE)
        self._came = whole = self._came + came if self._came else came
        head = whole.find(b"\r\n\r\n")
        if not came or (head > 0 and b"\r\nConnection: close" in whole[:head]):
            raise ConnectionError(f"the server hung up: {whole[:200]!r}")
        length = _LENGTH.search(whole, 0, head) if head > 0 else None
        if length is None or len(whole) < head + 4 + int(length[1]):
            return None
        self._came = b""
        return whole[9:12].decode()

    def waited(self, now: float) -> float:
        return now - self._asked


def drive(address: tuple[str, int], requests: Iterable[bytes], seconds: float) -> Round:
    """Ask for so many seconds and wait for the last replies. Raises ConnectionError."""
    following, round_ = iter(requests), Round()
    with selectors.DefaultSelector() as selector:
        lines = [_Line(address) for _ in range(CONNECTIONS)]
        for line in lines:
            selector.register(line.socket, selectors.EVENT_READ, line)
        gc.disable()
        cpu, start = time.process_time(), time.perf_counter()
        for line in lines:
            line.ask(next(following), time.perf_counter())
        _keep_asking(selector, following, round_, start + seconds)
        round_.seconds = time.perf_counter() - start
        round_.own_cpu = time.process_time() - cpu
        gc.enable()
    for line in lines:
        line.socket.close()
    return round_


def _keep_asking(
    selector: selectors.BaseSelector, following: Iterator[bytes], round_: Round, until: float
) -> None:
    asked, clock = CONNECTIONS, time.perf_counter
    while asked:
        ready = selector.select(_SILENT)
        if not ready:
            raise ConnectionError("no reply at all")
        for key, _ in ready:
            line: _Line = key.data
            status = line.reply()
            if status is None:
                continue
            now = clock()
            round_.latencies.append(line.waited(now))
            round_.statuses[status] += 1
            if now < until:
                line.ask(next(following), now)
            else:
                asked -= 1


def posts(path: str, bodies: Sequence[bytes], ids: Iterable[str]) -> list[bytes]:
    """A request for each id: the bodies in turn, the id in place of ``{id}``."""
    heads = [
        f"POST {path} HTTP/1.1\r\nHost: bench\r\nContent-Length: {{length}}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\n"
        f"Accept: text/html\r\nAccept-Language: es-PE,es;q=0.9\r\n\r\n".encode()
    ]
    made = []
    for number, id_ in enumerate(ids):
        body = bodies[number % len(bodies)].replace(b"{id}", id_.encode())
        made.append(heads[0].replace(b"{length}", b"%d" % len(body)) + body)
    return made


def get(path: str, headers: Mapping[str, str]) -> bytes:
    """A request for a page."""
    told = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"GET {path} HTTP/1.1\r\nHost: bench\r\n{told}\r\n".encode()
