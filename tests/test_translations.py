"""Every word of the interface is there in Spanish, and the check that says so is awake."""

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[1]
SPANISH = Path("translations/es/LC_MESSAGES/messages.po")
SOURCE = """
from flask_babel import gettext as _, lazy_gettext, ngettext

TITLE = lazy_gettext("Open")

def line(n: int, name: str) -> str:
    return _("Hello, %(name)s", name=name) + ngettext("%(num)d answer", "%(num)d answers", n)
"""
TRANSLATED = {
    'msgid "Open"\nmsgstr ""': 'msgid "Open"\nmsgstr "Abrir"',
    'msgid "Saved"\nmsgstr ""': 'msgid "Saved"\nmsgstr "Guardada"',
    'msgid "Hello, %(name)s"\nmsgstr ""': 'msgid "Hello, %(name)s"\nmsgstr "Hola, %(name)s"',
    'msgstr[0] ""': 'msgstr[0] "Una respuesta"',
    'msgstr[1] ""': 'msgstr[1] "%(num)d respuestas"',
}


def test_the_interface_is_complete_in_spanish() -> None:
    assert _run(ROOT, "check") == ""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A small project whose few words are all translated."""
    (tmp_path / ".ci").mkdir()
    shutil.copy(ROOT / ".ci/translations", tmp_path / ".ci/translations")
    (tmp_path / SPANISH).parent.mkdir(parents=True)
    templates = tmp_path / "consult/web/templates/web"
    templates.mkdir(parents=True)
    (templates / "saved.html").write_text("{% trans %}Saved{% endtrans %}", encoding="utf-8")
    (tmp_path / "consult/greeting.py").write_text(SOURCE, encoding="utf-8")
    _run(tmp_path, "update")
    for empty, spanish in TRANSLATED.items():
        _edit(tmp_path / SPANISH, empty, spanish)
    return tmp_path


def test_a_translated_tree_passes_and_stays_as_it_is(tree: Path) -> None:
    before = (tree / SPANISH).read_bytes()
    assert _run(tree, "check") == ""
    assert _run(tree, "update") == ""
    assert (tree / SPANISH).read_bytes() == before


@pytest.mark.parametrize(
    ("file", "was", "becomes", "fault"),
    [
        (SPANISH, '"Abrir"', '""', "no Spanish: 'Open'"),
        (SPANISH, '"Guardada"', '""', "no Spanish: 'Saved'"),
        (SPANISH, '"%(num)d respuestas"', '""', "no Spanish: ('%(num)d answer'"),
        (SPANISH, "Hola, %(name)s", "Hola, %(nombre)s", "placeholders differ: 'Hello"),
        (SPANISH, "Hola, %(name)s", "Hola", "placeholders differ: 'Hello"),
        (SPANISH, 'msgid "Open"', '#, fuzzy\nmsgid "Open"', "fuzzy: 'Open'"),
        (SPANISH, 'msgid "Open"', 'msgid "Opened"', "out of step"),
        ("consult/greeting.py", "Open", "Close", "no Spanish: 'Close'"),
        ("consult/greeting.py", "TITLE =", "# TITLE =", "out of step"),
        ("consult/web/templates/web/saved.html", "Saved", "Kept", "no Spanish: 'Kept'"),
    ],
)
def test_what_is_not_whole_is_named(
    tree: Path, file: Path | str, was: str, becomes: str, fault: str
) -> None:
    _edit(tree / file, was, becomes)
    assert fault in _run(tree, "check")


def test_the_compiled_words_are_the_written_ones() -> None:
    """The interface reads the compiled ones, which installing makes, and `update`."""
    with (ROOT / SPANISH).open("rb") as written, _compiled().open("rb") as compiled:
        assert _words(read_mo(compiled)) == _words(read_po(written))


def _words(catalog: Catalog) -> list[tuple[str, ...]]:
    """English and Spanish of each message that has both, plurals in all their forms."""
    found = [(_forms(message.id), _forms(message.string)) for message in catalog if message.id]
    return sorted(english + spanish for english, spanish in found if all(spanish))


def _forms(words: str | Sequence[str]) -> tuple[str, ...]:
    return (words,) if isinstance(words, str) else tuple(words)


def _compiled() -> Path:
    compiled = (ROOT / SPANISH).with_suffix(".mo")
    assert compiled.exists(), "run .ci/translations update"
    return compiled


def _edit(file: Path, was: str, becomes: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert was in text
    file.write_text(text.replace(was, becomes, 1), encoding="utf-8", newline="\n")


def _run(tree: Path, verb: str) -> str:
    command = [sys.executable, str(tree / ".ci/translations"), verb]
    return subprocess.run(command, capture_output=True, text=True, check=False).stderr.strip()
