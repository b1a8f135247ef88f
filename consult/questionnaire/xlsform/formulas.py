"""A condition of ours, and the limits of a question, as XLSForm writes them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import cast

from consult.questionnaire.document import Expression, Question, Questionnaire
from consult.questionnaire.xlsform.names import name_for

_SIGNS = {"eq": "=", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}
_ARITHMETIC = {"add": "+", "sub": "-", "mul": "*", "div": "div", "mod": "mod"}


def relevant(rule: Expression | None, questionnaire: Questionnaire) -> str:
    """The condition as XPath; empty where there is none."""
    return _Writer(questionnaire).condition(rule) if rule else ""


def constraint(question: Question, questionnaire: Questionnaire) -> str:
    """The limits of a question, and what must hold of an answer; empty where there is nothing."""
    parts = list(_limits(question))
    if question.valid:
        parts.append(_Writer(questionnaire, own=question.id).condition(question.valid))
    return " and ".join(parts)


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes conditions; ``own`` is the question whose answer is ``.``, in a rule on itself."""

    questionnaire: Questionnaire
    own: str = ""

    def condition(self, rule: Expression) -> str:
        [(name, argument)] = rule.items()
        if name in ("all", "any"):
            parts = [self.condition(part) for part in cast(list[Expression], argument)]
            return "(" + {"all": " and ", "any": " or "}[name].join(parts) + ")"
        if name == "not":
            return f"not({self.condition(cast(Expression, argument))})"
        if name == "selected":
            field, option = cast(list[str], argument)
            return f"selected({self._reference(field)}, {_string(option)})"
        if name == "answered":
            return self._answered(cast(str, argument))
        if name == "matches":
            value, pattern = cast(list[object], argument)
            return f"regex({self._operand(value)}, {_string(cast(str, pattern))})"
        return self._comparison(name, cast(list[object], argument))

    def _comparison(self, name: str, pair: list[object]) -> str:
        one = self._day if name not in ("eq", "ne") else self._operand
        left, right = (one(part) for part in pair)
        compared = f"{left} {_SIGNS[name]} {right}"
        if name != "ne":
            return compared
        # There, an answer that is missing differs from everything; here it compares with nothing.
        given = [self._answered(field) for field in _answers(pair)]
        return "(" + " and ".join([*dict.fromkeys(given), compared]) + ")"

    def _answered(self, field: str) -> str:
        question = self.questionnaire.by_id.get(field.partition(".")[0])
        reference = self._reference(field)
        parts = [f"{reference} != ''"]
        parts += [f"{reference} != '{id_}'" for id_ in (question.non_answers if question else ())]
        return "(" + " and ".join(parts) + ")"

    def _operand(self, tree: object) -> str:
        if isinstance(tree, str):
            return _string(tree)
        if isinstance(tree, Decimal):
            return f"{tree:f}"
        [(name, argument)] = cast(Mapping[str, object], tree).items()
        if name == "answer":
            return self._reference(cast(str, argument))
        if name == "count":
            return f"count-selected({self._reference(cast(str, argument))})"
        if name == "today":
            return "today()"
        if name == "if":
            condition, *parts = cast(list[object], argument)
            then, otherwise = (self._operand(part) for part in parts)
            return f"if({self.condition(cast(Expression, condition))}, {then}, {otherwise})"
        left, right = (self._operand(part) for part in cast(list[object], argument))
        return f"({left} {_ARITHMETIC[name]} {right})"

    def _day(self, tree: object) -> str:
        return f"date({_string(tree)})" if isinstance(tree, str) else self._operand(tree)

    def _reference(self, field: str) -> str:
        if field == self.own:
            return "."
        question = self.questionnaire.by_id.get(field.partition(".")[0])
        if question is None or field not in question.fields:
            return "''"  # a draft may ask for what is not there: nobody has answered that
        return f"${{{name_for(field)}}}"


def _answers(tree: object) -> Iterator[str]:
    """The fields whose own answers an operand holds; a count is there even without answers."""
    if isinstance(tree, list):
        for part in tree:
            yield from _answers(part)
    elif isinstance(tree, Mapping):
        [(name, argument)] = tree.items()
        yield from [str(argument)] if name == "answer" else _answers(argument)


def _string(text: str) -> str:
    """A literal. XPath has no escapes: a text with both quotes is put together from parts."""
    text = text.replace("${", "$ {")  # no literal of a form may hold it; what is sealed does
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
