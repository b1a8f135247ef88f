"""The house keeps its plan: rooms in order, pure rooms pure, small files, nothing foreign."""

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import consult

ROOT = Path(__file__).resolve().parents[1]
HOUSE = ROOT / "consult"
LONGEST_FILE = 300  # lines
WRITTEN_HERE = {".py", ".html", ".css", ".js"}
# What makes a browser fetch something; a plain link, which a person follows, does not.
FOREIGN_LOAD = re.compile(
    r"""(?: \b(?:src|srcset|poster|action|formaction|data)\s*=\s*["']?
        |   <(?:link|use|image)\b[^>]*\bhref\s*=\s*["']?
        |   @import\s+(?:url\()?["']?
        |   \b(?:url|fetch|import|open)\(\s*["']?
        |   \bimport\b[^;"']*["']
        )\s*(?:https?:)?//""",
    re.IGNORECASE | re.VERBOSE,
)
# Asks a new interpreter what importing the named modules has brought along.
IMPORT_AND_TELL = """
import importlib, sys
already = set(sys.modules)
for name in sys.argv[1:]:
    importlib.import_module(name)
print(*sorted({name.partition('.')[0] for name in set(sys.modules) - already}))
"""
LINT_IMPORTS = """
from importlinter.cli import lint_imports
raise SystemExit(lint_imports(no_cache=True, no_logo=True))
"""


@pytest.mark.parametrize("room", ["questionnaire", "tables"])
def test_a_pure_room_knows_neither_web_nor_database(room: str) -> None:
    packages = _imported_by(*_modules(HOUSE / room))
    assert "consult" in packages
    assert {name for name in packages if re.match("flask|sqlalchemy|wtforms", name)} == set()


def test_the_house_itself_imports_nothing() -> None:
    assert _imported_by("consult") == {"consult"}


def test_a_room_imports_only_rooms_before_it() -> None:
    told = subprocess.run(
        [sys.executable, "-c", LINT_IMPORTS], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stdout + told.stderr


def test_every_room_has_its_place_on_the_street() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = contracts["tool"]["importlinter"]["contracts"][0]["layers"]
    street = [layer.strip("()") for layer in reversed(layers)]
    assert re.findall(r"^- ``(\w+)``", consult.__doc__ or "", re.MULTILINE) == street
    assert {room.stem for room in HOUSE.glob("[a-z]*") if room.suffix in {"", ".py"}} <= set(street)


def test_no_file_is_too_long_to_read() -> None:
    lengths = {str(file.relative_to(ROOT)): len(_read(file).splitlines()) for file in _ours()}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FILE} == {}


def test_no_page_loads_anything_from_elsewhere() -> None:
    pages = [file for file in _ours() if file.suffix != ".py"]
    assert {
        str(file): found for file in pages if (found := FOREIGN_LOAD.findall(_read(file)))
    } == {}


@pytest.mark.parametrize(
    ("line", "loads"),
    [
        ('<script src="https://cdn.example/x.js"></script>', True),
        ("<img src=//cdn.example/x.png>", True),
        ('<link rel="stylesheet" href="https://cdn.example/x.css">', True),
        ('@import "https://fonts.example/css";', True),
        ("body { background: url( 'http://cdn.example/x.png' ) }", True),
        ('import { x } from "https://cdn.example/x.js";', True),
        ('await fetch("https://stats.example/hit")', True),
        ('<form action="https://elsewhere.example/">', True),
        ('<a href="https://www.gob.pe/">105</a>', False),
        ('<svg xmlns="http://www.w3.org/2000/svg">', False),
        ("<script src=\"{{ url_for('static', filename='x.js') }}\"></script>", False),
        ('<link rel="icon" href="data:,">', False),
    ],
)
def test_a_load_is_told_from_a_link(line: str, loads: bool) -> None:
    assert bool(FOREIGN_LOAD.search(line)) is loads


def _ours() -> Iterator[Path]:
    """The files that people write here; what was taken from others rests in `vendor/`."""
    for file in HOUSE.rglob("*"):
        if file.suffix in WRITTEN_HERE and "vendor" not in file.parts:
            yield file


def _modules(room: Path) -> list[str]:
    names = (file.relative_to(ROOT).with_suffix("").parts for file in sorted(room.rglob("*.py")))
    return [".".join(parts).removesuffix(".__init__") for parts in names]


def _imported_by(*modules: str) -> set[str]:
    command = [sys.executable, "-c", IMPORT_AND_TELL, *modules]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    return set(told.stdout.split())


def _read(file: Path) -> str:
    return file.read_text(encoding="utf-8")
