"""Whether the conditions of a questionnaire can ever hold: they look back, at what exists."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from consult.questionnaire.document import Expression, Question, Questionnaire
from consult.questionnaire.expressions import references, uses
from consult.questionnaire.faults import Fault
from consult.questionnaire.reachable import never_asked

_ONE_OPTION = ("single", "scale", "place", "grid")
_SEVERAL = ("multiple", "ranking")


def rule_faults(questionnaire: Questionnaire) -> list[Fault]:
    """A fault for every condition that names what is unknown, comes later, or cannot be compared.

    ``where`` is the id of the question or section that the condition belongs to. One that can
    never hold is a warning.
    """
    found = [_numbered(fault, questionnaire) for fault in _unfit(questionnaire)]
    told = {fault.where for fault in found}
    found += [
        Fault("rule_never_holds", where=id_, severity="warning")
        for id_ in never_asked(questionnaire)
        if id_ not in told
    ]
    return found


def _numbered(fault: Fault, questionnaire: Questionnaire) -> Fault:
    """The same with the number of the question that is spoken of, where there is one."""
    id_ = str(fault.params.get("question", "")).partition(".")[0]
    number = questionnaire.numbers.get(id_)
    if number is None or fault.code == "rule_unknown_question":
        return fault
    return replace(fault, params={**fault.params, "question": number})


def _unfit(questionnaire: Questionnaire) -> Iterator[Fault]:
    fields = {field: asked for asked in questionnaire.questions for field in asked.fields}
    earlier: set[str] = set()
    for section in questionnaire.sections:
        yield from _faults(section.when, section.id, fields, earlier)
        for question in section.questions:
            for rule in _before_it(question):
                yield from _faults(rule, question.id, fields, earlier)
            earlier.update(question.fields)
            yield from _faults(question.valid, question.id, fields, earlier, may_know_day=True)
            yield from (
                Fault("row_condition", where=question.id) for row in question.rows if row.when
            )


def _before_it(question: Question) -> Iterator[Expression | None]:
    """The conditions that are decided before the question itself is answered, each once."""
    yield question.when
    yield question.required_when
    rules = [option.when for option in question.options]
    yield from (rule for at, rule in enumerate(rules) if rule not in rules[:at])


def _faults(
    rule: Expression | None,
    where: str,
    fields: Mapping[str, Question],
    earlier: set[str],
    *,
    may_know_day: bool = False,
) -> Iterator[Fault]:
    if rule is None:
        return
    if "today" in uses(rule) and not may_know_day:
        yield Fault("rule_today", where=where)
    for field, option in references(rule):
        if field not in fields:
            yield Fault("rule_unknown_question", {"question": field}, where=where)
        elif field not in earlier:
            yield Fault("rule_later_question", {"question": field}, where=where)
        elif option is not None and not _offers(fields[field], option):
            yield Fault("rule_unknown_option", {"question": field, "option": option}, where=where)
    for field, literal in _compared(rule):
        question = fields.get(field)
        if question and question.kind in _SEVERAL:
            yield Fault("rule_compares_several", {"question": field}, where=where)
        elif question and literal is not None and not _fits(question, literal):
            yield Fault("rule_unknown_option", {"question": field, "option": literal}, where=where)


def _offers(question: Question, option: str) -> bool:
    if question.kind == "place" and not question.options:
        return True  # its places are those of the consultation, known when it is published
    return option in question.non_answers or any(o.id == option for o in question.options)


def _fits(question: Question, literal: str) -> bool:
    return question.kind not in _ONE_OPTION or _offers(question, literal)


def _compared(tree: object) -> Iterator[tuple[str, str | None]]:
    """Every answer that is compared or reckoned with, and the string it is held against."""
    if isinstance(tree, list):
        for part in tree:
            yield from _compared(part)
    elif isinstance(tree, Mapping):
        [(name, argument)] = tree.items()
        if name == "answer":
            yield argument, None
        elif name in ("eq", "ne"):
            yield from _against_a_string(argument)
            yield from _compared(argument)
        elif name != "selected":
            yield from _compared(argument)


def _against_a_string(pair: list[object]) -> Iterator[tuple[str, str | None]]:
    for one, other in (pair, pair[::-1]):
        if isinstance(one, Mapping) and "answer" in one and isinstance(other, str):
            yield str(one["answer"]), other
