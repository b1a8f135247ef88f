"""The memory of a server that fails goes to no file."""

import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.server import Served
from tests.hostile.canary import open_house, seen_in
from tests.hostile.scanner import files_of
from tests.hostile.test_canary import crowd, form, send

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no core files")


@pytest.fixture
def generous(tmp_path, monkeypatch):
    """Where a process dies here, it may leave a core file of any size."""
    before = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (before[1], before[1]))
    monkeypatch.chdir(tmp_path)
    yield tmp_path
    resource.setrlimit(resource.RLIMIT_CORE, before)


def cores(folder: Path) -> list[Path]:
    return [path for path in folder.glob("core*") if path.is_file()]


def test_another_process_here_does_leave_its_memory(generous):
    if resource.getrlimit(resource.RLIMIT_CORE)[1] == 0:
        pytest.skip("this machine lets no process leave one")
    died = subprocess.run([sys.executable, "-c", "import os; os.abort()"], check=False)
    assert died.returncode == -signal.SIGABRT
    pattern = Path("/proc/sys/kernel/core_pattern").read_text().strip()
    assert cores(generous) or not pattern.isidentifier()  # some machines collect them elsewhere


def test_a_server_that_is_killed_by_a_fault_leaves_no_memory(generous):
    url = f"sqlite:///{generous / 'consult.db'}"
    open_house(url, generous / "instance")
    with Served(url, generous / "instance") as served:
        crowd(served)
        assert send(served, form())[0] == 303
        limits = Path(f"/proc/{served.pid}/limits").read_text()
        assert limits.partition("Max core file size")[2].split()[0] == "0"
        os.kill(served.pid, signal.SIGABRT)
        served.kill()
    assert cores(generous) == []
    assert seen_in(files_of(url, generous)) == set()
