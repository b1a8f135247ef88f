"""What is wrong with a file or an answer: a code and its parameters, never a sentence."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

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


def fault_as_json(fault: Fault) -> dict[str, object]:
    """The fault as plain JSON values, to be kept or sent."""
    return {**asdict(fault), "params": dict(fault.params)}


def fault_from_json(data: Mapping[str, Any]) -> Fault:
    """The fault that ``fault_as_json`` wrote."""
    return Fault(**data)
