"""What the page needs to know of a consultation."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from consult.questionnaire.document import ADULT, Questionnaire
from consult.questionnaire.text import Text

State = Literal["draft", "open", "closed"]


@dataclass(frozen=True, slots=True)
class Helpline:
    """A number to call: whose it is, what for, when, in which languages, and when it was checked.

    Until somebody has called it (``confirmed``), only public sources were read on that day.
    """

    number: str
    name: Text
    about: Text
    hours: Text
    languages: Text
    checked: date
    confirmed: bool


def helplines(rows: Iterable[Mapping[str, Any]]) -> tuple[Helpline, ...]:
    """The lines as a consultation keeps them: JSON with texts in both languages and an ISO day."""
    return tuple(
        Helpline(
            number=row["number"],
            **{name: Text(**row[name]) for name in ("name", "about", "hours", "languages")},
            checked=date.fromisoformat(row["checked"]),
            confirmed=row.get("confirmed", False),
        )
        for row in rows
    )


@dataclass(frozen=True, slots=True)
class Published:
    """One published version of a consultation, in the state that it is in now.

    ``intake_key`` is what a phone seals answers with, ``key id|public key``; empty where it cannot.
    ``sends_to`` is where a try-out sends its answers, which are stored nowhere.
    One with a ``minimum_age`` below ADULT is made for adolescents: from that age to 17.
    """

    slug: str
    number: int
    state: State
    questionnaire: Questionnaire
    helplines: tuple[Helpline, ...] = ()
    intake_key: str = ""
    minimum_age: int = ADULT
    sends_to: str = ""

    @property
    def address(self) -> str:
        return self.sends_to or f"/c/{self.slug}"

    @property
    def is_for_adults(self) -> bool:
        return self.minimum_age == ADULT
