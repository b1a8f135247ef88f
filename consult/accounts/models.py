"""Staff, the programmes they work in, their roles there, and the record of what they did."""

from datetime import datetime
from typing import Literal

from flask_security import UserMixin
from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.db import UTCDateTime, db

Role = Literal["facilitator", "coordinator", "admin"]


class Programme(db.Model):
    """Consultations, sessions and people that belong together."""

    __tablename__ = "programme"

    id: Mapped[int] = mapped_column(primary_key=True)
    name_es: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200))


class User(db.Model, UserMixin):
    """A member of staff. A new ``fs_uniquifier`` ends every session that the person has."""

    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    password: Mapped[str] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)

    memberships: Mapped[list["Membership"]] = relationship(back_populates="user", lazy="selectin")


class Membership(db.Model):
    """A role of a person in a programme: in all its consultations, or in one of them."""

    __tablename__ = "membership"
    __table_args__ = (
        CheckConstraint("role IN ('facilitator', 'coordinator', 'admin')", name="role"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    consultation_id: Mapped[int | None] = mapped_column(ForeignKey("consultation.id"))
    role: Mapped[Role] = mapped_column(String(12))

    user: Mapped[User] = relationship(back_populates="memberships")


class Invitation(db.Model):
    """A link that lets one colleague in, once. Only a hash of its token is kept."""

    __tablename__ = "invitation"

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(String(64), unique=True)  # SHA-256, in hex
    role: Mapped[Role] = mapped_column(String(12))
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    consultation_id: Mapped[int | None] = mapped_column(ForeignKey("consultation.id"))
    by: Mapped[str] = mapped_column(String(254))
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    used_by: Mapped[str | None] = mapped_column(String(254))


class SignInFailures(db.Model):
    """Wrong passwords in a row for one e-mail, known here or not. The address is not kept."""

    __tablename__ = "sign_in_failures"

    account: Mapped[str] = mapped_column(String(64), primary_key=True)
    count: Mapped[int]
    wait_until: Mapped[datetime] = mapped_column(UTCDateTime)


class AuditEntry(db.Model):
    """One thing that a member of staff did. Only ever added."""

    __tablename__ = "audit"

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    actor: Mapped[str] = mapped_column(String(254))
    verb: Mapped[str] = mapped_column(String(32))
    object: Mapped[str] = mapped_column(String(200))
    detail: Mapped[str] = mapped_column(Text)  # canonical JSON
