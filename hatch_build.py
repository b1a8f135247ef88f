"""Building the package: compiles the interface words and takes along what rests beside the code."""

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

INTO_THE_PACKAGE = {"migrations": "consult/_migrations", "translations": "consult/_translations"}


class WordsAndMigrations(BuildHookInterface[Any]):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile beside each `.po`; an editable install reads the checkout's folders instead."""
        for written in Path(self.root, "translations").glob("*/LC_MESSAGES/*.po"):
            compile_words(written)
        if version != "editable":
            build_data["force_include"].update(INTO_THE_PACKAGE)


def compile_words(written: Path) -> None:
    """Nobody who reads the compiled words meanwhile finds half of them."""
    draft = written.with_suffix(".draft.mo")
    with written.open("rb") as source, draft.open("wb") as compiled:
        write_mo(compiled, read_po(source, locale=written.parent.parent.name))
    draft.replace(written.with_suffix(".mo"))
