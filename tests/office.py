"""LibreOffice for the tests: it opens files as the people who get them do.

Without it the tests that ask for it are skipped, and say how to get it; with
CONSULT_TEST_OFFICE=require they fail instead.
"""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

HOW_TO_GET_IT = (
    "No LibreOffice here. On Debian or Ubuntu: apt-get install --no-install-recommends "
    "libreoffice-calc libreoffice-impress libreoffice-writer poppler-utils"
)
PROGRAMS = ("soffice", "pdftotext", "pdftoppm")
# Comma, double quote, UTF-8, from the first line on; what cells show, each sheet in a file.
EACH_SHEET = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
COMMAS, SEMICOLONS = (f"Text - txt - csv (StarCalc):{sign},34,76" for sign in (44, 59))
_PATIENCE = 300  # seconds


def ask_for_office() -> None:
    """Skip, or fail where it is required, on a machine without it."""
    if not all(map(shutil.which, PROGRAMS)):
        refuse = pytest.fail if os.environ.get("CONSULT_TEST_OFFICE") == "require" else pytest.skip
        refuse(HOW_TO_GET_IT)


def convert(files: Sequence[Path], to: str, folder: Path, read_as: str = "") -> Path:
    """Open every file and write it in another format into a folder, in one start.

    ``read_as`` is what somebody chooses when asked how a text is to be read.
    """
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    out = folder / to.partition(":")[0]
    told = ["soffice", profile, "--headless", "--convert-to", to, "--outdir", str(out)]
    told += [f"--infilter={read_as}"] if read_as else []
    subprocess.run([*told, *map(str, files)], check=True, capture_output=True, timeout=_PATIENCE)
    return out


def text_of(pdf: Path) -> str:
    """The words of a PDF, each apart from the next by one blank."""
    told = subprocess.run(["pdftotext", str(pdf), "-"], check=True, capture_output=True)
    return " ".join(told.stdout.decode().split())


def pictures_of(pdf: Path, first: int, last: int) -> list[Path]:
    """Its pages as pictures."""
    stem = pdf.with_suffix("")
    pages = ["-f", str(first), "-l", str(last)]
    subprocess.run(["pdftoppm", "-r", "40", "-png", *pages, str(pdf), str(stem)], check=True)
    return sorted(stem.parent.glob(f"{stem.name}-*.png"))
