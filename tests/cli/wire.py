"""The built-in server before an application of a few lines, spoken to in bytes."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from wsgiref.types import WSGIApplication

from consult.accounts.uploads import Judge
from consult.cli.server.listening import BuiltIn

PATIENT = 30.0  # seconds


@contextmanager
def served(app: WSGIApplication, uploads: Judge = lambda *_: False) -> Iterator[BuiltIn]:
    """A server that runs in a thread of its own until the block is left."""
    server = BuiltIn(app, "127.0.0.1", 0, behind_proxy=False, uploads=uploads)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.close()
        thread.join(PATIENT)
        assert not thread.is_alive()


def knock(server: BuiltIn, sent: bytes = b"") -> socket.socket:
    """A connection over which ``sent`` has gone out."""
    line = socket.create_connection(("127.0.0.1", server.effective_port), PATIENT)
    line.sendall(sent)
    return line


def all_of(line: socket.socket) -> bytes:
    """What comes until the other side closes."""
    with line:
        return b"".join(iter(lambda: line.recv(65536), b""))


def asked(server: BuiltIn, sent: bytes) -> bytes:
    """What comes back over one connection until it is closed."""
    return all_of(knock(server, sent))


def posted(body: bytes, *headers: str, path: str = "/c/x") -> bytes:
    """A whole POST, of which nothing follows."""
    lines = [f"POST {path} HTTP/1.1", "Host: h", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body
