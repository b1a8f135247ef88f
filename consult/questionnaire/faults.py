"""What is wrong with a file or an answer: a code and its parameters, never a sentence."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Severity = Literal["error", "warning", "dropped"]


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault and where it is.

    ``code`` names a sentence of the catalogue and ``params`` fills it. ``where`` is the field or
    question id; ``sheet``, ``row`` (1-based) and ``column`` are given where a file was read.
    """

    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)
    where: str = ""
    sheet: str = ""
    row: int | None = None
    column: str = ""
    severity: Severity = "error"
