"""What a row of ours means to the letter, beside cells that other tools read.

XPath says the same in many ways, and some of what a question holds it cannot say. So a row that we
write carries its own part of the document, sealed by a digest of the cells that say it in XLSForm.
Whoever changes one of them in a spreadsheet breaks the seal, and the cells are read instead.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

COLUMN = "consult_sealed"
_CELLS = ("type", "required", "relevant", "constraint", "choice_filter", "parameters")
SEALED = (*_CELLS, COLUMN)
_LONGEST = 32_000  # characters of a cell; Excel has room for 32,767
_FIELDS = (
    *("required", "required_when", "when", "valid", "minimum", "maximum", "earliest", "latest"),
    *("shuffled", "max_choices", "max_length"),
)
_OF_OPTIONS = ("exclusive", "when")


def seal(cells: Mapping[str, str], document: Mapping[str, Any]) -> str:
    """The cell for a row that says a question or section; empty where nothing needs one.

    ``document`` is that of the question or section, as plain JSON values.
    """
    said = {name: document[name] for name in _FIELDS if name in document}
    options = {
        str(place): {name: option[name] for name in _OF_OPTIONS if name in option}
        for place, option in enumerate(document.get("options", ()))
    }
    if said_of_options := {place: said for place, said in options.items() if said}:
        said["options"] = said_of_options
    written = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    sealed = f"{_digest(cells)} {written}".replace("${", "$\\u007b")
    return sealed if said and len(sealed) <= _LONGEST else ""


def broken_open(cells: Mapping[str, str]) -> Mapping[str, Any] | None:
    """What a row of ours says to the letter; None if it says nothing, or was changed since."""
    digest, _, written = cells.get(COLUMN, "").partition(" ")
    if digest != _digest(cells):
        return None
    try:
        said = json.loads(written)
    except (ValueError, RecursionError):
        return None
    return said if isinstance(said, dict) else None


def apply(said: Mapping[str, Any], document: dict[str, Any]) -> None:
    """Put what was sealed into the document of a question."""
    document |= {name: said[name] for name in _FIELDS if name in said}
    options: Sequence[dict[str, object]] = document.get("options", ())
    of_options = said.get("options")
    for place, more in of_options.items() if isinstance(of_options, dict) else ():
        if place.isdecimal() and int(place) < len(options) and isinstance(more, dict):
            options[int(place)].update({name: more[name] for name in _OF_OPTIONS if name in more})


def _digest(cells: Mapping[str, str]) -> str:
    said = "\x1f".join(cells.get(name, "") for name in _CELLS)
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:16]
