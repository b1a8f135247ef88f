"""Which findings of a release stand, and every change of them; each is recorded."""

from collections.abc import Sequence
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.accounts import audit
from consult.consultations.models import Consultation
from consult.questionnaire.text import Text
from consult.releases.findings.models import KeptFinding
from consult.releases.models import StoredRelease
from consult.releases.opened import opened
from consult.tables.findings import Finding, findings
from consult.tables.release import EVERYBODY

UP, DOWN = -1, 1


@lru_cache(maxsize=8)
def _picked(body: bytes) -> tuple[Finding, ...]:
    return findings(opened(body))


def findings_of(session: Session, stored: StoredRelease) -> tuple[Finding, ...]:
    """The findings that everybody sees, in their order: those kept, or those picked by rule."""
    return tuple(_as_finding(row) for row in rows_of(session, stored) if row.kept)


def rows_of(session: Session, stored: StoredRelease) -> list[KeptFinding]:
    """Every finding in its order, the dropped ones too. What was picked is not stored yet."""
    same = select(KeptFinding).filter_by(release_id=stored.id).order_by(KeptFinding.position)
    return list(session.scalars(same)) or _of_picked(stored)


def edit(session: Session, actor: str, stored: StoredRelease, number: int, text: Text) -> None:
    """Word one otherwise. Raises KeyError where there is none of this number."""
    row = _one(session, stored, number)
    before, row.es, row.en = (row.es, row.en), text.es, text.en
    if before != (row.es, row.en):
        _record(session, actor, stored, "edit", row, {"old": before, "new": (row.es, row.en)})


def move(session: Session, actor: str, stored: StoredRelease, number: int, step: int) -> None:
    """Let one change places with its neighbour. Raises KeyError."""
    row = _one(session, stored, number)
    rows = rows_of(session, stored)
    place = rows.index(row) + step
    if 0 <= place < len(rows):
        row.position, rows[place].position = rows[place].position, row.position
        _record(session, actor, stored, "move", row, {"step": step})


def keep(session: Session, actor: str, stored: StoredRelease, number: int, kept: bool) -> None:
    """Drop one from what everybody sees, or restore it. Raises KeyError."""
    row = _one(session, stored, number)
    if row.kept != kept:
        row.kept = kept
        _record(session, actor, stored, "restore" if kept else "drop", row, {})


def add(session: Session, actor: str, stored: StoredRelease, question: str, text: Text) -> None:
    """Say one thing more, of everybody, about a question that the release prints."""
    rows = _stored(session, stored)
    row = KeptFinding(
        release_id=stored.id,
        number=max((one.number for one in rows), default=0) + 1,
        position=max((one.position for one in rows), default=0) + 1,
        question=question,
        by=EVERYBODY,
        groups=[],
        es=text.es,
        en=text.en,
        kept=True,
    )
    session.add(row)
    _record(session, actor, stored, "add", row, {"new": (row.es, row.en)})


def _one(session: Session, stored: StoredRelease, number: int) -> KeptFinding:
    return {row.number: row for row in _stored(session, stored)}[number]


def _stored(session: Session, stored: StoredRelease) -> Sequence[KeptFinding]:
    """The rows to be changed: with the first change, what was picked becomes hers."""
    rows = rows_of(session, stored)
    session.add_all(rows)
    session.flush()
    return rows


def _of_picked(stored: StoredRelease) -> list[KeptFinding]:
    picked = _picked(stored.body) if stored.body else ()
    return [
        KeptFinding(
            release_id=stored.id,
            number=number,
            position=number,
            question=one.question,
            by=one.by,
            groups=list(one.groups),
            es=one.text.es,
            en=one.text.en,
            kept=True,
        )
        for number, one in enumerate(picked, start=1)
    ]


def _as_finding(row: KeptFinding) -> Finding:
    return Finding(row.question, row.by, tuple(row.groups), Text(row.es, row.en))


def _record(
    session: Session,
    actor: str,
    stored: StoredRelease,
    deed: str,
    row: KeptFinding,
    detail: dict[str, object],
) -> None:
    slug = session.get_one(Consultation, stored.consultation_id).slug
    known = {"release": stored.number, "finding": row.number, "question": row.question}
    audit.record(session, actor, f"finding.{deed}", slug, known | detail)
