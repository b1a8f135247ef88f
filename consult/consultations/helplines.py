"""The lines that residents of a consultation may call, kept by its facilitators."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from consult.accounts import audit
from consult.consultations.models import Consultation


def set_helplines(
    session: Session, actor: str, consultation: Consultation, lines: Sequence[dict[str, Any]]
) -> None:
    """Replace the lines. They are no part of a version: a number that changed must be mended."""
    consultation.helplines = list(lines)
    numbers = [line["number"] for line in lines]
    audit.record(session, actor, "consultation.helplines", consultation.slug, {"numbers": numbers})
