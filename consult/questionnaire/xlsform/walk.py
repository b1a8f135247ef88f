"""The walk over a survey's rows, in which questions are taken over or left with a reason."""

from collections.abc import Mapping

from consult.questionnaire.document import Expression
from consult.questionnaire.faults import Fault, Severity
from consult.questionnaire.grammar import ExpressionError, read_expression
from consult.questionnaire.reading import LONGEST_TITLE, MOST_QUESTIONS, read_question
from consult.questionnaire.xlsform.conditions import read_relevant
from consult.questionnaire.xlsform.names import unused_id
from consult.questionnaire.xlsform.outline import Group, Item
from consult.questionnaire.xlsform.questions import Drafted, Drafter
from consult.questionnaire.xlsform.scope import Asked
from consult.questionnaire.xlsform.workbook import Row, Sheet
from consult.questionnaire.xlsform.xpath import NotUnderstoodError

_IDENTIFYING = frozenset(
    [
        "deviceid",
        "phonenumber",
        "simserial",
        "subscriberid",
        "username",
        "email",
        "audit",
        "start-geopoint",
        "caseid",
        "background-audio",
    ]
)
_METADATA = frozenset(("start", "end", "today"))
_CALCULATED = frozenset(("calculate", "calculate_here", "hidden"))
_COLUMNS = {"text": "label", "hint": "hint", "id": "name"}
Groups = tuple[Group, ...]
Rules = tuple[Expression, ...]


class Walk:
    """Goes through the form once; ``sections``, ``faults`` and the counts are what it gathers."""

    def __init__(
        self,
        form: Group,
        sheet: Sheet,
        drafter: Drafter,
        title: Mapping[str, str],
        asked: dict[str, Asked],
    ) -> None:
        self.faults: list[Fault] = []
        self.sections: list[dict[str, object]] = []
        self.found = 0
        self.imported = 0
        self._sheet = sheet
        self._drafter = drafter
        self._title = title
        self._section_of: Group | None = None
        self._questions: list[dict[str, object]] = []
        self._count = 0
        self._ids: set[str] = set()
        self._names = {drafter.columns.get(item.row, "name").lower() for item in form.items()}
        self._asked = asked
        self._group(form, (), ())

    def _group(self, group: Group, around: Groups, rules: Rules) -> None:
        for part in group.parts:
            if isinstance(part, Item):
                self._item(part, (*around, group), rules)
            elif part.repeats:
                self._leave_all(part, "xls_repeat")
            else:
                self._inner(part, (*around, group), rules)

    def _inner(self, group: Group, around: Groups, rules: Rules) -> None:
        assert group.row is not None
        try:
            rule = self._rule(group.row)
            if self._drafter.is_grid(group):
                self._grid(group, group.row, around, rules, rule)
            else:
                self._group(group, around, _with(rules, rule))
        except NotUnderstoodError as reason:
            self._tell(group.row, "relevant", reason, "dropped")
            self._leave_all(group, "xls_group")

    def _leave_all(self, group: Group, code: str) -> None:
        for item in group.items():
            if not self._passed_over(item):
                self.found += 1
                self._tell(item.row, "type", NotUnderstoodError(code), "dropped")

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
            self._tell(item.row, column, reason, "dropped")
            return
        if self._take_over(item.row, drafted, around, rules):
            self.imported += 1
            self._asked[self._drafter.columns.get(item.row, "name")] = drafted.asked

    def _grid(
        self, group: Group, row: Row, around: Groups, rules: Rules, rule: Expression | None
    ) -> None:
        self.found += len(group.parts)
        drafted, rows = self._drafter.draft_grid(group, self._id(row))
        drafted.document["when"] = rule
        if self._take_over(row, drafted, around, rules):
            self.imported += len(rows)
            self._asked |= rows

    def _passed_over(self, item: Item) -> bool:
        """Whether a row asks nothing; it is then told, and counts as no question."""
        for types, code in (
            (_IDENTIFYING, "xls_identifying"),
            (_METADATA, "xls_metadata"),
            (_CALCULATED, "xls_calculated"),
        ):
            if item.type in types:
                self._tell(item.row, "type", NotUnderstoodError(code, type=item.type), "dropped")
                return True
        return False

    def _id(self, row: Row) -> str:
        name = self._drafter.columns.get(row, "name")
        if not name:
            raise NotUnderstoodError("xls_no_name")
        return unused_id(name, self._ids)

    def _rule(self, row: Row) -> Expression | None:
        formula = self._drafter.columns.get(row, "relevant")
        return read_relevant(formula, self._drafter.scope) if formula else None

    def _take_over(self, row: Row, drafted: Drafted, around: Groups, rules: Rules) -> bool:
        """Put a question into its section unless it breaks a limit. Returns whether it is there."""
        question, faults = read_question(drafted.document)
        if self._count == MOST_QUESTIONS:
            faults = [Fault("too_many", {"most": MOST_QUESTIONS})]
        elif question:
            self._section(around, rules).append(drafted.document)
            self._ids.add(question.id)
            self._count += 1
            self._tell_changes(row, drafted, question.id)
            return True
        for fault in faults:
            column = _COLUMNS.get(fault.where.partition(".")[0], "type")
            self._tell(row, column, NotUnderstoodError(fault.code, **fault.params), "dropped")
        return False

    def _tell_changes(self, row: Row, drafted: Drafted, id_: str) -> None:
        name = self._drafter.columns.get(row, "name")
        if name not in (id_, f"_{id_}"):
            renamed = NotUnderstoodError("xls_renamed", name=name[:60], id=id_)
            self._tell(row, "name", renamed, "warning")
        for column, code in drafted.changed:
            self._tell(row, column, NotUnderstoodError(code), "warning")

    def _section(self, around: Groups, rules: Rules) -> list[dict[str, object]]:
        """The questions of the section for a group: one goes on until another group comes."""
        if self._section_of is not around[-1]:
            self._section_of = around[-1]
            self._questions = []
            row = around[-1].row
            name = self._drafter.columns.get(row, "name") if row else "section"
            id_ = unused_id(name, self._ids | self._names)
            self._ids.add(id_)
            self.sections.append(
                {
                    "id": id_,
                    "title": self._heading(around),
                    "when": {"all": list(rules)} if len(rules) > 1 else (rules or (None,))[0],
                    "questions": self._questions,
                }
            )
        return self._questions

    def _heading(self, around: Groups) -> Mapping[str, str]:
        """The label of the group, or of the nearest around it, or the title of the form."""
        for group in reversed(around):
            label = self._drafter.columns.text(group.row, "label") if group.row else {}
            if label and all(
                len(text) <= LONGEST_TITLE and "${" not in text for text in label.values()
            ):
                return label
        return self._title

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


def _with(rules: Rules, rule: Expression | None) -> Rules:
    """The conditions with one more. Raises NotUnderstoodError if they are too many for one."""
    if rule is None:
        return rules
    try:
        read_expression({"all": [*rules, rule]})
    except ExpressionError:
        raise NotUnderstoodError from None
    return (*rules, rule)
