"""``consult doctor``: what is unsafe or broken in this set-up."""

import json
import os
import stat
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import click
from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import select

from consult.accounts.staff import list_staff
from consult.cli.house import as_json, house
from consult.db import db, is_current
from consult.jobs.models import Job
from consult.responses.models import OpenText, Pending
from consult.responses.stream import Channel, Stream


@dataclass(frozen=True)
class Finding:
    """Something to mend, and how."""

    code: str
    sentence: str


@click.command()
@as_json
@house
def doctor(as_json: bool) -> None:
    """Say what is unsafe or broken here; exit 1 if anything is.

    Example: consult doctor --json
    """
    findings = list(_findings())
    if as_json:
        rows = [{"code": finding.code, "message": finding.sentence} for finding in findings]
        click.echo(json.dumps({"ok": not findings, "findings": rows}, ensure_ascii=False))
    for finding in findings if not as_json else ():
        click.echo(finding.sentence, err=True)
    if not findings and not as_json:
        click.echo(_("Nothing is amiss."))
    sys.exit(1 if findings else 0)


def _findings() -> Iterator[Finding]:
    yield from _open_folders()
    if not is_current():
        yield Finding("database_old", _("The database is not of this version. Run: consult init"))
        return
    yield from _lost_keys()
    for job in db.session.scalars(select(Job).filter_by(state="failed")):
        yield Finding("job_failed", _("A job was given up: %(kind)s.", kind=job.kind))
    if not any(user.active for user in list_staff(db.session())):
        yield Finding("no_staff", _("Nobody can sign in. Run: consult staff add"))
    if not current_app.config["HOSTS"]:
        hosts = _("CONSULT_HOSTS is not set: any host name is answered.")
        yield Finding("any_host", hosts)


def _open_folders() -> Iterator[Finding]:
    """Keys and database are for the account that runs the service and for nobody else here.

    The folder around them may be anybody's to enter: a checkout brings it that way.
    """
    keys, instance = current_app.config["KEYS"], current_app.config["INSTANCE"]
    for path in (keys, *keys.iterdir(), *instance.glob("consult.db*")):
        if _others_may_enter(path):
            message = _(
                "Others on this machine can read %(path)s. Take that right away.", path=path
            )
            yield Finding("open_to_others", message)


def _others_may_enter(path: Path) -> bool:
    if os.name == "nt":  # Windows says who may enter by other means than these bits
        return False
    return bool(path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))


def _lost_keys() -> Iterator[Finding]:
    """What was sealed under a key that is gone can never be read again."""
    ring = current_app.extensions["key_ring"]
    for name in db.session.scalars(select(OpenText.key).distinct()):
        if name not in ring.names(name):
            yield Finding("key_missing", _("The key “%(name)s” is missing.", name=name))
    streams = select(Pending.consultation_id, Pending.version, Pending.channel, Pending.epoch)
    for consultation_id, version, channel, epoch in db.session.execute(streams.distinct()):
        stream = Stream(consultation_id, version, cast(Channel, channel))
        if epoch not in stream.epochs(ring):
            message = _("The key “%(name)s” is missing.", name=stream.key_name(epoch))
            yield Finding("key_missing", message)
