"""Work that nobody watches: mixing, deleting, and jobs that were given up."""

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import cast

from flask import current_app
from flask_babel import lazy_gettext as _
from flask_babel import lazy_ngettext
from sqlalchemy import func, select

from consult.cli.doctor.finding import Finding
from consult.cli.doctor.keys import readable
from consult.config import LIMA
from consult.consultations.models import Consultation
from consult.db import db
from consult.jobs.models import Job, RunnerSign
from consult.keys import KeyRing
from consult.releases import freeze
from consult.releases.models import StoredRelease
from consult.responses.models import Pending
from consult.responses.retention import KEPT_FOR
from consult.responses.stream import Channel, Stream

_BETWEEN_LOOKS = 3.0  # seconds; a mixing that is under way is done by then
_A_DAY = timedelta(days=1)


def look_at_mixing(pause: Callable[[float], object] = time.sleep) -> Iterator[Finding]:
    """In a sound house what waits is sealed under the newest key, and is taken once it is enough.

    Two mixers at once may leave a few answers under an older key: fewer than enough prove nothing.
    """
    if half_done := _half_done():
        pause(_BETWEEN_LOOKS)
        db.session.rollback()
        still = _half_done()
        for stream in half_done.keys() & still.keys():
            yield _begun_and_not_finished(still[stream])
    sign = db.session.get(RunnerSign, "mixing")
    if _is_due() and not (sign and sign.is_fresh(current_app.config["CLOCK"]())):
        yield Finding(
            "nobody_mixes",
            _("Answers wait to be mixed, and nothing has been mixing for an hour or more."),
            _("Start consult serve or consult work, and see that it stays up."),
        )


def look_at_chores() -> Iterator[Finding]:
    for sign in db.session.scalars(select(RunnerSign).where(RunnerSign.failure != "")):
        yield Finding(
            "chore_failed",
            _(
                "“%(name)s” failed when it was last done: %(kind)s.",
                name=sign.name,
                kind=sign.failure,
            ),
            _("It is tried again by itself. If this stays for hours, the log says where it fails."),
        )
    today = current_app.config["CLOCK"]().astimezone(LIMA).date()
    overdue = (select(table).where(table.delete_after < today - _A_DAY) for table in KEPT_FOR)
    if any(db.session.scalar(select(rows.exists())) for rows in overdue):
        yield Finding(
            "not_deleted",
            _("Answers are still here whose day of deletion has passed."),
            _("Start consult serve or consult work: it deletes what is due within the hour."),
        )


def look_at_jobs() -> Iterator[Finding]:
    """A failed job matters until what it was asked for was asked for again."""
    for job in db.session.scalars(select(Job).filter_by(state="failed")):
        if job.kind == freeze.KIND and not _still_refused(job):
            continue
        yield Finding(
            "job_failed",
            _("A job was given up: %(kind)s.", kind=job.kind),
            _("The log says where it failed. Ask for it again once that is mended."),
        )


def _still_refused(job: Job) -> bool:
    stored = db.session.get(StoredRelease, job.argument["release_id"])
    return stored is not None and stored.state == "refused"


def _begun_and_not_finished(number: int) -> Finding:
    return Finding(
        "mixing_failed",
        lazy_ngettext(
            "A mixing was begun and not finished: %(num)s answer waits under an older key.",
            "A mixing was begun and not finished: %(num)s answers wait under an older key.",
            number,
        ),
        _("Start consult serve; if this stays for two minutes, its log says what fails."),
    )


def _is_due() -> bool:
    return any(sum(epochs.values()) >= enough for _stream, enough, epochs in _waiting())


def _half_done() -> dict[Stream, int]:
    """How many answers of each stream a mixing should have taken and has not."""
    ring: KeyRing = current_app.extensions["key_ring"]
    left = {}
    for stream, enough, epochs in _waiting():
        newest = stream.newest_epoch(ring)
        number = sum(count for epoch, count in epochs.items() if epoch < newest)
        if number >= enough:
            left[stream] = number
    return left


def _waiting() -> Iterator[tuple[Stream, int, dict[int, int]]]:
    """Each stream, how many answers are enough to mix it, and how many wait under each epoch.

    Only what can be opened: the rest goes on waiting, and is told elsewhere.
    """
    ring: KeyRing = current_app.extensions["key_ring"]
    found: dict[tuple[Stream, bool], dict[int, int]] = {}
    for consultation_id, version, channel, epoch, state, count in db.session.execute(_WAITING):
        stream = Stream(consultation_id, version, cast(Channel, channel))
        if epoch > 0 and readable(ring, stream.key_name(epoch)):
            found.setdefault((stream, state == "closed"), {})[epoch] = count
    for (stream, closed), epochs in found.items():
        yield stream, 1 if closed else current_app.config["MIX_MINIMUM"], epochs


_STREAM = (Pending.consultation_id, Pending.version, Pending.channel, Pending.epoch)
_WAITING = (
    select(*_STREAM, Consultation.state, func.count())
    .join(Consultation, Consultation.id == Pending.consultation_id)
    .group_by(*_STREAM, Consultation.state)
)
