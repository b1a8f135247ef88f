"""Begin a consultation from a questionnaire."""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from consult.accounts import audit
from consult.consultations.models import Consultation
from consult.consultations.published import SLUG, find
from consult.questionnaire.districts import every_district
from consult.questionnaire.document import Questionnaire
from consult.questionnaire.reading import LONGEST_TITLE, MOST_PLACES, write_document
from consult.questionnaire.shipped import HELPLINES, TRUJILLO
from consult.questionnaire.text import Text, UnreadableText, clean
from consult.web.refusal import Refusal

_TAKEN = ("new",)  # an address of the staff's pages
MOST_DISTRICTS = MOST_PLACES - 1  # one more place is elsewhere
_LETTERS = "23456789abcdefghjkmnpqrstvwxyz"  # none that is mistaken for another on a poster


@dataclass(frozen=True)
class Plan:
    """What a consultation begins with.

    An empty English title is the questionnaire's, and so is the youngest age where none is given.
    """

    questionnaire: Questionnaire
    slug: str = ""
    title: Text | None = None
    districts: Sequence[str] = ()  # ids of places; none: every district of Trujillo
    helplines: Sequence[dict[str, Any]] = field(
        default_factory=lambda: [dict(line) for line in HELPLINES]
    )
    simulated: bool = False
    minimum_age: int | None = None  # below ADULT: made for adolescents, from that age to 17


def create(
    session: Session, actor: str, programme_id: int, plan: Plan, now: datetime
) -> Consultation:
    """Add a consultation as a draft. Raises Refusal."""
    title = _clean(plan.title or plan.questionnaire.title)
    consultation = Consultation(
        slug=free_slug(session, plan.slug or neutral_slug()),
        programme_id=programme_id,
        title_es=title.es,
        title_en=title.get("en"),
        districts=known_districts(plan.districts or [place.id for place in TRUJILLO]),
        helplines=list(plan.helplines),
        draft=write_document(replace(plan.questionnaire, title=title)),
        state="draft",
        simulated=plan.simulated,
        minimum_age=plan.minimum_age or plan.questionnaire.minimum_age,
        created_at=now,
    )
    session.add(consultation)
    session.flush()
    detail = {"minimum_age": consultation.minimum_age}
    audit.record(session, actor, "consultation.create", consultation.slug, detail)
    return consultation


def _clean(title: Text) -> Text:
    try:
        cleaned = Text(clean(title.es), clean(title.en))
    except UnreadableText:
        raise Refusal(_("The title holds characters that cannot be kept.")) from None
    if max(len(cleaned.es), len(cleaned.en)) > LONGEST_TITLE:
        raise Refusal(_("The title may have %(most)s characters at most.", most=LONGEST_TITLE))
    return cleaned


def neutral_slug() -> str:
    """An address that says nothing: it stays in the history of a phone."""
    return "c-" + "".join(secrets.choice(_LETTERS) for _ in range(4))


def free_slug(session: Session, slug: str) -> str:
    """The address if it can be used for one more. Raises Refusal."""
    if not SLUG.fullmatch(slug):
        raise Refusal(
            _(
                "The address “%(slug)s” cannot be used: up to 64 small letters, digits, hyphens.",
                slug=slug,
            )
        )
    if slug in _TAKEN or find(session, slug):
        raise Refusal(_("The address “%(slug)s” is taken. Choose another.", slug=slug))
    return slug


def known_districts(chosen: Collection[str]) -> list[str]:
    """Districts by the order of their codes, each once. Raises Refusal."""
    for district in chosen:
        if district not in every_district():
            raise Refusal(
                _(
                    "There is no district “%(id)s”. Give its INEI code (ubigeo) of six digits, for "
                    "example 130102.",
                    id=district,
                )
            )
    if len(set(chosen)) > MOST_DISTRICTS:
        raise Refusal(_("At most %(most)s districts in one consultation.", most=MOST_DISTRICTS))
    return sorted(set(chosen))
