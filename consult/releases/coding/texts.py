"""The texts of an open question: one that is still to be read, drawn at random, and opened."""

import hmac
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import Session

from consult.consultations.models import Consultation
from consult.consultations.published import questionnaire_of
from consult.keys import KeyMissing, KeyRing
from consult.questionnaire.document import Question
from consult.releases.coding.models import Coding
from consult.responses.models import OpenText
from consult.responses.stream import unseal

_TEN = 10
_UNREAD = ~exists().where(Coding.text_id == OpenText.id)
_READ_BEFORE = exists().where((Coding.text_id == OpenText.id) & Coding.printed.is_(False))
_BLUR = 9  # a number is misjudged by up to 4, up or down


def open_questions(consultation: Consultation) -> Mapping[str, Question]:
    """The open questions of every published version by id, in the words of the newest."""
    return {
        question.id: question
        for version in consultation.versions
        for question in questionnaire_of(version).questions
        if question.kind == "text"
    }


def draw(
    ring: KeyRing,
    session: Session,
    consultation_id: int,
    question: str,
    *,
    again: bool = False,
    besides: bytes = b"",
) -> OpenText | None:
    """A text that nobody has read yet, each as likely as any other; None where there is none.

    ``again`` draws from those that were read and stand in no results yet; ``besides`` is drawn
    only where it is the last.
    """
    wanted = _READ_BEFORE if again else _UNREAD
    rows = _readable(ring, consultation_id, question).where(wanted)
    return session.scalar(rows.order_by(OpenText.id == besides, func.random()).limit(1))


def find_text(session: Session, consultation_id: int, question: str, id_: str) -> OpenText | None:
    """The text that a form names."""
    try:
        text = session.get(OpenText, bytes.fromhex(id_))
    except ValueError:
        return None
    same = text and (text.consultation_id, text.question) == (consultation_id, question)
    return text if same else None


def opened(ring: KeyRing, text: OpenText) -> str | None:
    """What somebody wrote; None where it is damaged or its key is gone."""
    label = f"{text.key}|{text.question}|{text.id.hex()}"
    try:
        return unseal(ring.get(text.key), text.sealed, label).decode()
    except (InvalidTag, KeyMissing, ValueError):
        return None


def unread(ring: KeyRing, session: Session, consultation_id: int, question: str) -> int:
    """How many are still to be read, exactly: never for a page."""
    rows = _readable(ring, consultation_id, question).where(_UNREAD)
    return session.scalar(select(func.count()).select_from(rows.subquery())) or 0


def about(key: bytes, question: str, number: int) -> int:
    """A number as a page may tell it: in tens, 0 only for none.

    It is misjudged always alike, so that nobody who watches it learns when it passes a ten.
    """
    if not number:
        return 0
    drawn = hmac.digest(key, f"unread|{question}".encode(), "sha256")
    misjudged = number + int.from_bytes(drawn[:8]) % _BLUR - _BLUR // 2
    return max(_TEN, misjudged // _TEN * _TEN)


def _readable(ring: KeyRing, consultation_id: int, question: str) -> Select[OpenText]:
    """Those whose key is there: after a restore without keys nobody can ever read the others."""
    keys = list(ring.names("text-"))
    rows = select(OpenText).filter_by(consultation_id=consultation_id, question=question)
    return rows.where(OpenText.key.in_(keys))
