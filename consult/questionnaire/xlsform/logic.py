"""Conditions put together; what is certain already is a bool, and is left out of the rest."""

from typing import cast

from consult.questionnaire.document import NON_ANSWERS, Expression
from consult.questionnaire.grammar import MOST_PARTS
from consult.questionnaire.xlsform.scope import Asked

Decided = Expression | bool


def joined(name: str, parts: list[Decided]) -> Decided:
    """All or any of the parts, without what is certain, and each once."""
    decisive = name == "any"
    if decisive in parts:
        return decisive
    open_ = [part for part in parts if not isinstance(part, bool)]
    if not open_:
        return not decisive
    different = [part for at, part in enumerate(open_) if part not in open_[:at]]
    return _all(different) if name == "all" else _grouped("any", different)


def _all(parts: list[Expression]) -> Expression:
    """All of the parts; "given, and not a non-answer" is what we call answered."""
    for part in parts:
        first, *others = cast(list[Expression], part.get("any", [{}]))
        field = first.get("answered")
        refused: list[Expression] = [{"selected": [field, id_]} for id_ in NON_ANSWERS]
        denied = [{"not": other} for other in others]
        if field and all(other in refused for other in others) and all(d in parts for d in denied):
            return _all([first if p is part else p for p in parts if p not in denied])
    return _grouped("all", parts)


def _grouped(name: str, parts: list[Expression]) -> Expression:
    """The parts under one name, in groups where they are too many for one list."""
    while len(parts) > MOST_PARTS:
        parts = [
            {name: parts[at : at + MOST_PARTS]} if at + 1 < len(parts) else parts[at]
            for at in range(0, len(parts), MOST_PARTS)
        ]
    return {name: parts} if len(parts) > 1 else parts[0]


def opposite(rule: Decided) -> Decided:
    if isinstance(rule, bool):
        return not rule
    return cast(Expression, rule["not"]) if "not" in rule else {"not": rule}


def given(asked: Asked) -> Expression:
    """That it is not empty: a form has non-answers as options, like any other."""
    answered: Expression = {"answered": asked.field}
    if not asked.non_answers:
        return answered
    return {"any": [answered, *({"selected": [asked.field, id_]} for id_ in asked.non_answers)]}
