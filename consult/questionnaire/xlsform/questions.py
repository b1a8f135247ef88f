"""One row of a survey as the document of a question."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from consult.questionnaire.document import Kind
from consult.questionnaire.xlsform.choices import Choices
from consult.questionnaire.xlsform.columns import Columns
from consult.questionnaire.xlsform.conditions import read_choice_filter, read_rule
from consult.questionnaire.xlsform.constraints import read_constraint
from consult.questionnaire.xlsform.names import unused_id
from consult.questionnaire.xlsform.outline import Item
from consult.questionnaire.xlsform.prose import Prose, Words, with_answers_named
from consult.questionnaire.xlsform.scope import Asked, Scope
from consult.questionnaire.xlsform.sealed import SEALED, apply, broken_open
from consult.questionnaire.xlsform.types import ASKED_IN_VAIN, CHOOSING, KINDS
from consult.questionnaire.xlsform.workbook import Row
from consult.questionnaire.xlsform.xpath import NotUnderstoodError, is_repaired

YES = ("yes", "true", "true()", "1", "sí", "si")
NO = ("", "no", "false", "false()", "0")
_FORMULAS = ("relevant", "required", "constraint", "choice_filter")
_OTHER = {"es": "Otro", "en": "Other"}
_TICKED = {"id": "ok", "text": {"es": "De acuerdo", "en": "OK"}}
_PARAMETER = re.compile(r"([a-z-]+)\s*=\s*([^\s;,]+)", re.IGNORECASE)


@dataclass(slots=True)
class Before:
    """What came before a row, by its name in the form: what formulas and texts may refer to.

    ``scope`` grows with ``asked``.
    """

    asked: dict[str, Asked]
    scope: Scope
    words: dict[str, Words] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Drafted:
    """The document of a question, how formulas may refer to it, and what had to be changed."""

    document: dict[str, object]
    asked: Asked
    changed: list[tuple[str, NotUnderstoodError]]  # column and why

    def change(self, where: str, code: str, /, **params: str | int) -> None:
        self.changed.append((where, NotUnderstoodError(code, **params)))


@dataclass(frozen=True, slots=True)
class Drafter:
    """Drafts rows with the columns of the survey and the lists of the choices sheet."""

    columns: Columns
    lists: Mapping[str, Choices]
    prose: Prose
    before: Before

    def draft(self, item: Item, id_: str) -> Drafted:
        """The question of a row. Raises NotUnderstoodError with why it cannot be asked."""
        kind = self._kind(item)
        choices = self._choices(item)
        drafted = self.drafted(item.row, id_, kind, choices)
        self._by_type(item, drafted)
        if item.or_other:
            _offer_other(drafted)
        self._rules(item, drafted)
        if kind == "place":  # its places are those of the consultation
            del drafted.document["options"]
        return drafted

    def drafted(self, row: Row, id_: str, kind: str, choices: Choices) -> Drafted:
        """What rows of every type have. Raises NotUnderstoodError."""
        get = self.columns.get
        non_answers = choices.non_answers or get(row, "consult_non_answers").split()
        asked = Asked(id_, cast(Kind, kind), dict(choices.ids), tuple(non_answers))
        document: dict[str, object] = {
            "id": id_,
            "kind": kind,
            "source": self.prose.literal({"": get(row, "consult_source")})[""],
            "role": get(row, "consult_role") or None,
            "sensitive": get(row, "consult_sensitive").lower() in YES,
            "non_answers": non_answers,
            "options": [dict(option) for option in choices.options],
            "bands": self.lists.get(get(row, "consult_bands"), Choices()).options,
        }
        drafted = Drafted(document, asked, [])
        document["text"] = self.label(row, drafted)
        self._hint(row, drafted)
        self._kept(row, drafted)
        for column in _FORMULAS:
            if is_repaired(get(row, column)):
                drafted.change(column, "xls_rule_quotes")
        return drafted

    def label(self, row: Row, drafted: Drafted) -> Words:
        """The text of a row as a resident reads it. Raises NotUnderstoodError."""
        written = self.columns.text(row, "label") or self.columns.text(row, "hint")
        if not self.prose.ours and not any(self.prose.plain(written).values()):
            raise NotUnderstoodError("xls_no_label")
        named = with_answers_named(written, self.before.words)
        if named != written:
            drafted.change("label", "xls_named")
        if self.prose.is_marked(named):
            drafted.change("label", "xls_markup")
        return self.prose.plain(named)

    def _kind(self, item: Item) -> str:
        type_ = item.type
        if type_ in ASKED_IN_VAIN:
            raise NotUnderstoodError(ASKED_IN_VAIN[type_], type=type_)
        if type_ not in KINDS:
            raise NotUnderstoodError("xls_type", type=self.columns.get(item.row, "type")[:60])
        if type_ != "note" and self.columns.get(item.row, "read_only").lower() in YES:
            raise NotUnderstoodError("xls_read_only")
        looks = self.columns.get(item.row, "appearance").lower().split()
        is_scale = type_ == "select_one" and "likert" in looks
        kind = self.columns.get(item.row, "consult_kind")
        return kind or ("scale" if is_scale else KINDS[type_])

    def _choices(self, item: Item) -> Choices:
        if item.type not in CHOOSING:
            return Choices()
        if "${" in item.list_name:
            raise NotUnderstoodError("xls_list_of_answers")
        if item.list_name not in self.lists:
            raise NotUnderstoodError("xls_list", list=item.list_name[:60] or "—")
        choices = self.lists[item.list_name]
        formula = self.columns.get(item.row, "choice_filter")
        if not formula or self.sealed(item.row):
            return choices
        try:
            offered = read_choice_filter(formula, self.before.scope, choices.cells)
        except NotUnderstoodError:
            offered = {}
        if not offered:
            raise NotUnderstoodError("xls_choice_filter")
        return choices.filtered(offered)

    def _by_type(self, item: Item, drafted: Drafted) -> None:
        parameters = dict(_PARAMETER.findall(self.columns.get(item.row, "parameters").lower()))
        if parameters.get("randomize", "") in YES:
            drafted.document["shuffled"] = True
        if item.type == "acknowledge":
            drafted.document["options"] = [_TICKED]
            drafted.asked.options["OK"] = "ok"  # type: ignore[index]
            drafted.change("type", "xls_acknowledge")
        if item.type == "range":
            _limit(parameters, drafted)

    def _hint(self, row: Row, drafted: Drafted) -> None:
        written = self.columns.text(row, "hint") if self.columns.text(row, "label") else {}
        try:
            hint = self.prose.plain(with_answers_named(written, self.before.words))
        except NotUnderstoodError:
            drafted.change("hint", "xls_hint")
            return
        if hint:
            drafted.document["hint"] = hint

    def _kept(self, row: Row, drafted: Drafted) -> None:
        kept = self.columns.kept(row)
        looks = self.columns.get(row, "appearance")
        if looks and drafted.document["kind"] != "grid":
            kept["appearance"] = looks
        if kept:
            drafted.document["columns"] = self.prose.literal(kept)
        if shown := self.columns.media(row):
            drafted.change(shown, "xls_media_column")
        for header in self.columns.not_kept(row):
            drafted.change(header, "xls_column", column=header[:60])

    def sealed(self, row: Row) -> Mapping[str, Any] | None:
        """What a row that we wrote says to the letter, if nobody has changed it since."""
        return broken_open({name: self.columns.get(row, name) for name in SEALED}) or None

    def take_sealed(self, row: Row, drafted: Drafted) -> bool:
        """Put into a question what its row says to the letter. Returns whether it does."""
        said = self.sealed(row)
        message = self.columns.text(row, "constraint_message")
        if self.prose.ours and message:
            drafted.document["valid_text"] = self.prose.plain(message)
        if said is not None:
            apply(said, drafted.document)
        return said is not None

    def _rules(self, item: Item, drafted: Drafted) -> None:
        if self.take_sealed(item.row, drafted):
            return
        if drafted.document["kind"] != "note":
            self._required(item.row, drafted)
        self._constraint(item, drafted)

    def _required(self, row: Row, drafted: Drafted) -> None:
        written = self.columns.get(row, "required")
        if written.lower() in (*YES, *NO):
            drafted.document["required"] = written.lower() in YES
            return
        try:
            rule = read_rule(written, self.before.scope)
        except NotUnderstoodError:
            drafted.change("required", "xls_required")
            return
        drafted.document["required" if isinstance(rule, bool) else "required_when"] = rule

    def _constraint(self, item: Item, drafted: Drafted) -> None:
        formula = self.columns.get(item.row, "constraint")
        if not formula:
            return
        name, whole = self.columns.get(item.row, "name"), item.type == "integer"
        try:
            found = read_constraint(formula, drafted.asked, name, self.before.scope, whole=whole)
        except NotUnderstoodError:
            drafted.change("constraint", "xls_constraint")
            return
        drafted.document.update(found.limits)
        for option in cast(list[dict[str, object]], drafted.document["options"]):
            option["exclusive"] = option["id"] in found.exclusive
        if found.valid:
            message = self.columns.text(item.row, "constraint_message")
            drafted.document["valid"] = found.valid
            drafted.document["valid_text"] = self.prose.plain(message)


def _offer_other(drafted: Drafted) -> None:
    options = cast(list[dict[str, object]], drafted.document["options"])
    id_ = unused_id("other", [option["id"] for option in options])
    options.append({"id": id_, "text": _OTHER})
    drafted.change("type", "xls_or_other")


def _limit(parameters: Mapping[str, str], drafted: Drafted) -> None:
    """A range as a number between its ends: from 1 to 10 where the form does not say."""
    try:
        start, end, step = (float(parameters.get(name, ifnot)) for name, ifnot in _RANGE.items())
    except ValueError:
        raise NotUnderstoodError("xls_type", type="range") from None
    drafted.document.update(minimum=min(start, end), maximum=max(start, end))
    if step != 1:
        drafted.change("parameters", "xls_step", step=f"{step:g}")


_RANGE = {"start": "1", "end": "10", "step": "1"}  # what pyxform takes where a form does not say
