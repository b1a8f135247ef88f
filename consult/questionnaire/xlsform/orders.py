"""Modules that a form asks of everybody, in an order drawn by lot: each is asked once here.

Such a form holds the same rows several times, in groups of which each person is shown just one.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from consult.questionnaire.xlsform.columns import Columns
from consult.questionnaire.xlsform.conditions import read_rule
from consult.questionnaire.xlsform.outline import Group
from consult.questionnaire.xlsform.prose import REFERENCE
from consult.questionnaire.xlsform.scope import Calculated, Scope
from consult.questionnaire.xlsform.xpath import Call, NotUnderstoodError, parse

_LOTS = (Call("random", ()), Call("once", (Call("random", ()),)))
_DRAWN = [f"0.{hundredth:02}5" for hundredth in range(100)]


def orders_within(group: Group, columns: Columns, scope: Scope) -> list[list[Group]]:
    """The groups within one that hold the same rows, so that everybody is shown exactly one."""
    alike: dict[tuple[str, object], list[Group]] = {}
    for part in group.parts:
        if isinstance(part, Group) and part.kind == "group" and (lot := _lot(part, columns, scope)):
            alike.setdefault((lot, _rows(part, columns)), []).append(part)
    return [
        groups
        for (lot, _), groups in alike.items()
        if len(groups) > 1 and _one_each(lot, groups, columns, scope)
    ]


def _lot(group: Group, columns: Columns, scope: Scope) -> str:
    """The name of the lot that alone decides whether a group is shown; empty if none does."""
    named = set(REFERENCE.findall(_relevant(group, columns)))
    name = named.pop() if len(named) == 1 else ""
    try:
        is_lot = name in scope.calculated and parse(scope.calculated[name].formula) in _LOTS
    except NotUnderstoodError:
        return ""
    return name if is_lot else ""


def _rows(group: Group, columns: Columns) -> object:
    """What all rows within say, whatever their order and their names."""
    said = ("type", "relevant", "constraint", "required", "choice_filter", "appearance")
    rows = (
        ([columns.get(item.row, column) for column in said], columns.text(item.row, "label"))
        for item in group.items()
    )
    return tuple(sorted(map(repr, rows)))


def _one_each(lot: str, groups: list[Group], columns: Columns, scope: Scope) -> bool:
    return all(sum(shown) == 1 for shown in _shown(lot, groups, columns, scope))


def _shown(lot: str, groups: list[Group], columns: Columns, scope: Scope) -> Iterator[list[bool]]:
    """Which of the groups are shown, for one draw after another."""
    for drawn in _DRAWN:
        held: Mapping[str, Calculated] = {lot: Calculated(drawn)}
        known = replace(scope, calculated={**scope.calculated, **held})
        try:
            rules = [read_rule(_relevant(group, columns), known) for group in groups]
        except NotUnderstoodError:
            rules = []
        yield [rule is True for rule in rules]


def _relevant(group: Group, columns: Columns) -> str:
    return columns.get(group.row, "relevant") if group.row else ""
