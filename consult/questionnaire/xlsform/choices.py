"""The choices sheet: the lists that questions choose from, with ids of ours."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from consult.questionnaire.document import NON_ANSWERS
from consult.questionnaire.faults import Fault, Severity
from consult.questionnaire.xlsform.columns import Columns
from consult.questionnaire.xlsform.names import unused_id
from consult.questionnaire.xlsform.workbook import Row, Sheet


@dataclass(slots=True)
class Choices:
    """One list: documents of its options, our id for each name, and the non-answers it offers."""

    options: list[dict[str, object]] = field(default_factory=list)
    ids: dict[str, str] = field(default_factory=dict)
    non_answers: list[str] = field(default_factory=list)


def read_choices(sheet: Sheet, columns: Columns) -> tuple[Mapping[str, Choices], list[Fault]]:
    """The lists by name, and a fault for each row that was left out or changed."""
    lists: dict[str, Choices] = {}
    faults: list[Fault] = []
    for row in sheet.rows:
        code = _add(row, columns, lists)
        if code:
            severity: Severity = "warning" if code == "xls_choice_no_label" else "dropped"
            faults.append(Fault(code, sheet=sheet.name, row=row.number, severity=severity))
    return lists, faults


def _add(row: Row, columns: Columns, lists: dict[str, Choices]) -> str:
    """Put a row into its list. Returns the code of what is wrong with it, if anything is."""
    list_name, name = columns.get(row, "list_name"), columns.get(row, "name")
    if not list_name or not name:
        return "xls_choice_no_name"
    choices = lists.setdefault(list_name, Choices())
    if name in choices.ids or name in choices.non_answers:
        return "xls_choice_twice"
    if name in NON_ANSWERS:
        choices.non_answers.append(name)
        return ""
    choices.ids[name] = unused_id(name, set(choices.ids.values()))
    text = columns.text(row, "label")
    limits = {
        limit: _number(columns.get(row, f"consult_{limit}"))
        for limit in ("minimum", "maximum")
        if columns.get(row, f"consult_{limit}")
    }
    choices.options.append({"id": choices.ids[name], "text": text or {"es": name}, **limits})
    return "" if text else "xls_choice_no_label"


def _number(text: str) -> object:
    """The number, or the text as it is, which is then refused with every other fault."""
    try:
        return float(text)
    except ValueError:
        return text
