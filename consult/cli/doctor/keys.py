"""What was sealed under a key that is gone can never be read again, and must not be forgotten."""

from collections.abc import Iterator
from contextlib import suppress
from typing import cast

from flask import current_app
from flask_babel import lazy_gettext as _
from flask_babel import lazy_ngettext
from sqlalchemy import func, select

from consult.cli.doctor.finding import Finding
from consult.consultations.models import Consultation
from consult.db import db
from consult.keys import KeyMissing, KeyRing
from consult.releases.ledger import made_elsewhere
from consult.releases.models import StoredRelease
from consult.responses.custody import behind
from consult.responses.models import OpenText, Pending
from consult.responses.stream import Channel, Stream


def look_at_keys() -> Iterator[Finding]:
    ring: KeyRing = current_app.extensions["key_ring"]
    for name in sorted({*_names_of_texts(), *_names_of_epochs(), *_names_of_intake(ring)}):
        if not readable(ring, name):
            yield Finding(
                "key_missing",
                _(
                    "The key “%(name)s” is missing or damaged: what it sealed cannot be read.",
                    name=name,
                ),
                _(
                    "Put the files of its backup beside those that are there: %(folder)s",
                    folder=ring.folder,
                ),
            )
    yield from _behind(ring)
    yield from _rounding(ring)
    yield from _made_elsewhere(ring)
    yield from _damaged()


def _behind(ring: KeyRing) -> Iterator[Finding]:
    try:
        streams = behind(ring, db.session().connection())
    except OSError:  # no folder at all, and told where rights are looked at
        return
    if streams:
        yield Finding(
            "ring_behind",
            _(
                "Later keys were made than there are in %(folder)s: no answer is taken.",
                folder=ring.folder,
            ),
            _(
                "See that its disk is mounted, or put the files of its backup beside those "
                "that are there. If they are lost for good: consult keys renew"
            ),
        )


def readable(ring: KeyRing, name: str) -> bool:
    try:
        ring.get(name)
    except KeyMissing:
        return False
    return True


def _names_of_texts() -> Iterator[str]:
    yield from db.session.scalars(select(OpenText.key).distinct())


def _names_of_epochs() -> Iterator[str]:
    streams = select(Pending.consultation_id, Pending.version, Pending.channel, Pending.epoch)
    for consultation_id, version, channel, epoch in db.session.execute(streams.distinct()):
        if epoch > 0:
            stream = Stream(consultation_id, version, cast(Channel, channel))
            yield stream.key_name(epoch)


def _names_of_intake(ring: KeyRing) -> Iterator[str]:
    """Those that are there: a missing one is made within a minute, a damaged one stays."""
    with suppress(OSError):  # a ring that cannot be read is told of by itself
        yield from ring.names("intake-")


def _rounding(ring: KeyRing) -> Iterator[Finding]:
    """Made anew it rounds the same people differently, and two roundings tell more than one."""
    released = select(Consultation.id, Consultation.slug).join(
        StoredRelease,
        (StoredRelease.consultation_id == Consultation.id) & (StoredRelease.state == "ready"),
    )
    for consultation_id, slug in db.session.execute(released.distinct()):
        if not readable(ring, f"rounding-{consultation_id}"):
            yield Finding(
                "rounding_lost",
                _(
                    "The key that rounded the results of “%(slug)s” is missing or damaged.",
                    slug=slug,
                ),
                _("Bring it back from a backup of the key ring; make no further results before."),
            )


def _made_elsewhere(ring: KeyRing) -> Iterator[Finding]:
    """Results that people have seen, and that a database which is older does not know of."""
    for consultation in db.session.scalars(select(Consultation).order_by(Consultation.id)):
        for number in made_elsewhere(ring, db.session(), consultation):
            yield Finding(
                "results_lost",
                _(
                    "Results no. %(number)s of “%(slug)s” were made and are not in this database: "
                    "no further ones are made.",
                    number=number,
                    slug=consultation.slug,
                ),
                _("Restore the newest backup, or make a new consultation."),
            )


def _damaged() -> Iterator[Finding]:
    damaged = select(func.count()).select_from(Pending).where(Pending.epoch <= 0)
    if number := db.session.scalar(damaged):
        yield Finding(
            "answers_damaged",
            lazy_ngettext(
                "%(num)s answer that waits is damaged and was set aside.",
                "%(num)s answers that wait are damaged and were set aside.",
                number,
            ),
            _("Look at the disk: a backup from before may hold them whole."),
        )
