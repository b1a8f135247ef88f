"""When a question must be answered and what of: the rules of a row, beside when it is asked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from consult.questionnaire.document import Expression
from consult.questionnaire.grammar import ExpressionError, read_expression
from consult.questionnaire.xlsform.columns import Columns
from consult.questionnaire.xlsform.conditions import read_relevant, read_rule, read_sure
from consult.questionnaire.xlsform.constraints import read_constraint
from consult.questionnaire.xlsform.outline import Item
from consult.questionnaire.xlsform.prose import Prose, Words
from consult.questionnaire.xlsform.scope import Asked, Scope
from consult.questionnaire.xlsform.sealed import SEALED, apply, broken_open
from consult.questionnaire.xlsform.workbook import Row
from consult.questionnaire.xlsform.xpath import NotUnderstoodError

YES = ("yes", "true", "true()", "1", "sí", "si")
NO = ("", "no", "false", "false()", "0")


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
    """The document of a question, how formulas may refer to it, and what had to be changed.

    ``further`` makes the documents of what the same row asks after it, by what their ids end in.
    """

    document: dict[str, object]
    asked: Asked
    changed: list[tuple[str, NotUnderstoodError]]  # column and why
    further: dict[str, Callable[[str], dict[str, object]]] = field(default_factory=dict)

    def change(self, where: str, code: str, /, **params: str | int) -> None:
        self.changed.append((where, NotUnderstoodError(code, **params)))


@dataclass(frozen=True, slots=True)
class Rules:
    """Reads the rules of rows."""

    columns: Columns
    prose: Prose
    before: Before

    def sealed(self, row: Row) -> Mapping[str, Any] | None:
        """What a row that we wrote says to the letter, if nobody has changed it since."""
        return broken_open({name: self.columns.get(row, name) for name in SEALED}) or None

    def asked_when(self, row: Row) -> tuple[Expression | None, bool]:
        """The condition of a row, None for always, and whether it is the whole of what it says.

        Raises NotUnderstoodError.
        """
        said = self.sealed(row)
        if said is not None:
            return _read_again(said.get("when")), True
        formula = self.columns.get(row, "relevant")
        try:
            return (read_relevant(formula, self.before.scope) if formula else None), True
        except NotUnderstoodError:
            sure = read_sure(formula, self.before.scope)
            if sure is False:
                raise
            return (None if sure is True else sure), False

    def take_sealed(self, row: Row, drafted: Drafted) -> bool:
        """Put into a question what its row says to the letter. Returns whether it does."""
        said = self.sealed(row)
        message = self.columns.text(row, "constraint_message")
        if self.prose.ours and message:
            drafted.document["valid_text"] = self.prose.plain(message)
        if said is not None:
            apply(said, drafted.document)
        return said is not None

    def take(self, item: Item, drafted: Drafted) -> None:
        """Put into a question when it must be answered, and how."""
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


def _read_again(when: object) -> Expression | None:
    """A condition that was sealed. Raises NotUnderstoodError if it is none."""
    try:
        return None if when is None else read_expression(when)
    except ExpressionError:
        raise NotUnderstoodError from None
