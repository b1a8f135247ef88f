"""Themes, which text has which of them, and quotes. Nothing here knows who wrote a text, or when.

What concerns one text goes with it: ``forget.py`` leaves numbers alone.
"""

from typing import Literal

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from consult.db import db
from consult.questionnaire import text as words

LONGEST_NAME = 120  # characters, of a theme
QuoteState = Literal["waiting", "returned", "approved"]


class Theme(db.Model):
    """What an open answer may speak of. ``code`` is its id in tables, for good.

    A text that holds a word beginning with one of ``keywords`` (small letters, no accents) may be
    about it. ``printed`` says that it stands in results; ``deleted`` counts the texts with it that
    are deleted by now.
    """

    __tablename__ = "theme"
    __table_args__ = (UniqueConstraint("consultation_id", "question", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    question: Mapped[str] = mapped_column(String(48))
    code: Mapped[str] = mapped_column(String(8))
    name_es: Mapped[str] = mapped_column(String(LONGEST_NAME))
    name_en: Mapped[str] = mapped_column(String(LONGEST_NAME))
    keywords: Mapped[list[str]] = mapped_column(JSON)
    printed: Mapped[bool] = mapped_column(default=False)
    deleted: Mapped[int] = mapped_column(default=0)

    @property
    def name(self) -> words.Text:
        return words.Text(self.name_es, self.name_en)


class Coding(db.Model):
    """The themes of one text by their codes, none where it is about nothing of interest.

    Once ``printed`` it stays as it is: later results must never take back what earlier ones said.
    """

    __tablename__ = "coding"
    __table_args__ = (
        Index("ix_coding_question", "consultation_id", "question"),
        {"sqlite_with_rowid": False},  # rowids would keep the order of reading
    )

    text_id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    question: Mapped[str] = mapped_column(String(48))
    themes: Mapped[list[str]] = mapped_column(JSON)
    printed: Mapped[bool] = mapped_column(default=False)


class DeletedTexts(db.Model):
    """How many texts of a question were read and are deleted, and how many of them had no theme."""

    __tablename__ = "deleted_texts"

    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), primary_key=True)
    question: Mapped[str] = mapped_column(String(48), primary_key=True)
    read: Mapped[int] = mapped_column(default=0)
    without: Mapped[int] = mapped_column(default=0)


class Quote(db.Model):
    """Words that may be shown one day, proposed ``by`` one member of staff.

    Until another approves them they rest in ``sealed``, under the ``key`` of the text that they
    come from, and go with it; approved they are plain, and nothing leads back to the text.
    """

    __tablename__ = "quote"
    __table_args__ = (
        Index("ix_quote_question", "consultation_id", "question"),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    question: Mapped[str] = mapped_column(String(48))
    state: Mapped[QuoteState] = mapped_column(String(8), default="waiting")
    by: Mapped[str] = mapped_column(String(254))
    text_id: Mapped[bytes | None] = mapped_column(LargeBinary(16))
    key: Mapped[str | None] = mapped_column(String(100))
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    es: Mapped[str | None] = mapped_column(Text)
    en: Mapped[str | None] = mapped_column(Text)
