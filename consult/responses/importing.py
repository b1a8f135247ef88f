"""Take answers in from a spreadsheet, straight into mixed blocks."""

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from consult.accounts import audit
from consult.accounts.models import User
from consult.config import LIMA
from consult.consultations.models import Consultation
from consult.consultations.published import questionnaire_of
from consult.keys import KeyRing
from consult.responses.bulk import Bulk, read_bulk
from consult.responses.resting import add_to_blocks
from consult.responses.stream import Stream, lock
from consult.web.refusal import Refusal


def read(consultation: Consultation, content: bytes) -> Bulk:
    """Judge a file against the latest version, writing nothing. Raises Refusal."""
    if not consultation.versions:
        raise Refusal(_("Answers are imported once the consultation is open."))
    today = current_app.config["CLOCK"]().astimezone(LIMA).date()
    return read_bulk(questionnaire_of(consultation.versions[-1]), content, today)


def take_in(
    ring: KeyRing, session: Session, actor: User | str, consultation: Consultation, bulk: Bulk
) -> None:
    """Add the good rows. Raises Refusal unless the consultation is open or closed."""
    lock(session.connection(), consultation.id, exclusive=True)
    if consultation.version is None:
        raise Refusal(_("Answers are imported once the consultation is open."))
    stream = Stream(consultation.id, consultation.version, "import")
    add_to_blocks(ring, session, stream, bulk.block, bulk.texts)
    tens = bulk.block.size // 10 * 10  # staff read this record, and no exact number is theirs
    audit.record(session, actor, "answers.import", consultation.slug, {"at least": tens})
