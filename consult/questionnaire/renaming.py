"""A question under another id, and what refers to it along with it."""

from collections.abc import Mapping
from dataclasses import replace

from consult.questionnaire.document import Expression, Option, Question
from consult.questionnaire.expressions import with_fields


def renamed(question: Question, ids: Mapping[str, str]) -> Question:
    """The question with every id of a question changed that ``ids`` has another for."""
    return replace(
        question,
        id=ids.get(question.id, question.id),
        when=_condition(question.when, ids),
        required_when=_condition(question.required_when, ids),
        valid=_condition(question.valid, ids),
        options=_options(question.options, ids),
        rows=_options(question.rows, ids),
    )


def _options(options: tuple[Option, ...], ids: Mapping[str, str]) -> tuple[Option, ...]:
    return tuple(replace(option, when=_condition(option.when, ids)) for option in options)


def with_renamed(condition: Expression, ids: Mapping[str, str]) -> Expression:
    """The condition with every question under its new id."""
    return with_fields(condition, lambda field: _field(field, ids))


def _condition(condition: Expression | None, ids: Mapping[str, str]) -> Expression | None:
    return condition and with_renamed(condition, ids)


def _field(field: str, ids: Mapping[str, str]) -> str:
    id_, dot, row = field.partition(".")
    return f"{ids.get(id_, id_)}{dot}{row}"
