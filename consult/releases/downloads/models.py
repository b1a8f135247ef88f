"""Files of releases, kept so that nobody waits for them."""

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from consult.db import db


class ReleaseFile(db.Model):
    """A file of a release, whole. ``made_of`` is the hash of what it was made of besides the
    release, which never changes: made of anything else, it is made anew and takes its place."""

    __tablename__ = "release_file"

    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    language: Mapped[str] = mapped_column(String(2), primary_key=True)
    made_of: Mapped[str] = mapped_column(String(64))
    body: Mapped[bytes] = mapped_column(LargeBinary)
