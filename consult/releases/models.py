"""A numbered release: stored once, never recomputed."""

from datetime import datetime
from typing import Any, Literal

from sqlalchemy import JSON, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from consult.db import UTCDateTime, db

State = Literal["preparing", "ready", "refused"]


class StoredRelease(db.Model):
    """Release ``number`` of a consultation. ``body`` holds tables and proof once it is ready.

    ``refusal`` says in both languages why it could not be made: ``{"es", "en"}``.
    """

    __tablename__ = "release"
    __table_args__ = (UniqueConstraint("consultation_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    number: Mapped[int]
    by: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    state: Mapped[State] = mapped_column(String(9), default="preparing")
    refusal: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    body: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    requested_at: Mapped[datetime] = mapped_column(UTCDateTime)
