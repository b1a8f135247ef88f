"""The walk over a survey's rows, in which questions are taken over or left with a reason."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace

from consult.questionnaire.document import Expression
from consult.questionnaire.faults import Fault
from consult.questionnaire.reading import MOST_QUESTIONS, MOST_SECTIONS, read_question
from consult.questionnaire.xlsform.matrices import draft_matrix, is_matrix
from consult.questionnaire.xlsform.names import unused_id
from consult.questionnaire.xlsform.orders import orders_within
from consult.questionnaire.xlsform.outline import Group, Item
from consult.questionnaire.xlsform.prose import calculated_name, named
from consult.questionnaire.xlsform.questions import Drafter
from consult.questionnaire.xlsform.repeats import names_of_repeats, refers_to
from consult.questionnaire.xlsform.rules import Drafted
from consult.questionnaire.xlsform.scope import Asked
from consult.questionnaire.xlsform.sections import Groups, Rules, Sections, with_rule
from consult.questionnaire.xlsform.telling import Telling
from consult.questionnaire.xlsform.types import UNASKED
from consult.questionnaire.xlsform.workbook import Row, Sheet
from consult.questionnaire.xlsform.xpath import NotUnderstoodError

_LEFT_WHOLE = {"repeat": "xls_repeat", "kobomatrix": "xls_matrix"}


class Walk:
    """Goes through the form once; ``sections``, ``faults`` and the counts are what it gathers."""

    def __init__(
        self, form: Group, sheet: Sheet, drafter: Drafter, title: Mapping[str, str]
    ) -> None:
        self.found = 0
        self.imported = 0
        self._telling = Telling(sheet, drafter.columns)
        self._drafter = drafter
        self._before = drafter.before
        names = {drafter.columns.get(item.row, "name").lower() for item in form.items()}
        self.sections = Sections(drafter.columns, drafter.prose, title, names)
        self._of_repeats = names_of_repeats(form, drafter.columns)
        self._count = 0
        self._group(form, (), ())

    @property
    def faults(self) -> list[Fault]:
        return self._telling.faults

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
                self._telling.changed(part.row, "relevant", "xls_order")
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
            inside = with_rule(rules, rule)
        except NotUnderstoodError as reason:
            why = self._why(group.row, reason)
            if why.code == "xls_of_repeat":
                self._leave_all(group, why)
            else:
                self._telling.left(group.row, "relevant", why)
                self._leave_all(group, NotUnderstoodError("xls_group"))
            return
        if self._matrix(group, group.row, around, rules, rule):
            return
        self._telling.group(group.row)
        if self._drafter.prose.ours:  # a section of ours may be without questions yet
            self.sections.begin((*around, group), inside)
        self._group(group, around, inside)

    def _under_heading(self, group: Group, row: Row, around: Groups, rules: Rules) -> None:
        """Rows under one heading as a grid, or each alone and the heading as a note."""
        with suppress(NotUnderstoodError):
            if self._matrix(group, row, around, rules, self._rule(row)):
                return
        heading, *items = group.items()
        if self._drafter.columns.text(row, "label"):
            self._item(replace(heading, type="note"), around, rules)
        else:  # it only showed the options, which now stand under each row
            self._telling.changed(row, "appearance", "xls_heading")
        for item in items:
            self._item(item, around, rules)

    def _leave_all(self, group: Group, reason: NotUnderstoodError) -> None:
        for item in group.items():
            if reason.code == "xls_of_repeat":
                self._of_repeats.add(self._name(item.row))
            if not self._passed_over(item):
                self.found += 1
                self._telling.left(item.row, "type", reason)

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
            self._telling.left(item.row, column, why)
            return
        if self._take_over(item.row, drafted, around, rules):
            self.imported += 1
            self._remember(self._name(item.row), drafted)

    def _matrix(
        self, group: Group, row: Row, around: Groups, rules: Rules, rule: Expression | None
    ) -> bool:
        """Take a group over as one question. Returns whether that can be done."""
        if not is_matrix(group, self._drafter):
            return False
        try:
            drafted, rows = draft_matrix(group, self._id(row), self._drafter)
        except NotUnderstoodError:
            return False
        drafted.document["when"] = rule
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
        self._telling.left(item.row, "type", NotUnderstoodError(code, type=item.type))
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
        rule, is_whole = self._drafter.rules.asked_when(row)
        if not is_whole:
            self._telling.changed(row, "relevant", "xls_rule_part")
        return rule

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
            self._telling.question(row, drafted)
            return True
        self._telling.unfit(row, faults)
        return False

    def _further(self, row: Row, drafted: Drafted, around: Groups, rules: Rules) -> None:
        for end, document_of in drafted.further.items():
            id_ = self.sections.unused(f"{drafted.asked.field}_{end}")
            self.sections.add(document_of(id_), around, rules)
            # other tools give it this name, by which formulas may refer to it
            self._before.asked[f"{self._name(row)}_{end}"] = Asked(id_, "text", {})
