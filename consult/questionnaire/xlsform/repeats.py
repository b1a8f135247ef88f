"""What hangs on groups that repeat: they are not asked here, so neither is what depends on them."""

from collections.abc import Iterator

from consult.questionnaire.xlsform.columns import Columns
from consult.questionnaire.xlsform.outline import Group
from consult.questionnaire.xlsform.prose import REFERENCE
from consult.questionnaire.xlsform.types import UNASKED
from consult.questionnaire.xlsform.workbook import Row


def names_of_repeats(form: Group, columns: Columns) -> set[str]:
    """The names of all within groups that repeat, and of calculations made from them."""
    names = {columns.get(row, "name") for row in _inside(form, within=False)} - {""}
    formulas = {
        columns.get(item.row, "name"): columns.get(item.row, "calculation")
        for item in form.items()
        if UNASKED.get(item.type) == "xls_calculated"
    }
    grown = True
    while grown:
        more = {name for name, formula in formulas.items() if refers_to(names, formula)} - names
        names |= more
        grown = bool(more)
    return names


def refers_to(names: set[str], *formulas: str) -> str:
    """The first of the names that a formula or a text refers to; empty if there is none."""
    referred = (name for formula in formulas for name in REFERENCE.findall(formula))
    return next((name for name in referred if name in names), "")


def _inside(group: Group, *, within: bool) -> Iterator[Row]:
    within = within or group.kind == "repeat"
    if within and group.row:
        yield group.row
    for part in group.parts:
        if isinstance(part, Group):
            yield from _inside(part, within=within)
        elif within:
            yield part.row
