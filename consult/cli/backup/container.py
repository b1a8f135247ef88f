"""The file of a backup: a line that says what it is, packed records, and the checksum of it all.

It shows damage, not forgery: whoever can change the file can mend its checksum.
"""

import hashlib
import os
import secrets
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

import msgpack

_MAGIC = b"consult backup 1\n"
_CHECKSUM = hashlib.sha256
_CHECKED = _CHECKSUM().digest_size  # bytes at the end
_PIECE = 1 << 16  # bytes
_LEVEL = 1  # what is sealed or packed already does not shrink
_DAY = 1  # marks a date among the packed values


class Damaged(ValueError):
    """Bytes that are no whole backup: of something else, cut short, or altered."""


class Writer:
    """Packs records, any values that a database holds, into a file that is open for writing."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._checksum = file, _CHECKSUM()
        self._packer = msgpack.Packer(datetime=True, default=_packed)
        self._shrink = zlib.compressobj(_LEVEL)
        self._put(_MAGIC)

    def add(self, record: object) -> None:
        self._put(self._shrink.compress(self._packer.pack(record)))

    def finish(self) -> None:
        """Without it the file is damaged."""
        self._put(self._shrink.flush())
        self._file.write(self._checksum.digest())

    def _put(self, piece: bytes) -> None:
        self._checksum.update(piece)
        self._file.write(piece)


def verify(file: BinaryIO) -> None:
    """Read a whole file against its checksum. Raises Damaged."""
    checksum, rest = _CHECKSUM(), _length(file)
    if file.read(len(_MAGIC)) != _MAGIC:
        raise Damaged
    checksum.update(_MAGIC)
    for piece in _pieces(file, rest):
        checksum.update(piece)
    if not secrets.compare_digest(checksum.digest(), file.read()):
        raise Damaged


def records(file: BinaryIO) -> Iterator[Any]:
    """The records of a file that was verified, one after the other. Raises Damaged."""
    rest, grow = _length(file), zlib.decompressobj()
    unpacker = msgpack.Unpacker(timestamp=3, ext_hook=_unpacked)
    file.seek(len(_MAGIC))
    try:
        for piece in _pieces(file, rest):
            unpacker.feed(grow.decompress(piece))
            yield from unpacker
    except (zlib.error, msgpack.UnpackException, ValueError) as malformed:
        raise Damaged from malformed


@contextmanager
def appearing(path: Path) -> Iterator[BinaryIO]:
    """A new file, for its owner alone, that has its name only once it is whole and on the disk.

    Raises FileExistsError where something has that name, and leaves nothing behind on any fault.
    """
    if path.exists():
        raise FileExistsError(path)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        _name(draft, path)
    finally:
        draft.unlink(missing_ok=True)


_BINARY = getattr(os, "O_BINARY", 0)  # Windows would write other line ends


def _name(draft: Path, path: Path) -> None:
    """Give a file its name, unless something took it meanwhile."""
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        raise
    except OSError:  # a stick's file system knows no links: the name was free a moment ago
        draft.rename(path)
    with suppress(PermissionError):  # Windows opens no folders
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _length(file: BinaryIO) -> int:
    """How many bytes lie between the first line and the checksum. Raises Damaged."""
    length = file.seek(0, os.SEEK_END) - len(_MAGIC) - _CHECKED
    file.seek(0)
    if length < 0:
        raise Damaged
    return length


def _pieces(file: BinaryIO, rest: int) -> Iterator[bytes]:
    while rest and (piece := file.read(min(rest, _PIECE))):
        rest -= len(piece)
        yield piece


def _packed(value: object) -> object:
    if isinstance(value, date):
        return msgpack.ExtType(_DAY, value.isoformat().encode())
    raise TypeError(type(value))


def _unpacked(code: int, content: bytes) -> object:
    if code != _DAY:
        raise ValueError(code)
    return date.fromisoformat(content.decode())
