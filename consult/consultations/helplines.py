"""The lines that residents of a consultation may call, kept by its facilitators."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from consult.accounts import audit
from consult.consultations.models import Consultation


def set_helplines(
    session: Session, actor: str, consultation: Consultation, lines: Sequence[dict[str, Any]]
) -> None:
    """Replace the lines. They are no part of a version: a number that changed must be mended.

    A line with another day than before has been called by whoever wrote that day.
    """
    unconfirmed = [_called(line) for line in consultation.helplines if not line.get("confirmed")]
    consultation.helplines = [
        line | {"confirmed": _called(line) not in unconfirmed} for line in lines
    ]
    numbers = [line["number"] for line in lines]
    audit.record(session, actor, "consultation.helplines", consultation.slug, {"numbers": numbers})


def _called(line: dict[str, Any]) -> tuple[str, str]:
    return line["number"], line["checked"]
