"""Freeze the answers into a numbered release: asked for once, made once, never remade."""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.accounts import audit
from consult.accounts.models import User
from consult.config import LIMA
from consult.consultations.models import Consultation
from consult.consultations.published import questionnaire_of
from consult.db import db, writing
from consult.jobs.queue import enqueue
from consult.keys import KeyRing
from consult.questionnaire.text import Text
from consult.releases.coding.counting import counted, keep
from consult.releases.models import StoredRelease
from consult.responses.stored import blocks_of, channels_of
from consult.tables.breakdowns import UnknownBreakdown, chosen
from consult.tables.build import Progress, build
from consult.tables.release import Release
from consult.tables.request import Published, Refused, Request
from consult.tables.stored import from_bytes, to_bytes
from consult.web.refusal import Refusal

KIND = "release"  # of job
_FAILED = Text(
    "Estos resultados no se pudieron hacer por una falla del programa. No se perdió ninguna "
    "respuesta. Avise a quien lo administra y pida los resultados de nuevo.",
    "These results could not be made because of a fault in the program. No answer was lost. "
    "Tell whoever runs it, and ask for the results again.",
)


def request_release(
    session: Session,
    actor: User | str,
    consultation: Consultation,
    by: Sequence[str] | None,
    now: datetime,
) -> StoredRelease:
    """Ask for the next release; the runner makes it. Raises Refusal."""
    refuse_unknown(consultation, by)
    refuse_unless_first(session, consultation)
    session.flush()
    stored = StoredRelease(
        consultation_id=consultation.id,
        number=1,
        by=list(by) if by else None,
        state="preparing",
        requested_at=now,
    )
    session.add(stored)
    session.flush()
    enqueue(session, KIND, {"release_id": stored.id}, now)
    audit.record(session, actor, "release.request", consultation.slug, {"release": stored.number})
    return stored


def begun(session: Session, consultation: Consultation) -> StoredRelease | None:
    """The release that was asked for and is not made yet: whoever can may finish it."""
    return session.scalar(
        select(StoredRelease).filter_by(consultation_id=consultation.id, state="preparing")
    )


def refuse_unless_first(session: Session, consultation: Consultation) -> None:
    """Raises Refusal where a release cannot be asked for; forgets one that could not be made."""
    before = session.scalar(select(StoredRelease).filter_by(consultation_id=consultation.id))
    if before is not None and before.state == "refused":
        session.delete(before)
    elif before is not None and before.state == "preparing":
        raise Refusal(_("Results no. 1 are being prepared."))
    elif before is not None:
        raise Refusal(
            _(
                "Results no. 1 are made already. Results no. 2, safe beside the first, "
                "will come in a later version of this program."
            )
        )


def refuse_unknown(consultation: Consultation, by: Sequence[str] | None) -> None:
    """Raises Refusal where nothing is published, or has no question with one of these roles."""
    if not consultation.versions:
        raise Refusal(_("Results are made once the consultation is open."))
    frozen = questionnaire_of(consultation.versions[-1])
    roles = [question.role for question in frozen.with_role() if question.role]
    try:
        chosen(by or (), roles)
    except UnknownBreakdown as unknown:
        asked, there_is = unknown.args
        raise Refusal(
            _("“%(by)s” cannot break tables down. There is: %(roles)s.", by=asked, roles=there_is)
        ) from unknown


def prepare(ring: KeyRing, release_id: int, progress: Progress | None = None) -> Refused | None:
    """Make a release that was asked for and store it. Doing it twice changes nothing.

    Returns why it could not be made, or None. Raises tables.build.Unproven.
    """
    session = db.session()
    stored = session.get_one(StoredRelease, release_id)
    if stored.state != "preparing":
        return None
    consultation = session.get_one(Consultation, stored.consultation_id)
    request = snapshot(ring, session, consultation, stored)
    session.rollback()  # no transaction stays open for as long as the building takes
    made = build(request, progress)
    with writing() as transaction:
        stored = transaction.get_one(StoredRelease, release_id)
        if stored.state != "preparing":  # another runner was quicker: its release stands
            return None
        if isinstance(made, Refused):
            stored.state = "refused"
            stored.refusal = {"es": made.sentence.es, "en": made.sentence.en}
            return made
        stored.state, stored.body = "ready", to_bytes(made)
        keep(transaction, stored.consultation_id, made)
    return None


def give_up(release_id: int) -> None:
    """Say that a release could not be made, so that it can be asked for again."""
    with writing() as session:
        stored = session.get_one(StoredRelease, release_id)
        if stored.state == "preparing":
            stored.state, stored.refusal = "refused", {"es": _FAILED.es, "en": _FAILED.en}


def snapshot(
    ring: KeyRing, session: Session, consultation: Consultation, stored: StoredRelease
) -> Request:
    """All mixed answers of a consultation as they are now, ready to be counted."""
    themes = counted(ring, session, consultation)
    return Request(
        consultation=consultation.slug,
        title=Text(consultation.title_es, consultation.title_en),
        number=stored.number,
        date=stored.requested_at.astimezone(LIMA).date(),
        versions=tuple(
            Published(version.number, version.hash, questionnaire_of(version), block)
            for version, block in blocks_of(session, consultation.id)
        ),
        key=ring.ensure(f"rounding-{consultation.id}"),
        by=tuple(stored.by) if stored.by else None,
        channels=tuple(channels_of(session, consultation.id)),
        themes=themes,
    )


def released(session: Session, consultation: Consultation, number: int) -> Release | None:
    """A release that is ready, or None."""
    body = session.scalar(
        select(StoredRelease.body).filter_by(
            consultation_id=consultation.id, number=number, state="ready"
        )
    )
    return from_bytes(body) if body else None
