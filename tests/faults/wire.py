"""Bytes as they are, over a socket: no client library stands between and tidies them."""

import contextlib
import http.client
import socket
from collections.abc import Mapping
from dataclasses import dataclass

_TIMEOUT = 30.0  # seconds
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back. ``headers`` by lower-case name; one that came twice is joined by a comma."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


def exchange(address: str, request: bytes, *, hang_up: bool = False) -> Reply | None:
    """Send the bytes and return the first reply; None where the server closed without one.

    ``hang_up`` says that no more will come. Raises TimeoutError where nothing happens at all.
    """
    host, _colon, port = address.rpartition(":")
    with socket.create_connection((host, int(port)), _TIMEOUT) as connection:
        with contextlib.suppress(ConnectionError):  # it may answer and close before the end
            connection.sendall(request)
            if hang_up:
                connection.shutdown(socket.SHUT_WR)
        method = "HEAD" if request.startswith(b"HEAD ") else "POST"
        reply = http.client.HTTPResponse(connection, method=method)
        try:
            reply.begin()
            return Reply(reply.status, _joined(reply), reply.read())
        except (ConnectionError, http.client.HTTPException):
            return None
        finally:
            reply.close()


def post(
    path: str,
    body: bytes,
    *lines: str,
    length: str | None = "",
    kind: str = FORM,
    host: str | None = "test",
) -> bytes:
    """A POST: ``lines`` are further header lines, ``length`` a Content-Length other than the true.

    None leaves it out.
    """
    said = [] if length is None else [f"Content-Length: {length or len(body)}"]
    typed = [f"Content-Type: {kind}"] if kind else []
    return request("POST", path, *typed, *said, *lines, host=host) + body


def request(method: str, target: str, *lines: str, host: str | None = "test") -> bytes:
    """Everything up to the body. The connection is closed afterwards."""
    named = [] if host is None else [f"Host: {host}"]
    head = [f"{method} {target} HTTP/1.1", *named, "Connection: close", *lines]
    return "".join(f"{line}\r\n" for line in [*head, ""]).encode("latin-1")


def _joined(reply: http.client.HTTPResponse) -> dict[str, str]:
    names = {name.lower() for name in reply.headers}
    return {name: ", ".join(reply.headers.get_all(name, ())) for name in names}
