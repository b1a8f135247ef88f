"""What a release prints: an item for each closed question, joined over versions by id."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from consult.questionnaire.document import (
    EMPTY,
    NOT_ASKED,
    Option,
    Question,
    Questionnaire,
    Section,
)
from consult.questionnaire.text import Text
from consult.tables.catalogue import months, sentence
from consult.tables.columns import in_order

Form = Literal["one", "several", "top"]
TOP = 3  # a ranking tells the first place and the first three
_LONGEST_SPAN = 60  # months; a longer range of dates would be a table nobody reads


@dataclass(frozen=True)
class Item:
    """One printed question: a whole one, a row of a grid, or one reading of a ranking.

    ``one``: everybody stands on one line. ``several``: each option is a yes or no of its own.
    ``top``: the same, for options that stand among the first places of a ranking.
    ``columns`` are the ids of the columns it is read from.
    """

    id: str
    form: Form
    question: Question
    section: Text
    text: Text
    options: tuple[Option, ...]
    reasons: frozenset[str]  # the non-answers it can have
    columns: tuple[str, ...]
    sensitive: bool
    limit: int  # how many options one person may choose
    versions: tuple[int, ...]


def items(versions: Sequence[tuple[int, Questionnaire]]) -> tuple[Item, ...]:
    """Every printed question in the order of asking, the newest version first.

    Words come from the newest version that has them. A question whose kind changed keeps the
    newest kind, and the versions with another count as not having asked it.
    """
    found: dict[str, list[tuple[int, Item]]] = {}
    for number, questionnaire in sorted(versions, key=lambda pair: -pair[0]):
        for item in _of_version(number, questionnaire):
            found.setdefault(item.id, []).append((number, item))
    return tuple(_joined([item for _, item in same], len(versions)) for same in found.values())


def left_out(questionnaire: Questionnaire) -> tuple[Question, ...]:
    """The questions of a version that no table prints: free text, numbers without bands, dates
    without a range."""
    printed = {item.question.id for item in _of_version(0, questionnaire)}
    asked = (question for question in questionnaire.questions if question.kind != "note")
    return tuple(question for question in asked if question.id not in printed)


def _joined(same: Sequence[Item], published: int) -> Item:
    newest = same[0]
    alike = [item for item in same if item.question.kind == newest.question.kind]
    options = {option.id: option for item in reversed(alike) for option in item.options}
    known = [option.id for item in alike for option in item.options]
    reasons = frozenset().union(*(item.reasons for item in alike))
    return replace(
        newest,
        options=tuple(options[name] for name in dict.fromkeys(known)),
        reasons=reasons if len(alike) == published else reasons | {NOT_ASKED},
        sensitive=any(item.sensitive for item in alike),
        limit=max(item.limit for item in alike),
        versions=tuple(sorted(item.versions[0] for item in alike)),
    )


def _of_version(number: int, questionnaire: Questionnaire) -> Iterator[Item]:
    for section in questionnaire.sections:
        for question in section.questions:
            yield from _printed(question, section, number)


def _printed(question: Question, section: Section, number: int) -> Iterator[Item]:
    def item(form: Form, options: Sequence[Option], **rest: object) -> Item:
        whole = Item(
            id=question.id,
            form=form,
            question=question,
            section=section.title,
            text=question.text,
            options=tuple(options),
            reasons=_reasons(question, section),
            columns=(question.id,),
            sensitive=question.sensitive,
            limit=question.max_choices or max(len(question.options), 1),
            versions=(number,),
        )
        return replace(whole, **rest)  # type: ignore[arg-type]  # each names a field of Item

    match question.kind:
        case "single" | "scale" | "place":
            yield item("one", question.options)
        case "multiple":
            yield item("several", question.options)
        case "number" if question.bands:
            bands = in_order(question.bands)
            yield item("one", [Option(band.id, band.text) for band in bands])
        case "date" if span := _span(question):
            yield item("one", span)
        case "text" if question.options:  # the themes of what was written
            yield item("several", question.options)
        case "grid":
            for row, field in zip(question.rows, question.fields, strict=True):
                text = sentence("grid_row", {"question": question.text, "row": row.text})
                yield item("one", question.options, id=field, columns=(field,), text=text)
        case "ranking":
            yield from _ranking(question, item)


def _ranking(question: Question, item: Callable[..., Item]) -> Iterator[Item]:
    places = min(TOP, question.max_choices or len(question.options))
    columns = tuple(f"{question.id}.{place + 1}" for place in range(places))
    first = sentence("ranked_first", {"question": question.text})
    yield item("one", question.options, id=f"{question.id}.first", columns=columns[:1], text=first)
    if places > 1:
        top = sentence("ranked_top", {"question": question.text, "places": places})
        name = f"{question.id}.top{places}"
        yield item("top", question.options, id=name, columns=columns, text=top, limit=places)


def _reasons(question: Question, section: Section) -> frozenset[str]:
    skipped = {NOT_ASKED} if question.when or section.when else set()
    # Tables sum over the group that gave no answer, so every axis has it.
    empty = set() if question.required and not question.role else {EMPTY}
    return frozenset(skipped | empty | set(question.non_answers))


def _span(question: Question) -> list[Option]:
    """The months that a date may fall in, where few enough."""
    if not (question.earliest and question.latest):
        return []
    first, last = date.fromisoformat(question.earliest), date.fromisoformat(question.latest)
    span = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    if len(span) > _LONGEST_SPAN:
        return []
    return [Option(f"{m // 12}-{m % 12 + 1:02}", months(m // 12, m % 12 + 1)) for m in span]
