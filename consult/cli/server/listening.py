"""The server itself: it listens, serves until it is asked to stop, and leaves no reply unsent."""

import contextlib
import heapq
import threading
import time
from collections.abc import Iterator
from wsgiref.types import WSGIApplication

from waitress import wasyncore
from waitress.server import TcpWSGIServer
from waitress.task import ThreadedTaskDispatcher

from consult.accounts.uploads import Judge
from consult.cli.server.channel import Channel
from consult.cli.server.limits import Limits

PATIENCE = 20.0  # seconds for what was asked before the end to be answered
HELD = 10.0  # seconds that anybody may take to send a request, however many others would come in
_AT_ONCE = 64  # connections
_LAST_READS = 64  # turns in which what has already arrived is read before the end


class Listener(TcpWSGIServer):
    """One address that is listened at."""

    channel_class = Channel
    leaving = False

    @property
    def channels(self) -> list[Channel]:
        """The connections of now: the list stays as it is when one of them goes."""
        return list(self.active_channels.values())

    def handle_accept(self) -> None:
        """Let in those that wait together: a turn with many connections is long."""
        for _ in range(_AT_ONCE):
            before = len(self._map)
            super().handle_accept()
            if len(self._map) == before:
                return

    def readable(self) -> bool:
        """Whether there is room for another; where there is none, it is made."""
        if self.accepting and len(self._map) >= self.adj.connection_limit:
            self._make_room()
        return bool(super().readable())

    def _make_room(self) -> None:
        """Let go of those who have kept us waiting the longest for the end of a request."""
        patient = time.monotonic() - HELD
        waited_for = [
            channel for channel in self.channels if not channel.busy and channel.begun_at < patient
        ]
        for channel in heapq.nsmallest(_AT_ONCE, waited_for, key=lambda one: one.begun_at):
            channel.will_close = True

    def listen_no_more(self) -> None:
        """Let in who has already knocked, and close the door; those inside are still answered."""
        for _ in range(_LAST_READS):
            self.handle_accept()
        wasyncore.dispatcher.close(self)


class BuiltIn:
    """The built-in server, listening from the start. Raises OSError and ValueError."""

    def __init__(
        self,
        app: WSGIApplication,
        host: str,
        port: int,
        *,
        behind_proxy: bool,
        uploads: Judge = lambda _path, _cookies: False,
    ) -> None:
        self._limits = Limits(host, port, behind_proxy=behind_proxy, uploads=uploads)
        self._sockets: dict[int, wasyncore.dispatcher] = {}
        self._threads = ThreadedTaskDispatcher()
        self._listeners: list[Listener] = []
        self._stopping = self._over = False
        self._running = threading.Lock()
        try:
            self._listen(app)
        except Exception:
            wasyncore.close_all(self._sockets)
            raise
        self._threads.set_thread_count(self._limits.threads)

    @property
    def effective_port(self) -> int:
        return int(self._listeners[0].effective_port)

    def run(self) -> None:
        """Serve until ``stop``; return when every reply is out, or PATIENCE is at its end."""
        with self._running:
            if self._over:
                return
            while not self._stopping:
                self._turn(self._limits.asyncore_loop_timeout)
            self._answer_the_last()
            self._let_go()

    def stop(self) -> None:
        """Ask for the end, from any thread and from inside a signal handler."""
        self._stopping = True
        if not self._over:
            with contextlib.suppress(OSError):  # it has ended between the two lines
                for listener in self._listeners:
                    listener.pull_trigger()

    def close(self) -> None:
        """Stop, and return when it is over; also for a server that was never run, or twice."""
        self.stop()
        with self._running:
            self._let_go()

    def _listen(self, app: WSGIApplication) -> None:
        """At every address that the host name has, all with the port of the first."""
        for family, kind, protocol, (host, port, *rest) in self._limits.listen:
            if self._listeners:
                port = self.effective_port
            address = (family, kind, protocol, (host, port, *rest))
            self._listeners.append(
                Listener(app, self._sockets, True, None, self._threads, self._limits, address)
            )

    def _turn(self, timeout: float) -> None:
        """Wait for something to read or to write, at most ``timeout`` seconds, and do it."""
        wasyncore.loop(timeout, use_poll=True, map=self._sockets, count=1)

    def _channels(self) -> Iterator[Channel]:
        for listener in self._listeners:
            yield from listener.channels

    def _answer_the_last(self) -> None:
        """Read what has arrived, answer it, and let everybody else go."""
        for listener in self._listeners:
            listener.listen_no_more()
        self._read_what_is_there()
        for listener in self._listeners:
            listener.leaving = True
        for channel in self._channels():
            channel.read_no_more()
        until = time.monotonic() + PATIENCE
        while self._part_with_the_idle() and time.monotonic() < until:
            self._turn(1)
        for channel in self._channels():
            channel.part()

    def _read_what_is_there(self) -> None:
        for _ in range(_LAST_READS):
            before = sum(channel.bytes_read for channel in self._channels())
            self._turn(0)
            if sum(channel.bytes_read for channel in self._channels()) == before:
                return

    def _part_with_the_idle(self) -> bool:
        """Close what waits for nothing; whether anybody else is left."""
        for channel in self._channels():
            if not channel.busy:
                channel.part()
        return any(True for _ in self._channels())

    def _let_go(self) -> None:
        self._over = True
        self._threads.shutdown(timeout=1)
        for listener in self._listeners:
            wasyncore.dispatcher.close(listener)
            if not self._threads.threads:  # one that still runs would write into a stranger's file
                listener.trigger.close()
