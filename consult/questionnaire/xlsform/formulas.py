"""A condition of ours, and the limits of a question, as XLSForm writes them."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import cast

from consult.questionnaire.document import Expression, Question, Questionnaire
from consult.questionnaire.xlsform.names import name_for

_SIGNS = {"eq": "=", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}
_ARITHMETIC = {"add": "+", "sub": "-", "mul": "*", "div": "div", "mod": "mod"}


def relevant(rule: Expression | None, questionnaire: Questionnaire) -> str:
    """The condition as XPath; empty where there is none."""
    return _condition(rule, questionnaire) if rule else ""


def constraint(question: Question) -> str:
    """The limits of a question as XPath; empty where there are none."""
    return " and ".join(_limits(question))


def _condition(rule: Expression, questionnaire: Questionnaire) -> str:
    [(name, argument)] = rule.items()
    if name in ("all", "any"):
        parts = [_condition(part, questionnaire) for part in cast(list[Expression], argument)]
        return "(" + {"all": " and ", "any": " or "}[name].join(parts) + ")"
    if name == "not":
        return f"not({_condition(cast(Expression, argument), questionnaire)})"
    if name == "selected":
        field, option = cast(list[str], argument)
        return f"selected({_reference(field)}, {_string(option)})"
    if name == "answered":
        return _answered(cast(str, argument), questionnaire)
    if name == "matches":
        value, pattern = cast(list[object], argument)
        return f"regex({_operand(value)}, {_string(cast(str, pattern))})"
    return _comparison(name, cast(list[object], argument), questionnaire)


def _comparison(name: str, pair: list[object], questionnaire: Questionnaire) -> str:
    left, right = (_day(part) if name not in ("eq", "ne") else _operand(part) for part in pair)
    compared = f"{left} {_SIGNS[name]} {right}"
    if name != "ne":
        return compared
    # There, an answer that is missing differs from everything; here it compares with nothing.
    given = [_answered(field, questionnaire) for field in _answers(pair)]
    return "(" + " and ".join([*dict.fromkeys(given), compared]) + ")"


def _answers(tree: object) -> Iterator[str]:
    """The fields whose own answers an operand holds; a count is there even without answers."""
    if isinstance(tree, list):
        for part in tree:
            yield from _answers(part)
    elif isinstance(tree, Mapping):
        [(name, argument)] = tree.items()
        yield from [str(argument)] if name == "answer" else _answers(argument)


def _answered(field: str, questionnaire: Questionnaire) -> str:
    question = questionnaire.by_id.get(field.partition(".")[0])
    reference = _reference(field)
    parts = [f"{reference} != ''"]
    parts += [f"{reference} != '{id_}'" for id_ in (question.non_answers if question else ())]
    return "(" + " and ".join(parts) + ")"


def _operand(tree: object) -> str:
    if isinstance(tree, str):
        return _string(tree)
    if isinstance(tree, Decimal):
        return f"{tree:f}"
    [(name, argument)] = cast(Mapping[str, object], tree).items()
    if name == "answer":
        return _reference(cast(str, argument))
    if name == "count":
        return f"count-selected({_reference(cast(str, argument))})"
    left, right = (_operand(part) for part in cast(list[object], argument))
    return f"({left} {_ARITHMETIC[name]} {right})"


def _day(tree: object) -> str:
    return f"date({_string(tree)})" if isinstance(tree, str) else _operand(tree)


def _reference(field: str) -> str:
    return f"${{{name_for(field)}}}"


def _string(text: str) -> str:
    """A literal. XPath has no escapes: a text with both quotes is put together from parts."""
    if "'" not in text:
        return f"'{text}'"
    if '"' not in text:
        return f'"{text}"'
    return "concat(" + """, "'", """.join(f"'{part}'" for part in text.split("'")) + ")"


def _limits(question: Question) -> Iterator[str]:
    if question.minimum is not None:
        yield f". >= {question.minimum:f}"
    if question.maximum is not None:
        yield f". <= {question.maximum:f}"
    if question.earliest:
        yield f". >= date('{question.earliest}')"
    if question.latest:
        yield f". <= date('{question.latest}')"
    if question.max_choices:
        yield f"count-selected(.) <= {question.max_choices}"
    if question.max_length:
        yield f"string-length(.) <= {question.max_length}"
    for option in question.options:
        if option.exclusive:
            yield f"not(selected(., '{option.id}') and count-selected(.) > 1)"
