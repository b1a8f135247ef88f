"""Quotes: proposed by whoever reads, approved or sent back by somebody else."""

import json
import re
import secrets
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass

from cryptography.exceptions import InvalidTag
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.accounts import audit
from consult.consultations.models import Consultation
from consult.keys import KeyMissing, KeyRing
from consult.questionnaire.text import LANGUAGES, Language, Text
from consult.releases.coding.models import Quote
from consult.responses.models import OpenText
from consult.responses.stream import seal, unseal
from consult.tables.marking.marks import Mark, marks
from consult.web.refusal import Refusal

LONGEST = 600  # characters
_ID = re.compile(r"[0-9a-f]{32}")
_ROOM = 8 * LONGEST  # bytes, so that a size tells nothing of what is proposed


@dataclass(frozen=True, slots=True)
class Wording:
    """What a quote says in both languages, and the note with which it was sent back."""

    es: str
    en: str
    note: str = ""

    @property
    def text(self) -> Text:
        return Text(self.es, self.en)


@dataclass(frozen=True, slots=True)
class Shown:
    """A quote with its words."""

    quote: Quote
    words: Wording

    @property
    def marks(self) -> dict[str, tuple[Language, Mark, str]]:
        """What in it may be personal, by a name for each: its language, place and words."""
        return {
            f"{language}-{mark.start}-{mark.end}": (language, mark, said[mark.start : mark.end])
            for language in LANGUAGES
            for said in [self.words.text.get(language)]
            for mark in marks(said)
        }


def propose(
    ring: KeyRing,
    session: Session,
    actor: str,
    consultation: Consultation,
    text: OpenText,
    said: Text,
) -> Quote:
    """Propose words as a quote. Raises Refusal."""
    quote = Quote(
        id=secrets.token_bytes(16),
        consultation_id=consultation.id,
        question=text.question,
        by=actor,
        text_id=text.id,
        key=text.key,
    )
    session.add(quote)
    _set(ring, quote, _both(said))
    _record(session, actor, "quote.propose", consultation, quote)
    return quote


def mend(
    ring: KeyRing,
    session: Session,
    actor: str,
    consultation: Consultation,
    quote: Quote,
    said: Text,
) -> None:
    """Propose other words for one that was sent back. Raises Refusal."""
    _refuse_unless(quote, "returned")
    _words(ring, quote)
    _set(ring, quote, _both(said))
    quote.state, quote.by = "waiting", actor
    _record(session, actor, "quote.propose", consultation, quote)


def approve(
    ring: KeyRing,
    session: Session,
    actor: str,
    consultation: Consultation,
    quote: Quote,
    confirmed: Collection[str],
) -> None:
    """Let it be shown. ``confirmed`` names the marks that were looked at. Raises Refusal."""
    _refuse_unless(quote, "waiting")
    _refuse_own(quote, actor)
    shown = Shown(quote, _words(ring, quote))
    if not set(shown.marks) <= set(confirmed):
        raise Refusal(_("Confirm each stretch that may be personal, or send the quote back."))
    quote.state, quote.es, quote.en = "approved", shown.words.es, shown.words.en
    quote.text_id = quote.key = quote.sealed = None
    _record(session, actor, "quote.approve", consultation, quote)


def send_back(
    ring: KeyRing, session: Session, actor: str, consultation: Consultation, quote: Quote, note: str
) -> None:
    """Send it back to be mended. Raises Refusal."""
    _refuse_unless(quote, "waiting")
    _refuse_own(quote, actor)
    before = _words(ring, quote)
    _set(ring, quote, Wording(before.es, before.en, note))
    quote.state = "returned"
    _record(session, actor, "quote.return", consultation, quote)


def quotes_of(ring: KeyRing, session: Session, consultation: Consultation) -> Iterator[Shown]:
    """Every quote whose words can be read."""
    rows = select(Quote).filter_by(consultation_id=consultation.id)
    for quote in session.scalars(rows.order_by(Quote.question, Quote.id)):
        with suppress(Refusal):
            yield Shown(quote, _words(ring, quote))


def find_quote(session: Session, consultation: Consultation, id_: str) -> Quote:
    """The quote that a form names. Raises Refusal."""
    quote = session.get(Quote, bytes.fromhex(id_)) if _ID.fullmatch(id_) else None
    if quote is None or quote.consultation_id != consultation.id:
        raise Refusal(_gone())
    return quote


def _both(said: Text) -> Wording:
    if not (said.es and said.en):
        raise Refusal(_("Write the quote in both languages."))
    return Wording(said.es, said.en)


def _set(ring: KeyRing, quote: Quote, words: Wording) -> None:
    assert quote.key is not None
    plain = json.dumps(asdict(words), ensure_ascii=False).encode()
    quote.sealed = seal(ring.get(quote.key), plain, _label(quote), _ROOM)


def _words(ring: KeyRing, quote: Quote) -> Wording:
    if quote.key is None or quote.sealed is None:
        return Wording(quote.es or "", quote.en or "")
    try:
        plain = unseal(ring.get(quote.key), quote.sealed, _label(quote))
    except (InvalidTag, KeyMissing) as gone:
        raise Refusal(_gone()) from gone
    return Wording(**json.loads(plain))


def _label(quote: Quote) -> str:
    return f"{quote.key}|quote|{quote.id.hex()}"


def _gone() -> str:
    return _("The answer that this quote comes from is deleted.")


def _refuse_unless(quote: Quote, state: str) -> None:
    if quote.state != state:
        raise Refusal(_("Somebody else has dealt with this quote meanwhile."))


def _refuse_own(quote: Quote, actor: str) -> None:
    if quote.by == actor:
        raise Refusal(_("Another person has to look at the quote that you propose."))


def _record(
    session: Session, actor: str, verb: str, consultation: Consultation, quote: Quote
) -> None:
    audit.record(session, actor, verb, consultation.slug, {"question": quote.question})
