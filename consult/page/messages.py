"""A page for each outcome of a submission. Each says plainly whether the answer was stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from consult.page.published import Published
from consult.page.words import N_, in_both, say
from consult.questionnaire.text import Language, Text

Outcome = Literal[
    "stored",
    "conflict",
    "unknown_version",
    "unknown",
    "not_open",
    "closed",
    "wrong_type",
    "malformed",
    "too_large",
    "retry",
    "tried",
]
Step = Literal["invalid", "review", "edit"]  # on the way to one; each has a page of its own


@dataclass(frozen=True, slots=True)
class Message:
    """What happened, whether it was stored, what to do now, and the label of the way on.

    ``carried`` is what to do where the page carries the answers along.
    """

    title: str
    stored: str
    advice: str = ""
    onward: str = ""
    carried: str = ""


_AGAIN = N_("Back to the questionnaire")
_NOT_STORED = N_("Your answer was not stored.")
_NOT_YET = N_("Your answer is not stored yet.")
_MESSAGES: Mapping[Outcome | Step, Message] = {
    "stored": Message(
        N_("Thank you"),
        N_("Your answer was stored."),
        onward=N_("Someone else will answer"),
    ),
    "conflict": Message(
        N_("This form had already been sent"),
        N_("The first answer stays stored as it was. This second one was not stored."),
        N_("If someone else is answering, begin a new form."),
        N_("Begin a new form"),
    ),
    "unknown_version": Message(
        N_("The questionnaire has changed"),
        _NOT_STORED,
        N_("Answer the questionnaire of today."),
        N_("Continue"),
        N_("Your answers to the questions that remain are on this page: continue with them."),
    ),
    "unknown": Message(
        N_("This consultation does not exist"),
        N_("Nothing was stored."),
        N_("Check the address or the code that you were given."),
    ),
    "not_open": Message(
        N_("This consultation is not open yet"),
        N_("Nothing was stored."),
        N_("Come back later at this same address."),
    ),
    "closed": Message(
        N_("This consultation has closed"),
        N_("It takes no more answers: nothing was stored now."),
        onward=N_("See the results"),
    ),
    "wrong_type": Message(
        N_("This answer could not be read"),
        _NOT_STORED,
        N_("Answer with the form of the questionnaire."),
        _AGAIN,
    ),
    "malformed": Message(
        N_("Your answer arrived incomplete"),
        _NOT_STORED,
        N_("The connection may have been cut. Reload this page to send it again."),
    ),
    "too_large": Message(
        N_("Your answer is too long"),
        _NOT_STORED,
        N_("Go back, shorten what you wrote and send it again."),
        _AGAIN,
    ),
    "retry": Message(
        N_("It could not be stored right now"),
        _NOT_YET,
        N_("Wait a moment and reload this page to send it again."),
        N_("Send again"),
        N_("It is kept on this page. Wait a moment and send it again: it counts only once."),
    ),
    "tried": Message(
        N_("End of the try-out"), N_("Nothing was stored."), onward=N_("Try again from the start")
    ),
    "invalid": Message(
        N_("Some answers have to be mended"), _NOT_YET, N_("Mend them and send it again.")
    ),
    "review": Message(N_("Check your answers"), _NOT_YET),
    "edit": Message(N_("Change my answers"), _NOT_YET),
}
_WITH_ANSWERS = ("unknown_version", "retry")


def render(
    outcome: Outcome,
    language: Language,
    published: Published | None = None,
    *,
    given: Mapping[str, Sequence[str]] | None = None,
    submission_id: str | None = None,
) -> str:
    """The page of an outcome as HTML.

    ``published`` is the version to go on with, None where there is no such consultation. ``given``
    is carried along by the outcomes that can go on: ``retry`` sends it again under the same id,
    ``unknown_version`` opens the form of today with it.
    """
    return say(
        language,
        "message",
        outcome=outcome,
        message=_MESSAGES[outcome],
        published=published,
        carries=outcome in _WITH_ANSWERS and bool(given) and published is not None,
        given=given or {},
        id=submission_id if outcome == "retry" else None,
    )


@cache
def spoken(case: Outcome | Step) -> Text:
    """The same without a page: what happened, whether it was stored, and what to do now."""
    message = _MESSAGES[case]
    title, rest = in_both(message.title), in_both(*filter(None, (message.stored, message.advice)))
    return Text(f"{title.es}. {rest.es}", f"{title.en}. {rest.en}")
