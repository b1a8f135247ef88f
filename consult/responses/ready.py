"""Could the next answer be stored?"""

from flask import current_app
from sqlalchemy import select

from consult.consultations.models import Consultation
from consult.db import writing


def can_store() -> bool:
    """Take the write lock, reach the table and the key ring; raises or is False where it cannot."""
    with writing() as session:
        session.execute(select(Consultation.id).limit(1))
    return current_app.extensions["key_ring"].folder.is_dir()
