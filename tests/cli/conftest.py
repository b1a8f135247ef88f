"""Command lines, run as the console script runs them."""

import io
import sys
from collections.abc import Callable
from typing import NamedTuple

import pytest

from consult.cli import main


class Ran(NamedTuple):
    """The exit code, standard output, and the lines of standard error."""

    code: int
    out: str
    err: list[str]


@pytest.fixture
def consult(tmp_path, monkeypatch, capsys) -> Callable[..., Ran]:
    """Run a command on an instance of the test's own, in English."""
    monkeypatch.setenv("CONSULT_INSTANCE", str(tmp_path / "instance"))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")

    def run(*arguments: object) -> Ran:
        monkeypatch.setattr(sys, "stdin", io.StringIO("una frase bastante larga\n"))
        monkeypatch.setattr(sys, "argv", ["consult", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        told = capsys.readouterr()
        return Ran(ended.value.code or 0, told.out, told.err.splitlines())

    return run
