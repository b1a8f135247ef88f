"""Set a consultation otherwise. Every change is recorded with what was before and what is now."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from consult.accounts import audit
from consult.consultations.create import known_districts
from consult.consultations.models import CHANNELS, Consultation
from consult.questionnaire.document import ADULT, Questionnaire
from consult.questionnaire.shipped import BLANK, shipped
from consult.web.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Wish:
    """How a consultation shall be set. Days are those of Lima; ``targets`` go by district."""

    opens_on: date | None
    closes_on: date | None
    channels: Sequence[str]
    minimum_age: int
    targets: Mapping[str, int]


def change(
    session: Session, actor: str, consultation: Consultation, wish: Wish, today: date
) -> None:
    """Set what differs, and record it. Raises Refusal with a line for each thing that cannot be."""
    before = _as_set(consultation)
    wished = asdict(_clean(wish, consultation))
    differing = {name for name, value in wished.items() if value != before[name]}
    faults = tuple(_faults(differing, wish, consultation, today))
    if faults:
        raise Refusal(_("Nothing was saved."), faults)
    for name in differing:
        setattr(consultation, name, wished[name])
    _record(session, actor, consultation, {n: (before[n], wished[n]) for n in differing})


def change_districts(
    session: Session, actor: str, consultation: Consultation, chosen: Sequence[str]
) -> None:
    """Set where people are asked, and drop the targets of districts that go. Raises Refusal."""
    if consultation.version:
        raise Refusal(frozen_districts())
    districts = known_districts(chosen)
    before = consultation.districts
    if districts == before:
        return
    consultation.districts = districts
    consultation.targets = {id_: n for id_, n in consultation.targets.items() if id_ in districts}
    _record(session, actor, consultation, {"districts": (before, districts)})


def frozen_districts() -> str:
    """Why they stay as they are once published."""
    return _(
        "The districts are part of the published version: the tables count by them. Others need a "
        "new consultation."
    )


def frozen_age() -> str:
    """Why it stays as it is once open."""
    return _("Whoever has answered was asked under this age. Another needs a new consultation.")


def _as_set(consultation: Consultation) -> dict[str, object]:
    return {name: getattr(consultation, name) for name in Wish.__dataclass_fields__}


def _clean(wish: Wish, consultation: Consultation) -> Wish:
    return Wish(
        opens_on=wish.opens_on,
        closes_on=wish.closes_on,
        channels=[name for name in CHANNELS if name in wish.channels],
        minimum_age=wish.minimum_age,
        targets={id_: wish.targets[id_] for id_ in consultation.districts if id_ in wish.targets},
    )


def _faults(
    differing: set[str], wish: Wish, consultation: Consultation, today: date
) -> Iterator[str]:
    if not wish.channels:
        yield _("Leave at least one way to answer.")
    if "minimum_age" in differing and consultation.opened_at:
        yield frozen_age()
    elif "minimum_age" in differing:
        yield from _age_faults(wish.minimum_age, _origin(consultation))
    if "opens_on" in differing and consultation.state != "draft":
        yield _("It is open already: the day of opening is past.")
    if "closes_on" in differing and consultation.state == "closed":
        yield _("It is closed already. Closed ones are not opened again.")
    for name in ("opens_on", "closes_on"):
        day = getattr(wish, name)
        if name in differing and day and day < today:
            yield _("Choose today or a later day.")
    if wish.opens_on and wish.closes_on and wish.closes_on < wish.opens_on:
        yield _("The last day comes before the day of opening.")


def _age_faults(age: int, origin: Questionnaire | None) -> Iterator[str]:
    """What comes with consult is asked of those for whom it was made; one's own says nothing."""
    if origin and origin.minimum_age == ADULT and age < ADULT:
        yield _("This questionnaire is for adults. Begin from nothing or with one for adolescents.")
    if origin and age == ADULT and origin.minimum_age < ADULT:
        yield _("This questionnaire is for adolescents. Begin from nothing or with one for adults.")


def _origin(consultation: Consultation) -> Questionnaire | None:
    """What the questionnaire began as, where that comes with consult."""
    document = consultation.draft or consultation.versions[-1].document
    name = str(document.get("id"))
    return shipped().get(name) if name != BLANK else None


def _record(
    session: Session,
    actor: str,
    consultation: Consultation,
    changed: Mapping[str, tuple[object, object]],
) -> None:
    """Old and new of each; nothing where nothing changed."""
    detail = {
        name: {"old": _plain(old), "new": _plain(new)} for name, (old, new) in changed.items()
    }
    if detail:
        audit.record(session, actor, "consultation.settings", consultation.slug, detail)


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
