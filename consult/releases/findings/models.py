"""Findings as a coordinator has made them."""

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from consult.db import db


class KeptFinding(db.Model):
    """One finding of a release. ``number`` names it for good, ``position`` says where it stands.

    There are none until somebody changes what was picked; a dropped one stays, to be restored.
    """

    __tablename__ = "finding"
    __table_args__ = (UniqueConstraint("release_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"))
    number: Mapped[int]
    position: Mapped[int]
    question: Mapped[str] = mapped_column(String(200))
    by: Mapped[str] = mapped_column(String(100))
    groups: Mapped[list[str]] = mapped_column(JSON)
    es: Mapped[str] = mapped_column(Text)
    en: Mapped[str] = mapped_column(Text)
    kept: Mapped[bool] = mapped_column(default=True)
