"""The way from a ready-made questionnaire to the first answers, step by step."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from consult.consultations.models import Consultation
from consult.questionnaire.document import Questionnaire
from consult.questionnaire.faults import Fault
from consult.questionnaire.shipped import about_shipped, shipped
from consult.questionnaire.text import Text
from consult.web.locale import day


@dataclass(frozen=True, slots=True)
class Card:
    """A ready-made questionnaire as one chooses it: what it is for, and how long it is."""

    about: Text
    questions: int

    @classmethod
    def of(cls, name: str) -> "Card":
        return cls(about_shipped()[name], asked_in(shipped()[name]))


@dataclass(frozen=True, slots=True)
class Step:
    """One step, what is known of it, and where it is taken.

    ``done`` is None where nobody can know, ``address`` empty for whoever may not go there.
    """

    name: str
    said: str
    address: str
    done: bool | None = None
    is_next: bool = False


def first_hour(
    consultation: Consultation,
    questionnaire: Questionnaire,
    faults: Sequence[Fault],
    today: date,
    *,
    may_edit: bool,
) -> list[Step]:
    """Every step of a consultation; the first one that is not done comes next.

    Once it is open that is to share it, whatever else could be better.
    """
    steps = [
        _questionnaire(consultation, questionnaire),
        _where_and_when(consultation, today),
        _helplines(consultation),
        _try(consultation),
        _publish(consultation, faults),
        _share(consultation),
    ]
    missing = [step for step in steps if step.done is False and consultation.state == "draft"]
    following = missing[0] if missing else steps[-1]
    elsewhere = () if may_edit else (steps[0], steps[2])  # pages of those who edit
    return [
        replace(
            step,
            address="" if step in elsewhere else step.address,
            is_next=step is following,
        )
        for step in steps
    ]


def asked_in(questionnaire: Questionnaire) -> int:
    """How many questions it has; a note asks nothing."""
    return sum(question.kind != "note" for question in questionnaire.questions)


def _questionnaire(consultation: Consultation, questionnaire: Questionnaire) -> Step:
    number = asked_in(questionnaire)
    missing = sum(not text.es for where, text in questionnaire.texts)
    said = [ngettext("%(num)s question", "%(num)s questions", number)]
    said += [_languages(missing, len(questionnaire.missing_translations))]
    address = url_for("builder.show", slug=consultation.slug)
    own = any(not question.role for question in questionnaire.questions)
    said += [] if own else [_("no question of your own yet")]
    return Step(_("Questionnaire"), " · ".join(said), address, own and not missing)


def _languages(without_spanish: int, without_english: int) -> str:
    """What is written in which language. Spanish alone is enough to be published."""
    if without_spanish:
        return ngettext(
            "%(num)s text without Spanish", "%(num)s texts without Spanish", without_spanish
        )
    if without_english:
        return ngettext(
            "in Spanish alone: %(num)s text has no English",
            "in Spanish alone: %(num)s texts have no English",
            without_english,
        )
    return _("in both languages")


def _where_and_when(consultation: Consultation, today: date) -> Step:
    number = len(consultation.districts)
    said = [ngettext("%(num)s district", "%(num)s districts", number), *_days(consultation, today)]
    address = url_for("settings.show", slug=consultation.slug)
    return Step(_("Districts and days"), " · ".join(said), address, bool(consultation.closes_on))


def _days(consultation: Consultation, today: date) -> Iterator[str]:
    opens, closes = consultation.opens_on, consultation.closes_on
    if consultation.state == "draft" and opens:
        late = opens < today
        yield (_("it should have opened on %(day)s") if late else _("opens on %(day)s")) % {
            "day": day(opens)
        }
    if closes and consultation.state != "closed":
        yield _("closes for good after %(day)s", day=day(closes))
    elif not closes:
        yield _("no last day yet")


def _helplines(consultation: Consultation) -> Step:
    lines = consultation.helplines
    called = sum(bool(line.get("confirmed")) for line in lines)
    address = url_for("settings.edit_helplines", slug=consultation.slug)
    if not lines:
        said = _("None. Residents who need help will find no number to call.")
    elif called == len(lines):
        said = _("all of them were called")
    else:
        said = _("%(called)s of %(all)s were called to check", called=called, all=len(lines))
    return Step(_("Helplines"), said, address, bool(lines) and called == len(lines))


def _try(consultation: Consultation) -> Step:
    address = url_for("review.try_out", slug=consultation.slug)
    return Step(_("Try it"), _("as residents will see it; nothing is stored"), address)


def _publish(consultation: Consultation, faults: Sequence[Fault]) -> Step:
    errors = sum(fault.severity == "error" for fault in faults)
    address = url_for("review.show", slug=consultation.slug)
    if errors:
        said = ngettext(
            "%(num)s fault has to be mended first.",
            "%(num)s faults have to be mended first.",
            errors,
        )
    elif consultation.opened_at:
        said = _("open since %(day)s", day=day(consultation.opened_at))
    else:
        said = _("from then on residents can answer")
    return Step(_("Publish and open"), said, address, consultation.state != "draft" and not errors)


def _share(consultation: Consultation) -> Step:
    return Step(
        _("Print and share"),
        _("link, QR code, poster, paper form"),
        url_for("sharing.show", slug=consultation.slug),
    )
