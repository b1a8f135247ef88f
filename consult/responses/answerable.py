"""What a submission needs to know of a published version. It never changes, and is read once."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from consult.config import LARGEST_BODY
from consult.consultations.models import Consultation, Version
from consult.consultations.published import find, questionnaire_of
from consult.keys import KeyRing
from consult.page.published import Published, helplines
from consult.questionnaire.answers import Pairs, Read, canonical_answers
from consult.questionnaire.compiled import Reader
from consult.questionnaire.document import NON_ANSWERS, Question
from consult.questionnaire.kinds import LONGEST_TEXT
from consult.responses.intake import Submission
from consult.responses.intake_key import told
from consult.responses.stream import Channel, Stream
from consult.tables.columns import layout
from consult.tables.encoder import Encoder

_ACCENTED = 2  # bytes of a letter with an accent in UTF-8
_MARK = 3  # bytes at most that msgpack puts before a value


@dataclass(frozen=True)
class Answerable:
    """A version that answers come to. ``published`` shows it as it was when it was looked up."""

    consultation_id: int
    published: Published

    def read(self, pairs: Pairs, today: date | None = None) -> Read:
        return self._reader.read(pairs, today)

    @cached_property
    def _reader(self) -> Reader:
        return Reader(self.published.questionnaire)

    @cached_property
    def _encoder(self) -> Encoder:
        return Encoder(layout(self.published.questionnaire))

    @cached_property
    def _texts(self) -> tuple[str, ...]:
        return tuple(question.id for question in self._open_questions)

    @cached_property
    def _open_questions(self) -> tuple[Question, ...]:
        questions = self.published.questionnaire.questions
        return tuple(question for question in questions if question.kind == "text")

    @cached_property
    def _room(self) -> int:
        """Every text as long as it may be, with an accent on each letter; no body brings more."""
        columns = layout(self.published.questionnaire)
        codes = sum(_MARK + column.dtype.itemsize for column in columns)
        texts = sum(
            len(question.id) + 2 * _MARK + _ACCENTED * (question.max_length or LONGEST_TEXT)
            for question in self._open_questions
        )
        return min(codes + texts, LARGEST_BODY)

    def submission(self, submission_id: str, read: Read, channel: Channel) -> Submission:
        """Good answers, ready to be stored."""
        said = {name: read.answers[name] for name in self._texts if name in read.answers}
        return Submission(
            stream=Stream(self.consultation_id, self.published.number, channel),
            id=submission_id,
            content=canonical_answers(read.answers),
            codes=self._encoder.encode(read.answers, read.asked),
            texts={
                name: text
                for name, text in said.items()
                if isinstance(text, str) and text not in NON_ANSWERS
            },
            room=self._room,
        )


class Answerables:
    """The versions of one database that answers came to, by address and number."""

    def __init__(self, ring: KeyRing, engine: Engine) -> None:
        self._ring, self._engine = ring, engine
        self._known: dict[tuple[str, int], Answerable] = {}

    def find(self, slug: str, number: int) -> Answerable | None:
        """A published version; None where there is none (yet)."""
        name = slug, number
        if name not in self._known:
            with Session(self._engine) as session:
                consultation = find(session, slug)
                version = consultation and version_of(session, consultation, number)
                if consultation is None or version is None:
                    return None
                published = published_version(self._ring, consultation, version)
                self._known[name] = Answerable(consultation.id, published)
        return self._known[name]


def version_of(session: Session, consultation: Consultation, number: int) -> Version | None:
    return session.scalar(select(Version).filter_by(consultation_id=consultation.id, number=number))


def published_version(ring: KeyRing, consultation: Consultation, version: Version) -> Published:
    """A version as the page shows it."""
    return Published(
        slug=consultation.slug,
        number=version.number,
        state=consultation.state,
        questionnaire=questionnaire_of(version),
        helplines=helplines(consultation.helplines),
        intake_key=told(ring, consultation.id),
        minimum_age=consultation.minimum_age,
    )


def latest(ring: KeyRing, consultation: Consultation) -> Published | None:
    """The newest version as the page shows it; None where nothing was published."""
    if consultation.state == "draft" or not consultation.versions:
        return None
    return published_version(ring, consultation, consultation.versions[-1])
