"""One row of a survey as the document of a question."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from consult.questionnaire.document import Kind
from consult.questionnaire.xlsform.choices import Choices
from consult.questionnaire.xlsform.columns import Columns
from consult.questionnaire.xlsform.conditions import read_choice_filter
from consult.questionnaire.xlsform.further import ask_for_time, ask_time_too, offer_other
from consult.questionnaire.xlsform.outline import Item
from consult.questionnaire.xlsform.prose import Prose, Words, with_answers_named
from consult.questionnaire.xlsform.rules import YES, Before, Drafted, Rules
from consult.questionnaire.xlsform.scope import Asked
from consult.questionnaire.xlsform.types import ASKED_IN_VAIN, CHOOSING, KINDS
from consult.questionnaire.xlsform.workbook import Row
from consult.questionnaire.xlsform.xpath import NotUnderstoodError, is_repaired

_FORMULAS = ("relevant", "required", "constraint", "choice_filter")
_TICKED = {"id": "ok", "text": {"es": "De acuerdo", "en": "OK"}}
_PARAMETER = re.compile(r"([a-z-]+)\s*=\s*([^\s;,]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Drafter:
    """Drafts rows with the columns of the survey and the lists of the choices sheet."""

    columns: Columns
    lists: Mapping[str, Choices]
    prose: Prose
    before: Before

    @property
    def rules(self) -> Rules:
        return Rules(self.columns, self.prose, self.before)

    def draft(self, item: Item, id_: str) -> Drafted:
        """The question of a row. Raises NotUnderstoodError with why it cannot be asked."""
        kind = self._kind(item)
        choices = self._choices(item)
        drafted = self.drafted(item.row, id_, kind, choices)
        self._by_type(item, drafted)
        if item.or_other:
            offer_other(drafted)
        self.rules.take(item, drafted)
        if item.type == "time":
            ask_for_time(drafted)
        if item.type == "datetime":
            ask_time_too(drafted)
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
        if not formula or self.rules.sealed(item.row):
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
            drafted.document["columns"] = kept
        if shown := self.columns.media(row):
            drafted.change(shown, "xls_media_column")
        for header in self.columns.not_kept(row):
            drafted.change(header, "xls_column", column=header[:60])


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
