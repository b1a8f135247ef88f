"""Keep what a file holds until whoever brought it has read what became of it."""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import delete
from sqlalchemy.orm import Session

from consult.accounts import audit
from consult.consultations.models import BroughtFile
from consult.consultations.publish import in_words
from consult.db import writing
from consult.questionnaire.apart import read_apart
from consult.questionnaire.faults import fault_as_json
from consult.questionnaire.file import QuestionnaireFile
from consult.questionnaire.reading import write_document
from consult.questionnaire.text import Language
from consult.web.refusal import Refusal

KEPT = timedelta(days=1)
_LONGEST_NAME = 200
Wishes = Mapping[str, list[str]]


def read_brought(name: str, content: bytes, language: Language | None) -> QuestionnaireFile:
    """What a file holds. Raises Refusal where nothing of it can be asked."""
    read = read_apart(name, content, language)
    if read.questionnaire is None:
        lines = tuple(in_words(fault) for fault in read.of_reading)
        raise Refusal(_("“%(file)s” cannot be used as a questionnaire.", file=name), lines)
    return read


def keep(
    session: Session, actor: str, name: str, read: QuestionnaireFile, wishes: Wishes, now: datetime
) -> BroughtFile:
    """Keep a file that was read, with what else its form said; what is a day old goes."""
    throw_away(session, now)
    assert read.questionnaire is not None
    brought = BroughtFile(
        id=secrets.token_hex(16),
        by=actor,
        name="".join(filter(str.isprintable, name))[-_LONGEST_NAME:],
        document=write_document(read.questionnaire),
        faults=[fault_as_json(fault) for fault in read.of_reading],
        found=read.found,
        imported=read.imported,
        languages=list(read.languages),
        wishes=dict(wishes),
        at=now,
    )
    session.add(brought)
    counts = {"found": read.found, "imported": read.imported}
    audit.record(session, actor, "questionnaire.bring", brought.id, counts)
    return brought


def put_aside(session: Session, actor: str, id_: str) -> None:
    """Delete a file that nobody wants a draft of, or that has become one."""
    session.execute(delete(BroughtFile).filter_by(id=id_, by=actor))


def throw_away(session: Session, now: datetime) -> None:
    """Delete every file that was brought more than a day ago."""
    session.execute(delete(BroughtFile).where(BroughtFile.at < now - KEPT))


def throw_away_old_files(now: datetime) -> None:
    """The same in a transaction of its own."""
    with writing() as session:
        throw_away(session, now)
