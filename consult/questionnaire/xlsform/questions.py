"""One row of a survey as the document of a question."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import cast

from consult.questionnaire.document import Kind
from consult.questionnaire.xlsform.choices import Choices
from consult.questionnaire.xlsform.columns import Columns
from consult.questionnaire.xlsform.conditions import read_rule
from consult.questionnaire.xlsform.constraints import read_constraint
from consult.questionnaire.xlsform.names import unused_id
from consult.questionnaire.xlsform.outline import Group, Item
from consult.questionnaire.xlsform.scope import Asked, Scope
from consult.questionnaire.xlsform.workbook import Row
from consult.questionnaire.xlsform.xpath import NotUnderstoodError, is_repaired

KINDS = {
    "select_one": "single",
    "select_multiple": "multiple",
    "rank": "ranking",
    "integer": "number",
    "decimal": "number",
    "text": "text",
    "date": "date",
    "note": "note",
}
_CHOOSING = ("select_one", "select_multiple", "rank")
_FORMULAS = ("relevant", "required", "constraint")
_OTHER = {"es": "Otro", "en": "Other"}
_YES = ("yes", "true", "true()", "1", "sí", "si")
_NO = ("", "no", "false", "false()", "0")


@dataclass(frozen=True, slots=True)
class Drafted:
    """The document of a question, how formulas may refer to it, and what had to be changed."""

    document: dict[str, object]
    asked: Asked
    changed: list[tuple[str, str]]  # column and code


@dataclass(frozen=True, slots=True)
class Drafter:
    """Drafts rows with the columns of the survey and the lists of the choices sheet."""

    columns: Columns
    lists: Mapping[str, Choices]
    scope: Scope

    def draft(self, item: Item, id_: str) -> Drafted:
        """The question of a row. Raises NotUnderstoodError with why it cannot be asked."""
        self._require_meaning(item)
        kind = self.columns.get(item.row, "consult_kind") or KINDS[item.type]
        choices = self.lists[item.list_name] if item.type in _CHOOSING else Choices()
        drafted = self._drafted(item.row, id_, kind, choices)
        if item.or_other:
            self._offer_other(drafted)
        if kind != "note":
            self._required(item.row, drafted)
        self._constraint(item, drafted)
        if kind == "place":  # its places are those of the consultation
            del drafted.document["options"]
        return drafted

    def is_grid(self, group: Group) -> bool:
        """Whether a group is one list of options asked of several rows."""
        items = [part for part in group.parts if isinstance(part, Item)]
        return (
            group.row is not None
            and "table-list" in self.columns.get(group.row, "appearance")
            and len(items) == len(group.parts) > 0
            and {(item.type, item.list_name) for item in items}
            == {("select_one", items[0].list_name)}
            and not any(self.columns.get(item.row, "relevant") for item in items)
        )

    def draft_grid(self, group: Group, id_: str) -> tuple[Drafted, dict[str, Asked]]:
        """The grid of a group, and its rows by their names. Raises NotUnderstoodError."""
        assert group.row is not None
        items = list(group.items())
        for item in items:
            self._require_meaning(item)
        drafted = self._drafted(group.row, id_, "grid", self.lists[items[0].list_name])
        rows: list[dict[str, object]] = []
        asked: dict[str, Asked] = {}
        for item in items:
            name = self.columns.get(item.row, "name")
            row = unused_id(name.rpartition(".")[2], [other["id"] for other in rows])
            rows.append({"id": row, "text": self.columns.text(item.row, "label")})
            asked[name] = replace(drafted.asked, field=f"{id_}.{row}")
        required = [self.columns.get(item.row, "required").lower() in _YES for item in items]
        drafted.document.update(rows=rows, required=all(required))
        if any(required) and not all(required):
            drafted.changed.append(("required", "xls_required"))
        return drafted, asked

    def _drafted(self, row: Row, id_: str, kind: str, choices: Choices) -> Drafted:
        get = self.columns.get
        non_answers = choices.non_answers or get(row, "consult_non_answers").split()
        asked = Asked(id_, cast(Kind, kind), dict(choices.ids), tuple(non_answers))
        document: dict[str, object] = {
            "id": id_,
            "kind": kind,
            "text": self.columns.text(row, "label"),
            "source": get(row, "consult_source"),
            "role": get(row, "consult_role") or None,
            "sensitive": get(row, "consult_sensitive").lower() in _YES,
            "non_answers": non_answers,
            "options": [dict(option) for option in choices.options],
            "bands": self.lists.get(get(row, "consult_bands"), Choices()).options,
        }
        drafted = Drafted(document, asked, [])
        self._hint(row, drafted)
        for column in _FORMULAS:
            if is_repaired(get(row, column)):
                drafted.changed.append((column, "xls_rule_quotes"))
        return drafted

    def _required(self, row: Row, drafted: Drafted) -> None:
        written = self.columns.get(row, "required")
        if written.lower() in (*_YES, *_NO):
            drafted.document["required"] = written.lower() in _YES
            return
        try:
            rule = read_rule(written, self.scope)
        except NotUnderstoodError:
            drafted.changed.append(("required", "xls_required"))
            return
        if isinstance(rule, bool):
            drafted.document["required"] = rule
        else:
            drafted.document["required_when"] = rule

    def _require_meaning(self, item: Item) -> None:
        get, row = self.columns.get, item.row
        if item.type not in KINDS:
            raise NotUnderstoodError("xls_type", type=get(row, "type")[:60])
        label = self.columns.text(row, "label")
        if not label:
            raise NotUnderstoodError("xls_no_label")
        if any("${" in text for text in label.values()):
            raise NotUnderstoodError("xls_piping")
        if item.type in _CHOOSING and item.list_name not in self.lists:
            raise NotUnderstoodError("xls_list", list=item.list_name[:60] or "—")
        if get(row, "choice_filter"):
            raise NotUnderstoodError("xls_choice_filter")

    def _hint(self, row: Row, drafted: Drafted) -> None:
        hint = self.columns.text(row, "hint")
        if any("${" in text for text in hint.values()):
            drafted.changed.append(("hint", "xls_hint"))
        elif hint:
            drafted.document["hint"] = hint

    def _offer_other(self, drafted: Drafted) -> None:
        options = cast(list[dict[str, object]], drafted.document["options"])
        id_ = unused_id("other", [option["id"] for option in options])
        options.append({"id": id_, "text": _OTHER})
        drafted.changed.append(("type", "xls_or_other"))

    def _constraint(self, item: Item, drafted: Drafted) -> None:
        formula = self.columns.get(item.row, "constraint")
        if not formula:
            return
        name, whole = self.columns.get(item.row, "name"), item.type == "integer"
        try:
            found = read_constraint(formula, drafted.asked, name, self.scope, whole=whole)
        except NotUnderstoodError:
            drafted.changed.append(("constraint", "xls_constraint"))
            return
        drafted.document.update(found.limits)
        for option in cast(list[dict[str, object]], drafted.document["options"]):
            option["exclusive"] = option["id"] in found.exclusive
        if found.valid:
            drafted.document["valid"] = found.valid
            drafted.document["valid_text"] = self.columns.text(item.row, "constraint_message")
