"""What becomes of one submission, step by step, before anybody says it over HTTP."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Engine, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from consult.config import LIMA
from consult.consultations.models import Version
from consult.consultations.published import find
from consult.keys import KeyMissing
from consult.page.messages import Outcome, Step
from consult.page.published import Published
from consult.questionnaire.answers import Read, read_answers
from consult.responses.answerable import (
    Answerable,
    Answerables,
    latest,
    published_version,
    version_of,
)
from consult.responses.body import Body, Broken
from consult.responses.envelope import Envelope
from consult.responses.intake import Intake, OpenLink
from consult.responses.intake_key import IntakeKey
from consult.responses.tablets import Tablets

Case = Outcome | Step | Literal["retried"]
Clock = Callable[[], datetime]
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Result:
    """The case, the version that a page would show, and the answers as they were read."""

    case: Case
    published: Published | None = None
    read: Read | None = None


class Desk:
    """Where submissions are taken: the intake, and what is known of each version."""

    def __init__(self, intake: Intake, engine: Engine, tablets: Tablets, clock: Clock) -> None:
        self._intake, self._ring, self._engine = intake, intake.custody.ring, engine
        self._tablets, self._clock = tablets, clock
        self._answerables = Answerables(self._ring, engine)

    def submit(self, slug: str, body: Body, *, was_kept: bool = False) -> Result:
        """Read a submission, and store it where it may be stored. Never raises for what was sent.

        For the ordinary one the database is asked nothing but whether its consultation is open,
        inside the transaction that stores it. One that ``was_kept`` on a phone was judged there on
        the day of answering, which nothing else tells.
        """
        version = self._answerables.find(slug, body.version)
        if version is None:
            return self._of_no_version(slug, body)
        today = None if was_kept else self._clock().astimezone(LIMA).date()
        read = version.read(body.answers, today)
        if body.id is None or body.edit or body.switch or read.faults:
            return self._shown_again(slug, body, version, read)
        return Result(self._stored(version, body.id, read, body.field), version.published, read)

    def open(self, slug: str, envelope: Envelope) -> Body | Result:
        """The form that a phone sealed, or what is said where none can be had.

        Raises BrokenBody where no key or version opens it, KeyMissing where its key should be
        there, and OSError.
        """
        with Session(self._engine) as session:
            consultation = find(session, slug)
            if consultation is None:
                return Result("unknown")
            if consultation.state == "draft":
                return Result("not_open")
            versions = select(Version.number).filter_by(consultation_id=consultation.id)
            newest_first = session.scalars(versions.order_by(Version.number.desc())).all()
            try:
                key = IntakeKey.find(self._ring, consultation.id)
            except KeyMissing:
                if consultation.state == "closed":  # its time was over
                    return Result("closed", latest(self._ring, consultation))
                raise
        return envelope.opened(key, slug, newest_first)

    def refuse(self, slug: str, reason: Broken) -> Result:
        """A submission that could not be read, and the version that it may have been for."""
        with Session(self._engine) as session:
            consultation = find(session, slug)
            if consultation is None:
                return Result("unknown")
            return Result(reason, latest(self._ring, consultation))

    def _stored(
        self, version: Answerable, submission_id: str, read: Read, field: str | None
    ) -> Case:
        """A mark that is not ours is no reason to lose an answer: it counts as a phone's."""
        ours = self._tablets.carry(version.consultation_id, field)
        submission = version.submission(submission_id, read, "assisted" if ours else "phone")
        try:
            return self._intake.accept(submission, OpenLink())
        except (SQLAlchemyError, OSError, KeyMissing) as failure:  # database, disk or keys
            _log.error("A submission could not be stored: %s", type(failure).__name__)
            return "retry"

    def _shown_again(self, slug: str, body: Body, known: Answerable, read: Read) -> Result:
        """What is not to be stored yet: the person looks at it once more."""
        try:
            published = self._as_it_is(slug, body.version)
        except SQLAlchemyError as away:
            _log.error("No submission can be shown again: %s", type(away).__name__)
            return Result("retry", known.published, read)
        if published is None:
            return Result("unknown")
        if published.state != "open":
            return Result("closed" if published.state == "closed" else "not_open", published)
        if body.edit or body.switch:
            return Result("edit", published, read)
        return Result("invalid" if read.faults else "review", published, read)

    def _as_it_is(self, slug: str, number: int) -> Published | None:
        """A version as the database has it now."""
        with Session(self._engine) as session:
            consultation = find(session, slug)
            version = consultation and version_of(session, consultation, number)
            if consultation is None or version is None:
                return None
            return published_version(self._ring, consultation, version)

    def _of_no_version(self, slug: str, body: Body) -> Result:
        with Session(self._engine) as session:
            consultation = find(session, slug)
            if consultation is None:
                return Result("unknown")
            published = latest(self._ring, consultation)
        if published is None:
            return Result("not_open")
        case: Case = "closed" if published.state == "closed" else "unknown_version"
        return Result(case, published, read_answers(published.questionnaire, body.answers))
