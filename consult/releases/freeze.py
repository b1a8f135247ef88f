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
from consult.consultations.published import find_to_change, questionnaire_of
from consult.db import db, writing
from consult.jobs.queue import enqueue
from consult.keys import KeyRing
from consult.questionnaire.text import Text
from consult.releases.coding.counting import counted, keep
from consult.releases.ledger import enter_all, rounding_name, withheld
from consult.releases.models import State, StoredRelease
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
    find_to_change(session, consultation.slug)  # of two at once the second waits, and sees
    stored = _again_or_next(session, consultation, by, now)
    session.flush()
    enqueue(session, KIND, {"release_id": stored.id}, now)
    audit.record(session, actor, "release.request", consultation.slug, {"release": stored.number})
    return stored


def begun(session: Session, consultation: Consultation) -> StoredRelease | None:
    """The release that was asked for and is not made yet: whoever can may finish it."""
    return session.scalar(
        select(StoredRelease).filter_by(consultation_id=consultation.id, state="preparing")
    )


def _again_or_next(
    session: Session, consultation: Consultation, by: Sequence[str] | None, now: datetime
) -> StoredRelease:
    """One that could not be made is asked for again: as it is, once its tables are there."""
    last = newest(session, consultation)
    if last is not None and last.state == "preparing":
        raise Refusal(_("Results no. %(number)s are being prepared.", number=last.number))
    if last is None or last.state == "ready":
        last = StoredRelease(consultation_id=consultation.id, number=last.number + 1 if last else 1)
        session.add(last)
    if last.body is None:
        last.by, last.requested_at = list(by) if by else None, now
    last.state, last.refusal = "preparing", None
    return last


def newest(session: Session, consultation: Consultation, *states: State) -> StoredRelease | None:
    """The release with the highest number, among those in one of these states or among all."""
    rows = select(StoredRelease).filter_by(consultation_id=consultation.id)
    some = rows.where(StoredRelease.state.in_(states)) if states else rows
    return session.scalar(some.order_by(StoredRelease.number.desc()).limit(1))


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


def prepare(ring: KeyRing, release_id: int, progress: Progress | None = None) -> Text | None:
    """Make a release that was asked for and store it. Doing it twice changes nothing.

    Returns why it could not be made, or None. Raises tables.build.Unproven.
    """
    session = db.session()
    stored = session.get_one(StoredRelease, release_id)
    if stored.state != "preparing":
        return None
    consultation = session.get_one(Consultation, stored.consultation_id)
    why = withheld(ring, session, consultation)
    to_build = not why and stored.body is None
    request = snapshot(ring, session, consultation, stored) if to_build else None
    session.rollback()  # no transaction stays open for as long as the building takes
    if why:
        return _refuse(release_id, why)
    if request:
        made = build(request, progress)
        if isinstance(made, Refused):
            return _refuse(release_id, made.sentence)
        _keep(release_id, to_bytes(made))
    _publish(ring, release_id)
    return None


def _refuse(release_id: int, why: Text) -> Text | None:
    with writing() as session:
        stored = session.get_one(StoredRelease, release_id)
        if stored.state != "preparing":  # another runner was quicker: its release stands
            return None
        stored.state, stored.refusal = "refused", {"es": why.es, "en": why.en}
    return why


def _keep(release_id: int, body: bytes) -> None:
    """From now on these tables are the ones, and nobody sees them yet."""
    with writing() as session:
        stored = session.get_one(StoredRelease, release_id)
        if stored.state == "preparing" and stored.body is None:
            stored.body = body
            keep(session, stored.consultation_id, from_bytes(body))


def _publish(ring: KeyRing, release_id: int) -> None:
    """Note it in the ring, then show it."""
    with writing() as session:
        stored = session.get_one(StoredRelease, release_id)
        consultation = session.get_one(Consultation, stored.consultation_id)
        enter_all(ring, session, consultation)
        if stored.state == "preparing" and stored.body is not None:
            stored.state = "ready"


def give_up(release_id: int) -> None:
    """Say that a release could not be made, so that it can be asked for again."""
    _refuse(release_id, _FAILED)


def snapshot(
    ring: KeyRing, session: Session, consultation: Consultation, stored: StoredRelease
) -> Request:
    """All mixed answers of a consultation as they are now, ready to be counted.

    A key to round them is made where none was used yet.
    """
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
        key=ring.ensure(rounding_name(consultation)),
        by=tuple(stored.by) if stored.by else None,
        channels=tuple(channels_of(session, consultation.id)),
        previous=released(session, consultation, stored.number - 1),
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
