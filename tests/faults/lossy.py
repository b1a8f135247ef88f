"""A line to PostgreSQL that breaks at the worst moment: just before a commit, or just after it.

It stands between the product and the server, and lets every message through but some commits. Of
these, one half never arrives, and of the other half the reply is lost: the client can't tell which.
"""

import re
import select
import socket
import tempfile
import threading
from itertools import count
from pathlib import Path
from types import TracebackType

from sqlalchemy import make_url

_COMMIT = re.compile(rb"COMMIT\0")
_NAME = ".s.PGSQL.5432"


class Lossy:
    """Serves at ``url`` what is at the address given; every ``each``-th commit breaks the line."""

    def __init__(self, url: str, each: int) -> None:
        self._each, self._commits, self._lock = each, count(1), threading.Lock()
        self._folder = tempfile.TemporaryDirectory(prefix="lossy-")
        target = make_url(url)
        self._target = str(Path(str(target.query["host"])) / _NAME)
        here = target.update_query_dict({"host": self._folder.name})
        self.url = here.render_as_string(hide_password=False)
        self.unsent = self.untold = 0  # commits that never arrived; whose reply was lost
        self._door = socket.socket(socket.AF_UNIX)

    def __enter__(self) -> "Lossy":
        self._door.bind(f"{self._folder.name}/{_NAME}")
        self._door.listen(64)
        threading.Thread(target=self._let_in, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()
        self._folder.cleanup()

    def _let_in(self) -> None:
        while True:
            try:
                client, _ = self._door.accept()
            except OSError:
                return
            threading.Thread(target=self._carry, args=(client,), daemon=True).start()

    def _carry(self, client: socket.socket) -> None:
        server = socket.socket(socket.AF_UNIX)
        with client, server:
            try:
                server.connect(self._target)
                while self._one_way_or_the_other(client, server):
                    pass
            except OSError:  # one of them left
                return

    def _one_way_or_the_other(self, client: socket.socket, server: socket.socket) -> bool:
        """Pass on what came; False where that was the end of the line."""
        for ready in select.select([client, server], [], [])[0]:
            said = ready.recv(1 << 16)
            if ready is client and _COMMIT.search(said) and not self._survives(said, server):
                return False
            if not said:
                return False
            (server if ready is client else client).sendall(said)
        return True

    def _survives(self, said: bytes, server: socket.socket) -> bool:
        with self._lock:
            number = next(self._commits)
            if number % self._each:
                return True
            sent = number // self._each % 2
            self.untold, self.unsent = self.untold + sent, self.unsent + 1 - sent
        if sent:
            server.sendall(said)
            server.recv(1 << 16)  # PostgreSQL says that it is committed, and nobody hears it
        return False
