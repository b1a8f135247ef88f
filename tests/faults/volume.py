"""A disk so small that it can be filled: a tmpfs of its own."""

import contextlib
import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest

PAGE = 4096  # bytes, the least that a file takes on a tmpfs
_HOW = "run it as root, or inside: unshare -rm .venv/bin/python -m pytest tests/faults"


class Volume:
    """The disk at ``folder``, and the ballast that fills it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._ballast = folder / ".ballast"

    @contextmanager
    def full(self, but: int = 0) -> Iterator[None]:
        """No room, ``but`` for so many pages, until the block is left."""
        try:
            with self._ballast.open("wb", buffering=0) as ballast:
                self._fill(ballast, but)
            yield
        finally:
            self._ballast.unlink()

    def _fill(self, ballast: IO[bytes], but: int) -> None:
        """First by the megabyte, then page by page: others may be writing."""
        for pages in (256, 1):
            with contextlib.suppress(OSError):
                while self._free() - but >= pages:
                    ballast.write(bytes(pages * PAGE))
        assert self._free() <= but

    def _free(self) -> int:
        """Pages."""
        disk = os.statvfs(self.folder)
        return disk.f_bavail * disk.f_frsize // PAGE


@contextmanager
def volume(megabytes: int) -> Iterator[Volume]:
    """A disk of so many megabytes, where PostgreSQL's own user may enter too.

    Where nobody may mount one the test is skipped, and says how it would run. Before a change is
    taken everything runs as root, and there it fails.
    """
    if os.geteuid() != 0:
        pytest.skip(f"fills a disk of its own, which only root may mount: {_HOW}")
    folder = Path(tempfile.mkdtemp(prefix="consult-disk-"))
    options = f"size={megabytes}m,mode=755"
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], check=True)
    try:
        yield Volume(folder)
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)
        folder.rmdir()
