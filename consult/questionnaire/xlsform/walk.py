"""The walk over a survey's rows, in which questions are taken over or left with a reason."""

from collections.abc import Mapping
from dataclasses import replace

from consult.questionnaire.document import Expression
from consult.questionnaire.faults import Fault, Severity
from consult.questionnaire.grammar import ExpressionError, read_expression
from consult.questionnaire.reading import MOST_QUESTIONS, MOST_SECTIONS, read_question
from consult.questionnaire.xlsform.conditions import read_relevant, read_sure
from consult.questionnaire.xlsform.matrices import draft_matrix, is_matrix
from consult.questionnaire.xlsform.names import unused_id
from consult.questionnaire.xlsform.orders import orders_within
from consult.questionnaire.xlsform.outline import Group, Item
from consult.questionnaire.xlsform.prose import calculated_name, named
from consult.questionnaire.xlsform.questions import Drafter
from consult.questionnaire.xlsform.repeats import names_of_repeats, refers_to
from consult.questionnaire.xlsform.rules import Drafted
from consult.questionnaire.xlsform.scope import Asked
from consult.questionnaire.xlsform.sections import Groups, Rules, Sections
from consult.questionnaire.xlsform.types import UNASKED
from consult.questionnaire.xlsform.workbook import Row, Sheet
from consult.questionnaire.xlsform.xpath import NotUnderstoodError, is_repaired

_COLUMNS = {"text": "label", "hint": "hint", "id": "name"}
_LEFT_WHOLE = {"repeat": "xls_repeat", "kobomatrix": "xls_matrix"}


class Walk:
    """Goes through the form once; ``sections``, ``faults`` and the counts are what it gathers."""

    def __init__(
        self, form: Group, sheet: Sheet, drafter: Drafter, title: Mapping[str, str]
    ) -> None:
        self.faults: list[Fault] = []
        self.found = 0
        self.imported = 0
        self._sheet = sheet
        self._drafter = drafter
        self._before = drafter.before
        names = {drafter.columns.get(item.row, "name").lower() for item in form.items()}
        self.sections = Sections(drafter.columns, drafter.prose, title, names)
        self._of_repeats = names_of_repeats(form, drafter.columns)
        self._count = 0
        self._group(form, (), ())

    def _group(self, group: Group, around: Groups, rules: Rules) -> None:
        orders = orders_within(group, self._drafter.columns, self._before.scope)
        firsts = [first for first, *_ in orders]
        again = [one for _, *others in orders for one in others]
        for part in group.parts:
            if isinstance(part, Item):
                self._item(part, (*around, group), rules)
            elif part in again:
                self._leave_all(part, NotUnderstoodError("xls_order_again"))
            elif part in firsts:
                assert part.row is not None
                self._tell(part.row, "relevant", NotUnderstoodError("xls_order"), "warning")
                self._group(part, (*around, group), rules)
            elif part.kind in _LEFT_WHOLE:
                self._leave_all(part, NotUnderstoodError(_LEFT_WHOLE[part.kind]))
            else:
                self._inner(part, (*around, group), rules)

    def _inner(self, group: Group, around: Groups, rules: Rules) -> None:
        assert group.row is not None
        if group.kind == "matrix":
            self._under_heading(group, group.row, around, rules)
            return
        try:
            rule = self._rule(group.row)
            inside = _with(rules, rule)
        except NotUnderstoodError as reason:
            why = self._why(group.row, reason)
            if why.code == "xls_of_repeat":
                self._leave_all(group, why)
            else:
                self._tell(group.row, "relevant", why, "dropped")
                self._leave_all(group, NotUnderstoodError("xls_group"))
            return
        if self._matrix(group, group.row, around, rules):
            return
        self._tell_of_group(group.row)
        if self._drafter.prose.ours:  # a section of ours may be without questions yet
            self.sections.begin((*around, group), inside)
        self._group(group, around, inside)

    def _tell_of_group(self, row: Row) -> None:
        columns = self._drafter.columns
        if is_repaired(columns.get(row, "relevant")):
            self._tell(row, "relevant", NotUnderstoodError("xls_rule_quotes"), "warning")
        for header in columns.not_kept(row):
            reason = NotUnderstoodError("xls_column", column=header[:60])
            self._tell(row, header, reason, "warning")

    def _under_heading(self, group: Group, row: Row, around: Groups, rules: Rules) -> None:
        """Rows under one heading as a grid, or each alone and the heading as a note."""
        if self._matrix(group, row, around, rules):
            return
        heading, *items = group.items()
        if self._drafter.columns.text(row, "label"):
            self._item(replace(heading, type="note"), around, rules)
        else:  # it only showed the options, which now stand under each row
            self._tell(row, "appearance", NotUnderstoodError("xls_heading"), "warning")
        for item in items:
            self._item(item, around, rules)

    def _leave_all(self, group: Group, reason: NotUnderstoodError) -> None:
        for item in group.items():
            if reason.code == "xls_of_repeat":
                self._of_repeats.add(self._name(item.row))
            if not self._passed_over(item):
                self.found += 1
                self._tell(item.row, "type", reason, "dropped")

    def _why(self, row: Row, reason: NotUnderstoodError) -> NotUnderstoodError:
        """Why a row is left: that it hangs on a group that repeats comes before other reasons."""
        get = self._drafter.columns.get
        cells = [get(row, column) for column in ("relevant", "choice_filter", "type")]
        cells += self._drafter.columns.text(row, "label").values()
        name = refers_to(self._of_repeats, *cells)
        return NotUnderstoodError("xls_of_repeat") if name else reason

    def _item(self, item: Item, around: Groups, rules: Rules) -> None:
        if self._passed_over(item):
            return
        self.found += 1
        column = "type"
        try:
            drafted = self._drafter.draft(item, self._id(item.row))
            column = "relevant"
            drafted.document["when"] = self._rule(item.row)
        except NotUnderstoodError as reason:
            why = self._why(item.row, reason)
            if why.code == "xls_of_repeat":
                self._of_repeats.add(self._name(item.row))
            self._tell(item.row, column, why, "dropped")
            return
        if self._take_over(item.row, drafted, around, rules):
            self.imported += 1
            self._remember(self._name(item.row), drafted)

    def _matrix(self, group: Group, row: Row, around: Groups, rules: Rules) -> bool:
        """Take a group over as one question. Returns whether that can be done."""
        if not is_matrix(group, self._drafter):
            return False
        try:
            drafted, rows = draft_matrix(group, self._id(row), self._drafter)
            drafted.document["when"] = self._rule(row)
        except NotUnderstoodError:
            return False
        if read_question(drafted.document)[0] is None:
            return False
        asks = max(len(group.parts), 1)
        self.found += asks
        if self._take_over(row, drafted, around, rules):
            self.imported += asks
            self._before.asked |= rows
            if not rows:
                self._remember(self._name(row), drafted)
        return True

    def _passed_over(self, item: Item) -> bool:
        """Whether a row asks nothing; it is then told, and counts as no question."""
        code = UNASKED.get(item.type)
        if code is None:
            return False
        if item.type == "calculate":
            formula = self._drafter.columns.get(item.row, "calculation")
            words = calculated_name(formula, self._before.words)
            if words:
                self._before.words[self._name(item.row)] = words
        self._tell(item.row, "type", NotUnderstoodError(code, type=item.type), "dropped")
        return True

    def _remember(self, name: str, drafted: Drafted) -> None:
        self._before.asked[name] = drafted.asked
        text = drafted.document["text"]
        assert isinstance(text, Mapping)
        self._before.words[name] = named(text)

    def _name(self, row: Row) -> str:
        return self._drafter.columns.get(row, "name")

    def _id(self, row: Row) -> str:
        name = self._name(row)
        if not name:
            raise NotUnderstoodError("xls_no_name")
        return unused_id(name, self.sections.ids)

    def _rule(self, row: Row) -> Expression | None:
        said = self._drafter.rules.sealed(row)
        if said is not None:
            return _read_again(said.get("when"))
        formula = self._drafter.columns.get(row, "relevant")
        try:
            return read_relevant(formula, self._before.scope) if formula else None
        except NotUnderstoodError:
            sure = read_sure(formula, self._before.scope)
            if sure is False:
                raise
            self._tell(row, "relevant", NotUnderstoodError("xls_rule_part"), "warning")
            return None if sure is True else sure

    def _take_over(self, row: Row, drafted: Drafted, around: Groups, rules: Rules) -> bool:
        """Put a question into its section unless it breaks a limit. Returns whether it is there."""
        question, faults = read_question(drafted.document)
        further = len(drafted.further)
        if self._count + further >= MOST_QUESTIONS or len(self.sections.documents) == MOST_SECTIONS:
            faults = [Fault("too_many", {"most": self._count})]
        elif question:
            self.sections.add(drafted.document, around, rules)
            self._further(row, drafted, around, rules)
            self._count += 1 + further
            self._tell_changes(row, drafted, question.id)
            return True
        for fault in faults:
            column = _COLUMNS.get(fault.where.partition(".")[0], "type")
            self._tell(row, column, NotUnderstoodError(fault.code, **fault.params), "dropped")
        return False

    def _further(self, row: Row, drafted: Drafted, around: Groups, rules: Rules) -> None:
        for end, document_of in drafted.further.items():
            id_ = self.sections.unused(f"{drafted.asked.field}_{end}")
            self.sections.add(document_of(id_), around, rules)
            # other tools give it this name, by which formulas may refer to it
            self._before.asked[f"{self._name(row)}_{end}"] = Asked(id_, "text", {})

    def _tell_changes(self, row: Row, drafted: Drafted, id_: str) -> None:
        name = self._name(row)
        if name not in (id_, f"_{id_}"):
            drafted.change("name", "xls_renamed", name=name[:60], id=id_)
        for column, reason in drafted.changed:
            self._tell(row, column, reason, "warning")

    def _tell(self, row: Row, column: str, reason: NotUnderstoodError, severity: Severity) -> None:
        self.faults.append(
            Fault(
                reason.code,
                reason.params,
                sheet=self._sheet.name,
                row=row.number,
                column=column,
                severity=severity,
            )
        )


def _read_again(when: object) -> Expression | None:
    """A condition that was sealed. Raises NotUnderstoodError if it is none."""
    try:
        return None if when is None else read_expression(when)
    except ExpressionError:
        raise NotUnderstoodError from None


def _with(rules: Rules, rule: Expression | None) -> Rules:
    """The conditions with one more. Raises NotUnderstoodError if they are too many for one."""
    if rule is None:
        return rules
    try:
        read_expression({"all": [*rules, rule]})
    except ExpressionError:
        raise NotUnderstoodError from None
    return (*rules, rule)
