"""The census of a consultation: public figures, and where they come from."""

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from consult.db import db
from consult.questionnaire.text import Text
from consult.tables.census import Census


class StoredCensus(db.Model):
    """The figures that the next release of a consultation is weighted by.

    ``margins`` are people by role and category: ``{"sex": {"f": 101, "m": 99, "x": None}}``; None
    stands for a category that the source does not count.
    """

    __tablename__ = "census"

    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), primary_key=True)
    source_es: Mapped[str] = mapped_column(String(200))
    source_en: Mapped[str] = mapped_column(String(200))
    year: Mapped[int]
    margins: Mapped[dict[str, dict[str, int | None]]] = mapped_column(JSON)

    @property
    def census(self) -> Census:
        return Census(Text(self.source_es, self.source_en), self.year, self.margins)
