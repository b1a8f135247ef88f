"""The key ring: small files outside the database. What waits and what was said in free words is
sealed under them; mixed blocks are not, they tell of nobody which row is theirs.

A key is on disk before its first use, and what it sealed is unreadable once it is destroyed. Beside
the keys stand the checksums of the releases that were made, which are no secret.
"""

import os
import re
import secrets
from collections.abc import Iterator
from pathlib import Path

KEY_BYTES = 32
_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{0,99}")


class KeyMissing(LookupError):
    """The ring holds no such key, or a broken one: destroyed, damaged, or never restored."""


class KeyRing:
    """The keys in one folder, readable by its owner alone. Several processes may share it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def get(self, name: str) -> bytes:
        """Return a key of 32 bytes. Raises KeyMissing."""
        try:
            key = self._path(name).read_bytes()
        except FileNotFoundError as missing:
            raise KeyMissing(name) from missing
        if len(key) != KEY_BYTES:
            raise KeyMissing(name)
        return key

    def ensure(self, name: str) -> bytes:
        """Return a key, made and safely on disk first where there is none."""
        try:
            return self.get(name)
        except KeyMissing:
            self.keep(name, secrets.token_bytes(KEY_BYTES))
            return self.get(name)

    def keep(self, name: str, content: bytes) -> None:
        """Put 32 bytes under a name, safely on disk when this returns; what is there stays.

        Two at once make one: the first to link its file wins, and nobody sees half of it.
        """
        draft = self.folder / f".{secrets.token_hex(8)}"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.utime(draft, (0, 0))  # the first answer of a stream makes its key: not when
            os.link(draft, self._path(name))
        except FileExistsError:
            pass
        finally:
            draft.unlink()
        self._sync_folder()

    def destroy(self, name: str) -> None:
        """Overwrite and remove a key. One that is gone already stays gone."""
        path = self._path(name)
        try:
            with path.open("r+b") as file:
                file.write(secrets.token_bytes(KEY_BYTES))
                file.flush()
                os.fsync(file.fileno())
            path.unlink()
        except FileNotFoundError:
            return
        self._sync_folder()

    def check(self) -> None:
        """Raise OSError where no key could be added. Nothing waits for the disk here."""
        list(os.scandir(self.folder))
        trial = self.folder / ".trial"
        try:
            trial.write_bytes(bytes(KEY_BYTES))
        finally:
            trial.unlink(missing_ok=True)

    def names(self, prefix: str = "") -> Iterator[str]:
        """The names that begin with ``prefix``, in no order."""
        return (entry.name for entry in os.scandir(self.folder) if entry.name.startswith(prefix))

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise ValueError(name)
        return self.folder / name

    def _sync_folder(self) -> None:
        if os.name == "nt":  # Windows has no handle on a folder to sync; NTFS journals the name
            return
        descriptor = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
