"""How the answers to a consultation are tabulated."""

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from consult.db import db


class Tabulation(db.Model):
    """What is chosen before the first release is asked for, and holds for all that follow.

    ``merged`` are the options tabulated as one: lists of ids, by question.
    """

    __tablename__ = "tabulation"

    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), primary_key=True)
    merged: Mapped[dict[str, list[list[str]]]] = mapped_column(JSON)
