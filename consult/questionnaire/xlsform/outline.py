"""The survey sheet as a tree of groups and questions."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from consult.questionnaire.faults import Fault, Severity
from consult.questionnaire.xlsform.columns import Columns
from consult.questionnaire.xlsform.types import read_type
from consult.questionnaire.xlsform.workbook import Row, Sheet

DEEPEST_GROUP = 50
# KoboToolbox has groups of its own besides groups and repeats.
_GROUPS = ("group", "repeat", "score", "rank", "kobomatrix")


@dataclass(frozen=True, slots=True)
class Item:
    """One row that asks or says something: its type, and the list it chooses from."""

    row: Row
    type: str
    list_name: str = ""
    or_other: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """A group of the kind that its row begins; the whole form is a group without a row.

    A ``matrix`` has the row of its heading: one list of options under which several rows stand.
    """

    row: Row | None = None
    kind: str = "group"
    parts: list["Item | Group"] = field(default_factory=list)

    def items(self) -> Iterator[Item]:
        """Every row inside, however deep."""
        for part in self.parts:
            if isinstance(part, Group):
                yield from part.items()
            else:
                yield part


def outline(sheet: Sheet, columns: Columns) -> tuple[Group, list[Fault]]:
    """The tree, and a fault for each row that is switched off and each group without its end."""
    whole = Group()
    open_groups = [whole]
    faults: list[Fault] = []
    for row in sheet.rows:
        type_, list_name, or_other = read_type(columns.get(row, "type"))
        begin, _, what = type_.partition("_")
        if columns.get(row, "disabled").lower() in ("yes", "true", "1"):
            faults.append(_fault("xls_disabled", sheet, row))
        elif begin == "begin" and what in _GROUPS and len(open_groups) < DEEPEST_GROUP:
            group = Group(row, what)
            open_groups[-1].parts.append(group)
            open_groups.append(group)
        elif begin == "end" and what in _GROUPS:
            if len(open_groups) > 1:
                open_groups.pop()
            else:
                faults.append(_fault("xls_end_unmatched", sheet, row))
        elif type_:
            open_groups[-1].parts.append(Item(row, type_, list_name, or_other))
    faults += [_fault("xls_group_open", sheet, group.row) for group in open_groups[1:] if group.row]
    return _with_matrices(whole, columns), faults


def _with_matrices(group: Group, columns: Columns) -> Group:
    """The tree in which a heading with the appearance ``label`` has the rows that follow it."""
    parts: list[Item | Group] = []
    heading: Group | None = None
    for part in group.parts:
        if isinstance(part, Group):
            parts.append(_with_matrices(part, columns))
            heading = None
            continue
        looks = columns.get(part.row, "appearance").lower().split()
        if part.type == "select_one" and "label" in looks:
            heading = Group(part.row, "matrix", [part])
            parts.append(heading)
        elif heading and "list-nolabel" in looks and part.list_name == _list(heading):
            heading.parts.append(part)
        else:
            parts.append(part)
            heading = None
    return Group(group.row, group.kind, parts)


def _list(heading: Group) -> str:
    return next(heading.items()).list_name


def _fault(code: str, sheet: Sheet, row: Row) -> Fault:
    severity: Severity = "dropped" if code == "xls_disabled" else "warning"
    return Fault(code, sheet=sheet.name, row=row.number, column="type", severity=severity)
