"""What a poster says. A photograph of it must endanger nobody who keeps it on a phone."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from consult.accounts.models import Programme
from consult.consultations.models import Consultation
from consult.consultations.publish import ELSEWHERE, places
from consult.consultations.sharing.shown import shown
from consult.consultations.sharing.words import both
from consult.page.published import ADULT, Helpline, helplines
from consult.page.words import N_, day
from consult.questionnaire.duration import minutes
from consult.questionnaire.text import LANGUAGES, Text

_MOST_NAMED = 12  # districts
_LONGEST_INTRO = 200  # characters
NEUTRAL_TITLE = N_("Neighbourhood consultation")


@dataclass(frozen=True, slots=True)
class Poster:
    """Everything in both languages. A neutral one names neither the subject nor who convenes."""

    title: Text
    what_for: tuple[Text, ...]
    facts: tuple[Text, ...]
    convener: Text | None
    lines: tuple[Helpline, ...]
    neutral: bool

    @classmethod
    def of(cls, consultation: Consultation, programme: Programme, *, neutral: bool) -> "Poster":
        what_for = tuple(_what_for(consultation, neutral=neutral))
        return cls(
            both(NEUTRAL_TITLE) if neutral else shown(consultation).title,
            what_for,
            tuple(_facts(consultation, what_for)),
            None if neutral else Text(programme.name_es, programme.name_en),
            helplines(consultation.helplines),
            neutral,
        )


def _what_for(consultation: Consultation, *, neutral: bool) -> Iterator[Text]:
    """The first line with which the questionnaire introduces itself, where it is short enough."""
    yield both(N_("We want to know what you think of the place where you live."))
    if not neutral:
        intro = shown(consultation).intro
        line = Text(*(_first_line(intro.get(one)) for one in LANGUAGES))
        if line and max(len(line.es), len(line.en)) <= _LONGEST_INTRO:
            yield line


def _first_line(words: str) -> str:
    return words.partition("\n")[0]


def _facts(consultation: Consultation, told: Iterable[Text]) -> Iterator[Text]:
    if not any("minut" in text.es for text in told):  # its author says how long it takes
        yield both(N_("About %(minutes)s minutes."), minutes=minutes(shown(consultation)))
    if consultation.minimum_age < ADULT:
        yield both(N_("For people aged %(age)s to 17."), age=consultation.minimum_age)
    else:
        yield both(N_("For people aged 18 or over."))
    if districts := [place.text for place in places(consultation) if place != ELSEWHERE]:
        yield _where(districts)
    if consultation.closes_on:
        until = Text(*(day(consultation.closes_on, language) for language in LANGUAGES))
        yield both(N_("Until %(day)s."), day=until)


def _where(districts: list[Text]) -> Text:
    if len(districts) > _MOST_NAMED:
        return both(N_("%(number)s districts."), number=len(districts))
    return Text(*(f"{', '.join(name.get(one) for name in districts)}." for one in LANGUAGES))
