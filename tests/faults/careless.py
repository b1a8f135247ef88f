"""``consult`` with one protection taken out: a test that can't tell the difference proves nothing.

python -m tests.faults.careless NAME serve …
"""

import os
import sys
import threading
import time
from collections.abc import Sequence

from consult.cli import main, stopping
from consult.responses import intake, writer

_commit = writer.GroupCommit.commit


def thanks_too_early() -> None:
    """Says "stored" before anything is committed."""
    writer.GroupCommit.commit = _later


def knows_nobody() -> None:
    """Takes every copy for a new submission."""
    intake._Entrance.take_in = _take_in_again


def leaves_at_once() -> None:
    """Drops whatever it is doing when it is asked to stop."""
    stopping.Stop.ask = lambda stop, signal, frame: os._exit(0)


def _take_in_again(self: intake._Entrance, batch: Sequence[intake.Admitted]) -> list[str]:
    self._wait([submission for submission, _ in batch])
    return ["stored"] * len(batch)


def _later(self: writer.GroupCommit, item: object) -> str:
    def act() -> None:
        time.sleep(1)
        _commit(self, item)

    threading.Thread(target=act, daemon=True).start()
    return "stored"


if __name__ == "__main__":
    globals()[sys.argv.pop(1)]()
    main()
