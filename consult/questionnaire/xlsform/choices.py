"""The choices sheet: the lists that questions choose from, with ids of ours."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from consult.questionnaire.document import NON_ANSWERS
from consult.questionnaire.faults import Fault, Severity
from consult.questionnaire.xlsform.columns import Columns
from consult.questionnaire.xlsform.names import unused_id
from consult.questionnaire.xlsform.prose import Prose
from consult.questionnaire.xlsform.workbook import Row, Sheet


@dataclass(slots=True)
class Choices:
    """One list: documents of its options, our id for each name, and the non-answers it offers.

    ``cells`` are the whole rows of the options by id, for a filter to read. ``twice`` are options
    whose name was there before: they count only where a filter tells one from the other.
    """

    options: list[dict[str, object]] = field(default_factory=list)
    ids: dict[str, str] = field(default_factory=dict)
    non_answers: list[str] = field(default_factory=list)
    cells: dict[str, Mapping[str, str]] = field(default_factory=dict)
    twice: list[dict[str, object]] = field(default_factory=list)
    names_twice: set[str] = field(default_factory=set)

    def filtered(self, offered: Mapping[str, object]) -> "Choices":
        """The options with these ids, each with its condition; two of one name are told apart."""
        documents = {str(option["id"]): option for option in (*self.options, *self.twice)}
        options = [{**documents[id_], "when": offered[id_]} for id_ in self.cells if id_ in offered]
        ids: dict[str, str] = {}
        twice: set[str] = set()
        for option in options:
            name = self.cells[str(option["id"])]["name"]
            if name in ids:
                twice.add(name)
            ids[name] = str(option["id"])
        ids = {name: id_ for name, id_ in ids.items() if name not in twice}
        return Choices(options, ids, self.non_answers)


def read_choices(
    sheet: Sheet, columns: Columns, prose: Prose
) -> tuple[Mapping[str, Choices], list[Fault]]:
    """The lists by name, and a fault for each row that was left out or changed."""
    lists: dict[str, Choices] = {}
    faults: list[Fault] = []
    for row in sheet.rows:
        code = _add(row, columns, lists, prose)
        if code:
            severity: Severity = (
                "dropped" if code in ("xls_choice_no_name", "xls_choice_twice") else "warning"
            )
            faults.append(Fault(code, sheet=sheet.name, row=row.number, severity=severity))
    return lists, faults


def _add(row: Row, columns: Columns, lists: dict[str, Choices], prose: Prose) -> str:
    """Put a row into its list. Returns the code of what is wrong with it, if anything is."""
    list_name, name = columns.get(row, "list_name"), columns.get(row, "name")
    if not list_name and not name:
        return "" if _holds_nothing(row, columns) else "xls_choice_no_name"
    if not list_name or not name:
        return "xls_choice_no_name"
    choices = lists.setdefault(list_name, Choices())
    if name in NON_ANSWERS:
        twice = name in choices.non_answers
        choices.non_answers += [] if twice else [name]
        return "xls_choice_twice" if twice else ""
    option, code = _option(row, columns, name, set(choices.cells), prose)
    id_ = str(option["id"])
    choices.cells[id_] = row.cells | {"name": name}
    if name in choices.ids:
        choices.names_twice.add(name)
        choices.twice.append(option)
        return "xls_choice_twice"
    choices.ids[name] = id_
    choices.options.append(option)
    return code


def _option(
    row: Row, columns: Columns, name: str, taken: set[str], prose: Prose
) -> tuple[dict[str, object], str]:
    written = columns.text(row, "label")
    text = prose.plain(written)
    limits = {
        limit: _number(columns.get(row, f"consult_{limit}"))
        for limit in ("minimum", "maximum")
        if columns.get(row, f"consult_{limit}")
    }
    kept = columns.kept(row)
    option = {"id": unused_id(name, taken), "text": text or {"es": name}, **limits}
    if kept:
        option["columns"] = kept
    if not text:
        return option, "xls_choice_no_label"
    if columns.media(row):
        return option, "xls_media_column"
    return option, "xls_markup" if prose.is_marked(written) else ""


def _holds_nothing(row: Row, columns: Columns) -> bool:
    """Whether a row without list and name has no text either: a comment, or what a formula left."""
    return not columns.text(row, "label")


def _number(text: str) -> object:
    """The number, or the text as it is, which is then refused with every other fault."""
    try:
        return float(text)
    except ValueError:
        return text
