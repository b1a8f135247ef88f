"""What was read, as results count it, and how it is kept from changing once they do."""

from collections import Counter
from collections.abc import Iterator

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from consult.consultations.models import Consultation
from consult.keys import KeyRing
from consult.questionnaire.document import Option
from consult.releases.coding.models import Coding, DeletedTexts, Theme
from consult.releases.coding.texts import open_questions, unread
from consult.releases.coding.themes import themes_of
from consult.responses.stream import lock
from consult.tables.release import Release
from consult.tables.themes import Themes


def countable(
    ring: KeyRing, session: Session, consultation: Consultation
) -> Iterator[tuple[str, bool]]:
    """Each open question that has themes, and whether every text of it was read."""
    for question in open_questions(consultation):
        if themes_of(session, consultation, question):
            yield question, not unread(ring, session, consultation.id, question)


def counted(ring: KeyRing, session: Session, consultation: Consultation) -> tuple[Themes, ...]:
    """The themes of every question of which nothing is left to read.

    Until the transaction ends no further answers are mixed: whoever reads the blocks within it
    counts the same people.
    """
    lock(session.connection(), consultation.id, exclusive=False)
    return tuple(
        _counted(session, consultation, question)
        for question, complete in countable(ring, session, consultation)
        if complete
    )


def keep(session: Session, consultation_id: int, release: Release) -> None:
    """From now on the themes that a release prints, and which text has which, stay."""
    for printed in release.questions:
        if printed.kind == "text":
            of = {"consultation_id": consultation_id, "question": printed.question}
            codes = [line.id for line in printed.lines]
            themes = update(Theme).filter_by(**of).where(Theme.code.in_(codes))
            session.execute(themes.values(printed=True))
            session.execute(update(Coding).filter_by(**of).values(printed=True))


def _counted(session: Session, consultation: Consultation, question: str) -> Themes:
    of = {"consultation_id": consultation.id, "question": question}
    read = [set(codes) for codes in session.scalars(select(Coding.themes).filter_by(**of))]
    deleted = session.get(DeletedTexts, (consultation.id, question))
    themes = themes_of(session, consultation, question)
    numbers = Counter(code for codes in read for code in codes)
    return Themes(
        question=question,
        themes=tuple(Option(one.code, one.name) for one in themes),
        counts=tuple(numbers[one.code] + one.deleted for one in themes),
        read=len(read) + (deleted.read if deleted else 0),
        without=sum(not codes for codes in read) + (deleted.without if deleted else 0),
    )
