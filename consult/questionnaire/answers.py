"""A submission read against its questionnaire: the answers that count, and every fault."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from consult.questionnaire.document import Answers, Question, Questionnaire, Value
from consult.questionnaire.faults import Fault
from consult.questionnaire.judging import judge
from consult.questionnaire.kinds import read_field, typed
from consult.questionnaire.route import asked

__all__ = ["Answers", "Read", "Value", "as_pairs", "canonical_answers", "read_answers"]

_MOST_UNKNOWN = 20  # fields that are told of by name; one is enough to refuse
Pairs = Iterable[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Read:
    """What a submission says. It is valid only where there are no faults.

    ``answers`` holds the fields on the route that were answered, ``asked`` all that are on it,
    ``faults`` the first fault of each field, and ``given`` what was typed, to show it again.
    """

    answers: dict[str, Value]
    asked: frozenset[str]
    faults: dict[str, Fault]
    given: dict[str, tuple[str, ...]]


def read_answers(questionnaire: Questionnaire, pairs: Pairs, today: date | None = None) -> Read:
    """Read a submission's fields in the order given. Never raises, whatever the strings hold.

    The caller takes out what is not an answer (``_id``, ``_version`` …): a name that is no field of
    the questionnaire is a fault. What is answered off the route is left out, and so are its faults.
    ``today`` is the day in Peru; without it nothing is judged that depends on the day, as suits
    what was judged on a phone before it was kept there.
    """
    fields = dict(_fields(questionnaire))
    typed_in, unknown = _grouped(pairs, fields)
    read = {name: read_field(fields[name], values) for name, values in typed_in.items()}
    answers = {
        name: value
        for name, value in read.items()
        if value is not None and not isinstance(value, Fault)
    }
    route = asked(questionnaire, answers)
    counted = {name: answers[name] for name in fields if name in route and name in answers}
    found = {
        name: fault for name, fault in read.items() if isinstance(fault, Fault) and name in route
    }
    unread = frozenset(found)
    for question in questionnaire.questions:
        if not route.isdisjoint(question.fields):
            for name, fault in judge(question, counted, today, unread):
                found.setdefault(name, fault)
    faults = {name: replace(found[name], where=name) for name in fields if name in found}
    given = {name: tuple(map(_printable, values)) for name, values in typed_in.items()}
    return Read(counted, route, unknown | faults, given)


def as_pairs(answers: Answers) -> list[tuple[str, str]]:
    """The answers as a submission that reads the same, ordered by field."""
    return [(name, value) for name in sorted(answers) for value in typed(answers[name])]


def canonical_answers(answers: Answers) -> bytes:
    """The same bytes for the same answers, however they were typed: UTF-8 JSON of ``as_pairs``."""
    return json.dumps(as_pairs(answers), ensure_ascii=False, separators=(",", ":")).encode()


def _fields(questionnaire: Questionnaire) -> Iterator[tuple[str, Question]]:
    for question in questionnaire.questions:
        for field in question.fields:
            yield field, question


def _grouped(
    pairs: Pairs, fields: Mapping[str, Question]
) -> tuple[dict[str, list[str]], dict[str, Fault]]:
    values: dict[str, list[str]] = {}
    unknown: dict[str, Fault] = {}
    for name, value in pairs:
        if name in fields:
            values.setdefault(name, []).append(value)
        elif len(unknown) < _MOST_UNKNOWN:
            shown = _printable(name)[:60]
            unknown[shown] = Fault("unknown_field", {"field": shown}, where=shown)
    return values, unknown


def _printable(text: str) -> str:
    """The text without lone surrogates, which no page could be encoded with."""
    return text.encode("utf-8", "replace").decode()
