"""Make the files of a release once and keep them: right after it is made, else when asked for."""

from collections.abc import Sequence
from contextlib import suppress
from hashlib import sha256
from importlib.metadata import version

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from consult.db import db, writing
from consult.keys import KeyRing
from consult.questionnaire.text import LANGUAGES, Language
from consult.releases.downloads.models import ReleaseFile
from consult.releases.files import FILES, content
from consult.releases.findings.keep import findings_of
from consult.releases.freeze import prepare
from consult.releases.models import StoredRelease
from consult.releases.opened import opened
from consult.tables.findings import Finding

_INSERT = {dialect.dialect.name: dialect.insert for dialect in (sqlite, postgresql)}


def make(ring: KeyRing, release_id: int) -> None:
    """Make a release that was asked for, then its files. Doing it twice changes nothing."""
    prepare(ring, release_id)
    session = db.session()
    if session.get_one(StoredRelease, release_id).state == "ready":
        keep_files(session, release_id)


def keep_files(session: Session, release_id: int) -> None:
    """Make every file of a release that is ready and not kept yet."""
    for name, file in FILES.items():
        for language in LANGUAGES[:1] if file.in_both else LANGUAGES:
            file_of(session, session.get_one(StoredRelease, release_id), name, language)


def file_of(session: Session, stored: StoredRelease, name: str, language: Language) -> bytes:
    """A file of a release that is ready: as it is kept, else made now and kept.

    Raises KeyError where there is no file of that name.
    """
    written = LANGUAGES[0] if FILES[name].in_both else language
    findings = findings_of(session, stored) if FILES[name].tells else ()
    key = {"release_id": stored.id, "name": name, "language": written}
    made_of = _hash(findings)
    kept = session.scalar(select(ReleaseFile.body).filter_by(**key, made_of=made_of))
    if kept is not None:
        return kept
    assert stored.body is not None  # it is ready
    release = opened(stored.body)
    session.rollback()  # no transaction stays open for as long as the making takes
    made = content(release, findings, name, written)
    with suppress(DBAPIError), writing() as transaction:  # who asked gets it on a full disk too
        _put(transaction, {**key, "made_of": made_of, "body": made})
    return made


def _put(session: Session, row: dict[str, object]) -> None:
    """One statement: two who make the same file at once leave one of them, whole."""
    put = _INSERT[session.get_bind().dialect.name](ReleaseFile).values(**row)
    told = {name: row[name] for name in ("made_of", "body")}
    key = [ReleaseFile.release_id, ReleaseFile.name, ReleaseFile.language]
    session.execute(put.on_conflict_do_update(index_elements=key, set_=told))


def _hash(findings: Sequence[Finding]) -> str:
    """A release never changes; findings do, and how files are made changes with the program."""
    return sha256(repr((version("consult"), findings)).encode()).hexdigest()
