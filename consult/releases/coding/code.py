"""Give a text its themes."""

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from consult.consultations.models import Consultation
from consult.releases.coding.models import Coding
from consult.releases.coding.themes import refuse_while_preparing, themes_of
from consult.responses.models import OpenText
from consult.web.refusal import Refusal


def code(
    session: Session,
    consultation: Consultation,
    text: OpenText,
    themes: Sequence[str],
    *,
    again: bool,
) -> None:
    """Note the themes of a text by their codes. Raises Refusal.

    ``again`` says that it was read before, and that these are its themes from now on. No record
    tells who gave them, or when: it would count the texts.
    """
    known = [one.code for one in themes_of(session, consultation, text.question)]
    chosen = [code for code in known if code in themes]
    before = session.get(Coding, text.id)
    if before is None:
        row = Coding(
            text_id=text.id,
            consultation_id=consultation.id,
            question=text.question,
            themes=chosen,
        )
        session.add(row)
    elif before.themes != chosen:
        _refuse_recoding(session, consultation, before, again=again)
        before.themes = chosen


def _refuse_recoding(
    session: Session, consultation: Consultation, before: Coding, *, again: bool
) -> None:
    if before.printed:
        raise Refusal(_("This answer stands in results already: its themes stay as they are."))
    if not again:
        raise Refusal(_("Somebody else has just read this answer. Their themes stand."))
    refuse_while_preparing(session, consultation)
