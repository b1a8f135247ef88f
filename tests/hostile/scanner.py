"""Searches every byte on the disk for something that must not be there in clear.

Words are looked for as they are and as programs write them: escaped, in both kinds of UTF-16, in
hexadecimal, in base64 at each of its three offsets, and inside whatever zlib or gzip has packed.
"""

import zlib
from base64 import b64encode
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from urllib.parse import quote_plus

from sqlalchemy import make_url

from tests.hostile.evidence import data_folder

_PACKED = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda", b"\x1f\x8b\x08")
_URLSAFE = bytes.maketrans(b"+/", b"-_")
_NOTHING = bytes(4096)  # of which a new log file is full
_INFLATED = 1 << 20  # bytes of one stream that are looked at

Files = Iterable[Path]


def files_of(url: str, instance: Path) -> list[Path]:
    """Those of the instance, and whatever the database writes: its log files too."""
    rest = sqlite_files(url) if "sqlite" in url else postgres_files(url)
    return sorted({*_within(instance), *rest})


def sqlite_files(url: str) -> Iterator[Path]:
    """The folder of the database."""
    return _within(Path(str(make_url(url).database)).parent)


def postgres_files(url: str) -> Iterator[Path]:
    """The data folder of its server, without the other databases that rest there."""
    folder, own = data_folder(url)
    others = [each for each in (folder / "base").iterdir() if each.name != own]
    return (path for path in _within(folder) if not any(map(path.is_relative_to, others)))


def _within(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


def holding(needle: bytes, files: Files) -> set[Path]:
    """The names of the files in which some bytes stand as they are."""
    return {Path(file.name) for file in files if needle in _read(file)}


def found(words: Collection[str], files: Files) -> set[tuple[str, str, str]]:
    """Where words stand in clear: the word, the name of the file, and how it is written there."""
    return {(word, file.name, how) for file in files for word, how in ways(words, _read(file))}


def ways(words: Collection[str], data: bytes) -> set[tuple[str, str]]:
    """Which words stand among some bytes, and how."""
    plain = [(word, how, spelled) for word in words for how, spelled in spellings(word).items()]
    direct = {(word, how) for word, how, spelled in plain if spelled in data}
    packed = {
        (word, f"packed {how}")
        for content in inflated(data)
        for word, how, spelled in plain
        if spelled in content
    }
    return direct | packed


def spellings(word: str) -> Mapping[str, bytes]:
    """How programs may write a word."""
    plain = word.encode()
    return {
        "plain": plain,
        "form": quote_plus(word).encode(),
        "percent": "".join(f"%{byte:02X}" for byte in plain).encode(),
        "percent small": "".join(f"%{byte:02x}" for byte in plain).encode(),
        "utf-16-le": word.encode("utf-16-le"),
        "utf-16-be": word.encode("utf-16-be"),
        "hex": plain.hex().encode(),
        "hex large": plain.hex().upper().encode(),
        "json": word.encode("ascii", "backslashreplace"),
        **{f"base64 at {at}": _base64(plain, at) for at in range(3)},
        **{f"base64url at {at}": _base64(plain, at).translate(_URLSAFE) for at in range(3)},
    }


def inflated(data: bytes) -> Iterator[bytes]:
    """What is packed among some bytes, as far as it can be unpacked."""
    for start in _PACKED:
        at = data.find(start)
        while at >= 0:
            if content := _inflate(data[at : at + _INFLATED]):
                yield content
            at = data.find(start, at + 1)


def _inflate(data: bytes) -> bytes:
    stream, content = zlib.decompressobj(wbits=47), b""  # 47: zlib or gzip, by its head
    try:
        for start in range(0, len(data), 4096):
            content += stream.decompress(data[start : start + 4096], _INFLATED)
            if stream.eof or len(content) > _INFLATED:
                break
    except zlib.error:
        pass
    return content


def _base64(plain: bytes, offset: int) -> bytes:
    """The letters that the whole word decides, wherever in a stream it begins."""
    letters = b64encode(bytes(offset) + plain)
    return letters[(offset * 8 + 5) // 6 : (offset + len(plain)) * 8 // 6]


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes().replace(_NOTHING, b"")
    except FileNotFoundError:  # a server takes its own files away
        return b""
