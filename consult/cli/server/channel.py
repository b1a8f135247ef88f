"""One connection: its requests answered in turn, refusals in our words, and its end a clean one."""

import contextlib
import socket
import time
from typing import Any

from waitress.channel import HTTPChannel
from waitress.task import ErrorTask, WSGITask

from consult.cli.server.parser import Parser
from consult.cli.server.replies import reply_to

_AT_ONCE = 64 * 1024  # bytes


class Answer(WSGITask):
    """The reply of the application."""

    def service(self) -> None:
        """Here every exception goes on: waitress hides an OSError, also one of the application."""
        self.start()
        self.execute()
        self.finish()

    def build_response_header(self) -> bytes:
        if self.version == "1.1" and self.channel.ends_after_this:
            self.set_close_on_finish()
        return super().build_response_header()


class Refusal(ErrorTask):
    """The reply of the server itself to what no application has seen."""

    def execute(self) -> None:
        request, error = self.channel.requests[0], self.request.error
        headers, body = reply_to(error.code, request.headers.get("ACCEPT", ""))
        self.status = f"{error.code} {error.reason}"
        self.response_headers.extend(headers)
        self.content_length = len(body)
        self.set_close_on_finish()
        self.channel.rest_is_ignored = True
        self.write(b"" if getattr(request, "command", "") == "HEAD" else body)


class Channel(HTTPChannel):
    """A connection. ``rest_is_ignored`` once it was refused: what it still sends has no meaning.

    A socket that is closed over bytes nobody has read takes back what was just written to it. So
    after a refusal we say that we are done and read on until the other side is, too.
    """

    task_class = Answer
    error_task_class = Refusal
    parser_class = Parser
    rest_is_ignored = False
    bytes_read = 0
    _listens_on = False

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.begun_at = time.monotonic()  # when the first byte of the last request came

    @property
    def busy(self) -> bool:
        """Whether something was asked here whose reply has not gone out whole."""
        return bool(self.requests or self.total_outbufs_len)

    @property
    def ends_after_this(self) -> bool:
        return self.server.leaving and len(self.requests) == 1

    def read_no_more(self) -> None:
        if not self._listens_on:
            self.readable = _never

    def received(self, data: bytes) -> bool:
        self.bytes_read += len(data)
        if self.request is None:
            self.begun_at = time.monotonic()
        return bool(super().received(data))

    def handle_write(self) -> None:
        if self.rest_is_ignored and self.close_when_flushed and not self.will_close:
            self._flush_exception(self._flush_some)
            if self.connected and not self.total_outbufs_len and not self.will_close:
                self._listen_on()
            return
        super().handle_write()

    def part(self) -> None:
        """Close, after what was written and without waiting."""
        with contextlib.suppress(OSError):
            self.socket.shutdown(socket.SHUT_WR)
            self.socket.recv(_AT_ONCE)
        self.handle_close()

    def _flush_outbufs_below_high_watermark(self) -> None:
        """Let go of who asks on and on and reads nothing: no thread of ours waits for that."""
        if self.total_outbufs_len > self.adj.outbuf_high_watermark:
            self.cancel()
            self.server.pull_trigger()

    def _listen_on(self) -> None:
        with contextlib.suppress(OSError):
            self.socket.shutdown(socket.SHUT_WR)
        self._listens_on = True
        # Set on this one alone: the loop asks every connection at every turn.
        self.readable, self.handle_read = _always, self._read_away
        self.writable = lambda: self.will_close

    def _read_away(self) -> None:
        """``recv`` closes at the end; a connection that never ends is closed when it is stale."""
        try:
            self.recv(_AT_ONCE)
        except OSError:
            self.handle_close()


def _always() -> bool:
    return True


def _never() -> bool:
    return False
