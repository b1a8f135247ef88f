"""How a command that runs on is asked to end."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_SIGNALS = (signal.SIGTERM, signal.SIGINT)


class Stop:
    """Whether the end was asked for."""

    def __init__(self, leave: Callable[[], object]) -> None:
        self.asked = False
        self._leave = leave

    def ask(self, _signal: int, _frame: object) -> None:
        for one in _SIGNALS:
            signal.signal(one, signal.SIG_DFL)
        self.asked = True
        self._leave()


@contextmanager
def until_asked_to_stop(leave: Callable[[], object]) -> Iterator[Stop]:
    """The first SIGTERM or Ctrl-C calls ``leave``; the second ends the process at once.

    ``leave`` is called between any two steps of the main thread: it must take no lock that this
    thread may hold. In any other thread than the main one signals are left as they are.
    """
    stop = Stop(leave)
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    before = {one: signal.signal(one, stop.ask) for one in _SIGNALS}
    try:
        yield stop
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
