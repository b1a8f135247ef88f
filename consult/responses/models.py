"""Answers on their way to a mixed block, and the blocks. No time stands on any of these rows."""

from datetime import date

from sqlalchemy import Date, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from consult.db import db


class Seen(db.Model):
    """That a submission was stored: so that a retry is recognised and other content noticed.

    The id itself is not kept. ``content`` is keyed by it, so it matches no guessed answers.
    """

    __tablename__ = "seen"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012  # rowids would keep the order

    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), primary_key=True)
    id_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary(32))
    delete_after: Mapped[date | None] = mapped_column(Date)


class Pending(db.Model):
    """One answer that waits to be mixed, sealed under the epoch key of its stream.

    A damaged one, which its key did not open, has its epoch negative and is set aside.
    """

    __tablename__ = "pending"
    __table_args__ = (
        Index("ix_pending_stream", "consultation_id", "version", "channel"),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    version: Mapped[int]
    channel: Mapped[str] = mapped_column(String(8))
    epoch: Mapped[int]
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    delete_after: Mapped[date | None] = mapped_column(Date)


class StoredBlock(db.Model):
    """Many answers in one row, shuffled: an array of codes for each question."""

    __tablename__ = "block"
    __table_args__ = (Index("ix_block_stream", "consultation_id", "version", "channel"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    version: Mapped[int]
    channel: Mapped[str] = mapped_column(String(8))
    size: Mapped[int]
    body: Mapped[bytes] = mapped_column(LargeBinary)
    delete_after: Mapped[date | None] = mapped_column(Date)


class OpenText(db.Model):
    """One free answer to one question, joined to nothing else that the same person said."""

    __tablename__ = "text"
    __table_args__ = (
        Index("ix_text_question", "consultation_id", "question"),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    question: Mapped[str] = mapped_column(String(48))
    key: Mapped[str] = mapped_column(String(100))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    delete_after: Mapped[date | None] = mapped_column(Date)
