"""Whether answers to two versions may be counted together: the same id must mean the same.

Tables join questions, options, rows and bands by their ids. What changed its meaning needs an id of
its own; what only changed its words joins.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from consult.questionnaire.document import Band, Option, Question, Questionnaire
from consult.questionnaire.faults import Fault
from consult.questionnaire.text import Text

_ALIKE = 0.4  # of the letters; under that the words say something else, most likely


def check_against(previous: Questionnaire, new: Questionnaire) -> list[Fault]:
    """What would join in tables without meaning the same; ``where`` as in ``check``.

    Errors stop publishing. Places are told apart by their districts, which ``previous`` has: give
    ``new`` with its places too.
    """
    faults = [*_roles(previous, new)]
    for question in new.questions:
        before = previous.by_id.get(question.id)
        if before and "note" not in (before.kind, question.kind):
            faults += _of_question(before, question)
    return faults


def _roles(previous: Questionnaire, new: Questionnaire) -> Iterator[Fault]:
    roles = {question.role: question.id for question in new.with_role()}
    for before in previous.with_role():
        if roles.get(before.role) != before.id:
            yield Fault("role_needs_new_consultation", {"question": before.text.es}, before.id)


def _of_question(before: Question, after: Question) -> Iterator[Fault]:
    if before.kind != after.kind:
        yield Fault("kind_needs_new_id", where=after.id)
        return
    yield from _meaning(before.text, after.text, after.id)
    yield from _options(before.options, after.options, after.id)
    yield from _options(before.rows, after.rows, after.id)
    yield from _bands(before.bands, after.bands, after.id)


def _options(before: Sequence[Option], after: Sequence[Option], where: str) -> Iterator[Fault]:
    """An id that now stands for what another stood for, as where ids are but positions."""
    owners = {option.text.es: option.id for option in before}
    texts = {option.id: option.text for option in before}
    for option in after:
        was = texts.get(option.id)
        if was is None or was.es == option.text.es:
            continue
        at = f"{where}.{option.id}"
        if owners.get(option.text.es, option.id) != option.id:
            yield Fault("option_needs_new_id", {"before": was.es, "now": option.text.es}, at)
        else:
            yield from _meaning(was, option.text, at)


def _bands(before: Sequence[Band], after: Sequence[Band], where: str) -> Iterator[Fault]:
    for band in after:
        for old in before:
            if (old.minimum, old.maximum) == (band.minimum, band.maximum) and old.id == band.id:
                continue
            if old.id == band.id or _meet(old, band):
                was, now = old.text.es, band.text.es
                at = f"{where}.{band.id}"
                yield Fault("band_needs_new_id", {"before": was, "now": now}, at)
                break


def _meet(one: Band, other: Band) -> bool:
    return all(
        low.minimum is None or high.maximum is None or low.minimum <= high.maximum
        for low, high in ((one, other), (other, one))
    )


def _meaning(before: Text, after: Text, where: str) -> Iterator[Fault]:
    alike = SequenceMatcher(None, before.es.casefold(), after.es.casefold(), autojunk=False)
    if before.es and after.es and alike.ratio() < _ALIKE:
        told = Fault("meaning_may_have_changed", {"before": before.es, "now": after.es}, where)
        yield replace(told, severity="warning")
