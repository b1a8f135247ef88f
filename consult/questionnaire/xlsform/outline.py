"""The survey sheet as a tree of groups and questions."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from consult.questionnaire.faults import Fault
from consult.questionnaire.xlsform.columns import Columns
from consult.questionnaire.xlsform.workbook import Row, Sheet

DEEPEST_GROUP = 50
_SPELLINGS = {
    "string": "text",
    "int": "integer",
    "select1": "select_one",
}
_PHRASES = (
    (re.compile(r"^(select )?one from ", re.IGNORECASE), "select_one "),
    (re.compile(r"^select all that apply from ", re.IGNORECASE), "select_multiple "),
    (re.compile(r"^(begin|end) (group|repeat)\b", re.IGNORECASE), r"\1_\2"),
)


@dataclass(frozen=True, slots=True)
class Item:
    """One row that asks or says something: its type, and the list it chooses from."""

    row: Row
    type: str
    list_name: str = ""
    or_other: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """A group or repeat; the whole form is a group without a row."""

    row: Row | None = None
    repeats: bool = False
    parts: list["Item | Group"] = field(default_factory=list)

    def items(self) -> Iterator[Item]:
        """Every row inside, however deep."""
        for part in self.parts:
            if isinstance(part, Group):
                yield from part.items()
            else:
                yield part


def outline(sheet: Sheet, columns: Columns) -> tuple[Group, list[Fault]]:
    """The tree, and a fault for each group that does not end or was never begun."""
    whole = Group()
    open_groups = [whole]
    faults: list[Fault] = []
    for row in sheet.rows:
        item = _item(row, columns.get(row, "type"))
        begin, _, what = item.type.partition("_")
        if begin == "begin" and what in ("group", "repeat") and len(open_groups) < DEEPEST_GROUP:
            group = Group(row, repeats=what == "repeat")
            open_groups[-1].parts.append(group)
            open_groups.append(group)
        elif begin == "end" and what in ("group", "repeat"):
            if len(open_groups) > 1:
                open_groups.pop()
            else:
                faults.append(_fault("xls_end_unmatched", sheet, row))
        elif item.type:
            open_groups[-1].parts.append(item)
    faults += [_fault("xls_group_open", sheet, group.row) for group in open_groups[1:] if group.row]
    return whole, faults


def _item(row: Row, written: str) -> Item:
    type_ = " ".join(written.split())
    for pattern, replacement in _PHRASES:
        type_ = pattern.sub(replacement, type_)
    name, _, rest = type_.partition(" ")
    list_name, _, last = rest.partition(" ")
    or_other = last.lower() in ("or_other", "or other", "or specify other")
    lowered = name.lower()
    return Item(row, _SPELLINGS.get(lowered, lowered), list_name, or_other)


def _fault(code: str, sheet: Sheet, row: Row) -> Fault:
    return Fault(code, sheet=sheet.name, row=row.number, column="type", severity="warning")
