"""What became of submissions, as numbers and nothing else: no consultation, no time, no person."""

import threading
from collections import Counter
from collections.abc import Mapping


class Counters:
    """How often each case happened in this process. Nothing of it outlives the process.

    The cases are those that residents are told of, and ``retried``: stored before, told again.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: Counter[str] = Counter()

    def count(self, case: str) -> None:
        with self._lock:
            self._counts[case] += 1

    def snapshot(self) -> Mapping[str, int]:
        """The counts as they are now; a case that never happened is not there."""
        with self._lock:
            return dict(self._counts)
