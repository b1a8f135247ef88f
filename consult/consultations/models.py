"""A consultation and the versions of its questionnaire."""

import json
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.db import UTCDateTime, db
from consult.page.published import ADULT
from consult.questionnaire.text import Text

CHANNELS = ("phone", "assisted", "paper")
State = Literal["draft", "open", "closed"]


class Consultation(db.Model):
    """An initiative with its districts, its helplines and its questionnaire.

    ``draft`` is a questionnaire document that may still change; once published it is empty until
    somebody edits again. ``districts`` are ids of places, ``helplines`` the lines as shown.
    ``targets`` are answers hoped for by district, ``channels`` the ways that answers may come.
    On ``opens_on`` and after ``closes_on``, days in Lima, it opens and closes by itself.
    """

    __tablename__ = "consultation"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(64), unique=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"), index=True)
    title_es: Mapped[str] = mapped_column(String(200))
    title_en: Mapped[str] = mapped_column(String(200))
    districts: Mapped[list[str]] = mapped_column(JSON)
    helplines: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    draft: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    state: Mapped[State] = mapped_column(String(8), default="draft")
    simulated: Mapped[bool] = mapped_column(default=False)
    minimum_age: Mapped[int] = mapped_column(default=ADULT, server_default=str(ADULT))
    targets: Mapped[dict[str, int]] = mapped_column(JSON, default=dict, server_default="{}")
    channels: Mapped[list[str]] = mapped_column(
        JSON, default=lambda: list(CHANNELS), server_default=json.dumps(CHANNELS)
    )
    opens_on: Mapped[date | None]
    closes_on: Mapped[date | None]
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    opened_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    versions: Mapped[list["Version"]] = relationship(order_by="Version.number")

    @property
    def title(self) -> Text:
        return Text(self.title_es, self.title_en)

    @property
    def version(self) -> int | None:
        """The number of the latest published version."""
        return self.versions[-1].number if self.versions else None


class Version(db.Model):
    """A published questionnaire, never changed again. ``hash`` is that of its content."""

    __tablename__ = "version"
    __table_args__ = (UniqueConstraint("consultation_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    number: Mapped[int]
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
    hash: Mapped[str] = mapped_column(String(64))
    published_at: Mapped[datetime] = mapped_column(UTCDateTime)


class DraftStep(db.Model):
    """A draft as it was before a change, so that the change can be undone.

    ``document`` is None where the change was the first after publishing. ``part`` is the id of
    what was changed, empty for the order of things.
    """

    __tablename__ = "draft_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), index=True)
    document: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    part: Mapped[str] = mapped_column(String(100))
    by: Mapped[str] = mapped_column(String(254))
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class BroughtFile(db.Model):
    """A questionnaire from a file, waiting until whoever brought it has read what became of it.

    ``faults`` are those of reading, as plain JSON, ``languages`` those of its texts, and ``wishes``
    what else its form said, by field; the row is deleted a day later.
    """

    __tablename__ = "brought_file"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    by: Mapped[str] = mapped_column(String(254))
    name: Mapped[str] = mapped_column(String(200))
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
    faults: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    found: Mapped[int]
    imported: Mapped[int]
    languages: Mapped[list[str]] = mapped_column(JSON)
    wishes: Mapped[dict[str, list[str]]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
