"""The package on an empty machine: built, installed, and walked through from the outside."""

import json
import os
import socket
import subprocess
import sys
import tarfile
import time
import venv
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = "Scripts" if os.name == "nt" else "bin"
RELEASE_FILES = {"tables.csv", "tables-excel.csv", "tables.xlsx", "codebook.csv", "about.json"}
INSTANCE = ("--instance", "instance")
PATIENCE = 60  # seconds for a server to come up on a busy machine


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist, the wheel made from it, and `direct/` with the checkout's wheel."""
    folder = tmp_path_factory.mktemp("packages")
    _python("-m", "build", "--outdir", folder, ROOT)
    _python("-m", "build", "--wheel", "--outdir", folder / "direct", ROOT)
    return folder


@pytest.fixture(scope="module")
def home(packages: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty folder with a virtual environment `venv/` that holds the wheel and nothing else."""
    folder = tmp_path_factory.mktemp("home")
    venv.create(folder / "venv", with_pip=True)
    (wheel,) = packages.glob("*.whl")
    _run(folder, "python", "-m", "pip", "install", "--quiet", str(wheel))
    return folder


@pytest.fixture(scope="module")
def demo(home: Path) -> Path:
    """The same folder, with the demonstration made in `instance/`."""
    _run(home, "consult", "demo", "--no-serve", *INSTANCE)
    return home


@pytest.fixture(scope="module")
def address(demo: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [demo / "venv" / SCRIPTS / "consult", "serve", "--port", str(port), *INSTANCE]
    with subprocess.Popen(command, cwd=demo, env=_bare()) as server:
        try:
            assert _listens(port, server), "the server did not come up"
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def test_the_sdist_carries_the_source_and_no_ones_instance(packages: Path) -> None:
    (sdist,) = packages.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"LICENSE", "README.md", "migrations/env.py", "tests/conftest.py"} <= names
    assert {name for name in names if name.startswith("instance/")} <= {"instance/README.md"}
    assert not [name for name in names if name.endswith((".mo", ".pyc", ".sqlite"))]


def test_a_wheel_is_the_same_from_the_sdist_and_from_the_checkout(packages: Path) -> None:
    (ours,), (direct,) = packages.glob("*.whl"), packages.glob("direct/*.whl")
    names = zipfile.ZipFile(ours).namelist()
    assert names == zipfile.ZipFile(direct).namelist()
    assert "consult/_migrations/env.py" in names
    assert "consult/_translations/es/LC_MESSAGES/messages.mo" in names
    assert not [name for name in names if name.startswith(("tests/", "instance/", "migrations/"))]


def test_the_installed_package_is_the_one_that_runs(home: Path) -> None:
    where = _run(home, "python", "-c", "import consult; print(consult.__file__)")
    assert home / "venv" in Path(where.strip()).parents


def test_the_demonstration_is_open_and_released(demo: Path) -> None:
    first = _first(demo)
    assert first["state"] == "open"
    _run(demo, "consult", "release", "export", first["slug"], "1", "--out", "out", *INSTANCE)
    assert {file.name for file in (demo / "out").iterdir()} >= RELEASE_FILES


@pytest.mark.parametrize("language", ["es", "en"])
def test_a_resident_finds_the_consultation_and_the_questionnaire(
    demo: Path, address: str, language: str
) -> None:
    slug = _first(demo)["slug"]
    for page in (_get(f"{address}/", language), _get(f"{address}/c/{slug}", language)):
        assert f'<html lang="{language}' in page
    assert f"/c/{slug}" in _get(f"{address}/", language)
    assert "<form" in _get(f"{address}/c/{slug}", language)


def test_the_compiled_words_are_read(address: str) -> None:
    assert _get(f"{address}/staff/sign-in", "es") != _get(f"{address}/staff/sign-in", "en")


def _first(home: Path) -> dict[str, str]:
    return json.loads(_run(home, "consult", "consultation", "list", "--json", *INSTANCE))[0]


def _listens(port: int, server: subprocess.Popen[bytes]) -> bool:
    last_moment = time.monotonic() + PATIENCE
    while time.monotonic() < last_moment and server.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
        time.sleep(0.1)
    return False


def _get(address: str, language: str) -> str:
    with urlopen(Request(address, headers={"Accept-Language": language})) as answer:
        return answer.read().decode()


def _python(*arguments: str | Path) -> None:
    told = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout + told.stderr


def _run(home: Path, program: str, *arguments: str) -> str:
    command = [home / "venv" / SCRIPTS / program, *arguments]
    told = subprocess.run(
        command, cwd=home, env=_bare(), capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stdout + told.stderr
    return told.stdout


def _bare() -> dict[str, str]:
    """The environment without anything that leads back to the checkout or sets the house up."""
    return {k: v for k, v in os.environ.items() if not k.startswith(("CONSULT_", "PYTHON"))}
