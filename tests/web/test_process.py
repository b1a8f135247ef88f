"""No file gets the memory of a process that holds answers."""

import subprocess
import sys

import pytest

from consult.web import process

BEGIN = "from consult.web.process import keep_memory_private; keep_memory_private()"


def run(*lines: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "\n".join(lines)], capture_output=True, text=True, check=False
    )


@pytest.mark.skipif(sys.platform != "linux", reason="prctl is Linux's")
@pytest.mark.parametrize(("protected", "told"), [(True, "0 (0, "), (False, "1 ")])
def test_a_process_cannot_be_dumped(protected, told):
    said = run(
        BEGIN if protected else "",
        "import ctypes, resource",
        "dumpable = ctypes.CDLL(None).prctl(3, 0, 0, 0, 0)",
        "print(dumpable, resource.getrlimit(resource.RLIMIT_CORE))",
    )
    assert said.stdout.startswith(told)


def test_elsewhere_nothing_happens(monkeypatch):
    monkeypatch.setattr(process, "resource", None)
    monkeypatch.setattr(process.sys, "platform", "win32")
    process.keep_memory_private()
    assert process.allow_open_files(4000) == 4000


@pytest.mark.skipif(sys.platform == "win32", reason="Windows counts no open files")
@pytest.mark.parametrize(("hard", "room"), [(4000, 3000), (2000, 2000)])
def test_room_for_open_files_is_asked_for(hard, room):
    said = run(
        f"import resource as r; r.setrlimit(r.RLIMIT_NOFILE, (256, {hard}))",
        "from consult.web.process import allow_open_files",
        "print(allow_open_files(3000), *r.getrlimit(r.RLIMIT_NOFILE))",
    )
    assert said.stdout == f"{room} {room} {hard}\n"
