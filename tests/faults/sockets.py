"""Bare sockets, for what no honest client does: all at once, slowly, or without ever reading."""

import http.client
import socket
import threading
from collections.abc import Sequence
from contextlib import ExitStack
from types import TracebackType

from tests.faults.clients import HEADERS, PATH

_PATIENCE = 120.0  # seconds
_BEAT = 0.1  # seconds between two bytes of a slow socket


def post(body: bytes, keep: bool = False) -> bytes:
    """All the bytes of a submission; ``keep`` lets the connection live on after the reply."""
    headers = {"Host": "localhost", **HEADERS, "Content-Length": str(len(body))}
    return _head("POST", PATH, headers if keep else {**headers, "Connection": "close"}) + body


def get(path: str, **headers: str) -> bytes:
    """All the bytes of a request for a page, over a connection that lives on."""
    return _head("GET", path, {"Host": "localhost", **headers})


def connect(address: str, buffer: int = 0) -> socket.socket:
    """An open socket; with ``buffer``, one that holds about so many bytes that were not read."""
    host, port = address.split(":")
    opened = socket.socket()
    opened.settimeout(_PATIENCE)
    if buffer:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
    opened.connect((host, int(port)))
    return opened


def status(opened: socket.socket) -> int:
    """Read one whole reply. Raises ConnectionError where it was cut before its end."""
    reply = http.client.HTTPResponse(opened)
    try:
        reply.begin()
        reply.read()
    except http.client.HTTPException as cut:
        raise ConnectionError from cut
    else:
        return reply.status
    finally:
        reply.close()


def at_once(address: str, requests: Sequence[bytes]) -> list[int]:
    """Open a socket for each request and send every byte before the first reply is read."""
    with ExitStack() as sockets:
        opened = [sockets.enter_context(connect(address)) for _ in requests]
        for one, request in zip(opened, requests, strict=True):
            one.sendall(request)
        return [status(one) for one in opened]


class Slow:
    """Sockets that send all but the last bytes of a request one at a time, until told to finish."""

    def __init__(self, address: str, requests: Sequence[tuple[bytes, int]]) -> None:
        """``requests`` are pairs of bytes and how many of them are sent at once."""
        self._rest = [request[begun:] for request, begun in requests]
        self._sockets = [connect(address) for _ in requests]
        for opened, (request, begun) in zip(self._sockets, requests, strict=True):
            opened.sendall(request[:begun])
        self.beats = 0  # bytes that each socket sent by and by
        self._enough = threading.Event()
        self._thread = threading.Thread(target=self._drip, daemon=True)

    def __enter__(self) -> "Slow":
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._enough.set()
        self._thread.join()
        for opened in self._sockets:
            opened.close()

    def open(self) -> int:
        """How many are neither answered nor cut."""
        return sum(map(_silent, self._sockets))

    def finish(self) -> list[int]:
        """Send what is left on every socket, and read the replies."""
        self._enough.set()
        self._thread.join()
        for opened, rest in zip(self._sockets, self._rest, strict=True):
            opened.sendall(rest[self.beats :])
        return [status(opened) for opened in self._sockets]

    def _drip(self) -> None:
        most = min(map(len, self._rest)) - 1
        while self.beats < most and not self._enough.wait(_BEAT):
            for opened, rest in zip(self._sockets, self._rest, strict=True):
                opened.sendall(rest[self.beats : self.beats + 1])
            self.beats += 1


def _silent(opened: socket.socket) -> bool:
    opened.setblocking(False)
    try:
        opened.recv(1, socket.MSG_PEEK)
    except BlockingIOError:
        return True
    else:
        return False
    finally:
        opened.settimeout(_PATIENCE)


def _head(method: str, path: str, headers: dict[str, str]) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {said}" for name, said in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode()
