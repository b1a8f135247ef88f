"""A real ``consult serve`` in a process group of its own, to be killed, stopped and begun again."""

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

import psutil

_BEGINS, _ENDS = 60.0, 60.0  # seconds; generous, for a machine that does much else
_CONSULT = Path(sys.executable).with_name("consult")
_ROOT = Path(__file__).parents[2]
_CARELESS = "tests.faults.careless"


class Served:
    """The server as a context manager: ready when entered, gone with its whole group when left.

    ``settings`` are environment variables over those of this process; ``careless`` takes one
    protection out. The port is free and stays the same through restarts: it is held bound, so that
    no client's own socket can take it while the server is away.
    """

    def __init__(
        self,
        url: str,
        instance: Path,
        settings: Mapping[str, str] | None = None,
        careless: str = "",
    ) -> None:
        self.url, self.instance = url, instance
        self._command = [sys.executable, "-m", _CARELESS, careless] if careless else [_CONSULT]
        self._settings = dict(settings or {})
        self._process: subprocess.Popen[bytes] | None = None
        self._log = tempfile.TemporaryFile()  # noqa: SIM115  # open for as long as the server is
        self._held = socket.socket()
        self._held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._held.bind(("127.0.0.1", 0))
        self.host, self.port = self._held.getsockname()

    def __enter__(self) -> "Served":
        try:
            self.restart()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.kill()
        self._held.close()
        self._log.close()

    @property
    def address(self) -> str:
        """Host and port, as http.client takes them."""
        return f"{self.host}:{self.port}"

    @property
    def pid(self) -> int:
        """Of the process that leads the group. Raises AssertionError where none runs."""
        assert self._process is not None
        return self._process.pid

    @property
    def log(self) -> str:
        """All that it ever wrote to stdout and stderr."""
        written = os.fstat(self._log.fileno()).st_size
        return os.pread(self._log.fileno(), written, 0).decode(errors="replace")

    def restart(self) -> None:
        """Begin (again, after a kill or a stop) and wait until it could store an answer."""
        assert self._process is None, "it is still running"
        self._process = subprocess.Popen(
            [*self._command, "serve", "--host", self.host, "--port", str(self.port)],
            cwd=_ROOT,
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=self._log,
            start_new_session=True,
            env={**os.environ, **self._environment()},
        )
        self.wait_for("/readyz", 200)

    def kill(self) -> None:
        """SIGKILL of the whole group, at once."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def stop(self) -> int:
        """SIGTERM, and the exit status. Raises subprocess.TimeoutExpired where it never ends."""
        self.ask_to_stop()
        return self.wait()

    def ask_to_stop(self) -> None:
        """SIGTERM to the process that an operator knows of."""
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)

    def wait(self) -> int:
        """The exit status, once it has ended. Raises subprocess.TimeoutExpired."""
        assert self._process is not None
        status = self._process.wait(_ENDS)
        self.kill()  # whatever it left behind in its group
        return status

    def get(self, path: str) -> int:
        """The status of a GET. Raises OSError where nobody answers."""
        connection = http.client.HTTPConnection(self.address, timeout=30)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        except http.client.HTTPException as cut:
            raise OSError from cut
        finally:
            connection.close()

    def wait_for(self, path: str, status: int) -> None:
        """Wait until a GET has this status. Raises AssertionError."""
        assert self._process is not None
        until = time.monotonic() + _BEGINS
        while time.monotonic() < until:
            if self._process.poll() is not None:
                raise AssertionError(f"consult serve ended: {self.log}")
            with contextlib.suppress(OSError):
                if self.get(path) == status:
                    return
            time.sleep(0.05)
        raise AssertionError(f"{path} is never {status}: {self.log}")

    def wait_until_idle(self) -> None:
        """Wait until it has done what it will do for those who are there. Raises AssertionError."""
        process, until = psutil.Process(self.pid), time.monotonic() + _ENDS
        while time.monotonic() < until:
            before = sum(process.cpu_times()[:2])
            time.sleep(0.5)
            if sum(process.cpu_times()[:2]) - before < 0.05:
                return
        raise AssertionError(f"it is never idle: {self.log}")

    def wait_until_closed(self) -> None:
        """Wait until nobody is let in any more. Raises AssertionError."""
        until = time.monotonic() + _ENDS
        while time.monotonic() < until:
            try:
                socket.create_connection((self.host, self.port), timeout=1).close()
            except OSError:
                return
            time.sleep(0.05)
        raise AssertionError(f"it still lets people in: {self.log}")

    def _environment(self) -> dict[str, str]:
        return {
            "CONSULT_DATABASE_URL": self.url,
            "CONSULT_INSTANCE": str(self.instance),
            "LC_ALL": "C.UTF-8",
            "PYTHONUNBUFFERED": "1",
            **self._settings,
        }
