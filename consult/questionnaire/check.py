"""What stops a questionnaire from being published, and what is advised before it is."""

from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import TypeVar

from consult.questionnaire.document import Option, Question, Questionnaire
from consult.questionnaire.faults import Fault
from consult.questionnaire.judging import needed
from consult.questionnaire.rules import rule_faults

CHOOSING = ("single", "multiple", "scale", "ranking", "grid")
BREAKDOWN = ("single", "scale", "place", "number")
Bound = TypeVar("Bound", Decimal, str)


def check(questionnaire: Questionnaire) -> list[Fault]:
    """Every fault; ``where`` is the id of the question or section. Errors stop publishing."""
    return [
        *_of_the_whole(questionnaire),
        *_texts(questionnaire),
        *_roles(questionnaire),
        *rule_faults(questionnaire),
        *(fault for question in questionnaire.questions for fault in _of_one(question)),
    ]


def _of_the_whole(questionnaire: Questionnaire) -> Iterator[Fault]:
    if not any(question.kind != "note" for question in questionnaire.questions):
        yield Fault("no_questions")
    named = [section.id for section in questionnaire.sections]
    named += [question.id for question in questionnaire.questions]
    for id_ in _repeated(named):
        yield Fault("duplicate_id", {"id": id_}, where=id_)
    for section in questionnaire.sections:
        if not section.questions:
            yield _advice("empty_section", section.id)


def _texts(questionnaire: Questionnaire) -> Iterator[Fault]:
    for where, text in questionnaire.texts:
        if not text.es:
            yield Fault("missing_spanish", where=where)
    if missing := len(questionnaire.missing_translations):
        yield Fault("spanish_alone", {"count": missing}, severity="warning")


def _roles(questionnaire: Questionnaire) -> Iterator[Fault]:
    for role in _repeated(question.role for question in questionnaire.with_role()):
        yield Fault("role_twice", {"role": role})
    for question in questionnaire.with_role():
        if question.kind not in BREAKDOWN:
            yield Fault("role_kind", where=question.id)
        elif question.kind == "number" and not question.bands:
            yield Fault("role_without_bands", where=question.id)
        if question.sensitive:
            yield Fault("role_sensitive", where=question.id)


def _of_one(question: Question) -> Iterator[Fault]:
    yield from _lists(question)
    yield from _exclusive(question)
    yield from _limits(question)
    yield from _bands(question)
    if needed(question) and not question.non_answers:
        yield _advice("required_without_way_out", question.id)


def _lists(question: Question) -> Iterator[Fault]:
    if question.kind in CHOOSING and len(question.options) < 2:
        yield Fault("too_few_options", where=question.id)
    if question.kind == "grid" and not question.rows:
        yield Fault("grid_without_rows", where=question.id)
    for parts in (question.options, question.rows, question.bands):
        for id_ in _repeated(part.id for part in parts):
            yield Fault("duplicate_id", {"id": id_}, where=question.id)
    if _needless(question):
        yield _advice("needless_list", question.id)


def _needless(question: Question) -> bool:
    options = question.options and question.kind not in (*CHOOSING, "place")
    rows = question.rows and question.kind != "grid"
    return bool(options or rows or (question.bands and question.kind != "number"))


def _exclusive(question: Question) -> Iterator[Fault]:
    exclusive = [option for option in _all_options(question) if option.exclusive]
    if exclusive and question.kind != "multiple":
        yield _advice("exclusive_needless", question.id)
    elif exclusive and len(exclusive) == len(question.options):
        yield Fault("exclusive_all", where=question.id)


def _all_options(question: Question) -> tuple[Option, ...]:
    return question.options + question.rows


def _limits(question: Question) -> Iterator[Fault]:
    if _reversed(question.minimum, question.maximum):
        yield Fault("limits_reversed", where=question.id)
    if _reversed(question.earliest, question.latest):
        yield Fault("limits_reversed", where=question.id)
    if question.max_choices and question.max_choices > max(len(question.options), 1):
        yield _advice("max_choices_idle", question.id)


def _bands(question: Question) -> Iterator[Fault]:
    if question.kind != "number":
        return
    if not question.bands:
        yield _advice("number_without_bands", question.id)
    for band in question.bands:
        if _reversed(band.minimum, band.maximum):
            yield Fault("limits_reversed", where=f"{question.id}.{band.id}")
    for index, band in enumerate(question.bands[1:]):
        before = question.bands[index].maximum
        if before is None or band.minimum is None or band.minimum <= before:
            yield Fault("bands_overlap", where=f"{question.id}.{band.id}")


def _reversed(low: Bound | None, high: Bound | None) -> bool:
    return low is not None and high is not None and low > high


def _repeated(ids: Iterable[str | None]) -> list[str]:
    return [id_ for id_, times in Counter(ids).items() if id_ and times > 1]


def _advice(code: str, where: str) -> Fault:
    return Fault(code, where=where, severity="warning")
