"""Reading one answer after the other. Each is given out for the one before, or for a record."""

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from consult.accounts import audit
from consult.consultations.models import Consultation
from consult.keys import KeyRing
from consult.questionnaire.document import Question
from consult.releases.coding.code import code
from consult.releases.coding.forms import Reading
from consult.releases.coding.models import Theme
from consult.releases.coding.quoting.quote import propose
from consult.releases.coding.texts import draw, find_text
from consult.releases.coding.themes import add
from consult.responses.models import OpenText
from consult.web.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads the answers to which question."""

    ring: KeyRing
    session: Session
    actor: str
    consultation: Consultation
    question: Question

    def begin(self, *, again: bool) -> OpenText | None:
        """Record that a reading begins, and give out its first answer."""
        detail = {"question": self.question.id, "again": again}
        audit.record(self.session, self.actor, "texts.read", self.consultation.slug, detail)
        return self._draw(again=again)

    def at(self, form: Reading) -> OpenText | None:
        """The answer that a form came back for; None where it is deleted meanwhile."""
        id_ = form.text.data or ""
        return find_text(self.session, self.consultation.id, self.question.id, id_)

    def skip(self, text: OpenText, *, again: bool) -> OpenText | None:
        return self._draw(again=again, besides=text.id)

    def save(self, text: OpenText, form: Reading) -> OpenText | None:
        """Note the themes of an answer, the new one among them, and give out the next.

        Raises Refusal.
        """
        if not form.is_decided:
            raise Refusal(_("Tick the themes of this answer, or “No theme”."))
        themes = form.chosen + ([self._add(form).code] if form.new.es else [])
        again = bool(form.again.data)
        code(self.session, self.consultation, text, themes, again=again)
        return self._draw(again=again, besides=text.id)

    def propose(self, text: OpenText, form: Reading) -> None:
        """Raises Refusal."""
        propose(self.ring, self.session, self.actor, self.consultation, text, form.quote)

    def _add(self, form: Reading) -> Theme:
        return add(self.session, self.actor, self.consultation, self.question.id, form.new)

    def _draw(self, *, again: bool, besides: bytes = b"") -> OpenText | None:
        of = (self.consultation.id, self.question.id)
        self.session.flush()
        return draw(self.ring, self.session, *of, again=again, besides=besides)
