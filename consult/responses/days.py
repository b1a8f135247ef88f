"""Consultations open as a day begins and close once one is over, by themselves.

Closing is for good, so it asks for a day to be believed: a clock that runs ahead closes nothing
before somebody had the time to see it. Opening too early is mended by an answer less; a clock that
is behind only opens late.
"""

from datetime import date, datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from consult.config import LIMA
from consult.consultations.models import Consultation
from consult.db import db, writing
from consult.keys import KeyRing
from consult.responses.closing import close_to_answers, open_to_answers
from consult.responses.mixing import make_first_keys, mix_all
from consult.web.refusal import Refusal

HOUSE = "consult"  # who acts in the record where nobody did


def keep_days(ring: KeyRing, now: datetime, believed: date | None) -> None:
    """Open and close what is due. ``believed`` is the day in Lima if the clock is to be trusted."""
    for id_ in _due(_opens(now.astimezone(LIMA).date())):
        _open(ring, id_, now)
    if believed:
        for id_ in _due(_closes(believed)):
            _close(ring, id_, now, believed)


def _open(ring: KeyRing, id_: int, now: datetime) -> None:
    """A draft with faults stays one, quietly: its page says what keeps it."""
    with writing() as session:
        consultation = _still(session, id_, _opens(now.astimezone(LIMA).date()))
        if consultation is None:
            return
        try:
            open_to_answers(session, HOUSE, consultation, now)
        except Refusal:
            session.rollback()
            return
    make_first_keys(ring)


def _close(ring: KeyRing, id_: int, now: datetime, today: date) -> None:
    with writing() as session:
        consultation = _still(session, id_, _closes(today))
        if consultation is None:
            return
        close_to_answers(session, HOUSE, consultation, now)
    mix_all(ring, id_)


def _opens(today: date) -> ColumnElement[bool]:
    over = Consultation.closes_on < today
    return (Consultation.state == "draft") & (Consultation.opens_on <= today) & over.is_not(True)


def _closes(today: date) -> ColumnElement[bool]:
    return (Consultation.state == "open") & (Consultation.closes_on < today)


def _due(condition: ColumnElement[bool]) -> list[int]:
    with db.session() as session:
        return list(session.scalars(select(Consultation.id).where(condition)))


def _still(session: Session, id_: int, condition: ColumnElement[bool]) -> Consultation | None:
    """The consultation, if nobody was faster: two runners wait for each other here."""
    found = select(Consultation).where(Consultation.id == id_, condition)
    return session.scalar(found.with_for_update(key_share=True))
