"""What is told of the rows of a survey: those that were left, and those that had to be changed."""

from dataclasses import dataclass, field

from consult.questionnaire.faults import Fault, Severity
from consult.questionnaire.xlsform.columns import Columns
from consult.questionnaire.xlsform.rules import Drafted
from consult.questionnaire.xlsform.workbook import Row, Sheet
from consult.questionnaire.xlsform.xpath import NotUnderstoodError, is_repaired

_COLUMNS = {"text": "label", "hint": "hint", "id": "name"}


@dataclass(frozen=True, slots=True)
class Telling:
    """Gathers ``faults``, each with its place in the sheet."""

    sheet: Sheet
    columns: Columns
    faults: list[Fault] = field(default_factory=list)

    def left(self, row: Row, column: str, reason: NotUnderstoodError) -> None:
        """That a row was not taken over."""
        self._add(row, column, reason, "dropped")

    def changed(self, row: Row, column: str, code: str, /, **params: str | int) -> None:
        """That a row was taken over with a change."""
        self._add(row, column, NotUnderstoodError(code, **params), "warning")

    def unfit(self, row: Row, faults: list[Fault]) -> None:
        """That a question breaks limits of ours."""
        for fault in faults:
            column = _COLUMNS.get(fault.where.partition(".")[0], "type")
            self.left(row, column, NotUnderstoodError(fault.code, **fault.params))

    def question(self, row: Row, drafted: Drafted) -> None:
        """What a question that was taken over does not have as its row says."""
        name, id_ = self.columns.get(row, "name"), str(drafted.document["id"])
        if name not in (id_, f"_{id_}"):
            drafted.change("name", "xls_renamed", name=name[:60], id=id_)
        for column, reason in drafted.changed:
            self._add(row, column, reason, "warning")

    def group(self, row: Row) -> None:
        """What a section does not have as the row of its group says."""
        if is_repaired(self.columns.get(row, "relevant")):
            self.changed(row, "relevant", "xls_rule_quotes")
        for header in self.columns.not_kept(row):
            self.changed(row, header, "xls_column", column=header[:60])

    def _add(self, row: Row, column: str, reason: NotUnderstoodError, severity: Severity) -> None:
        self.faults.append(
            Fault(
                reason.code,
                reason.params,
                sheet=self.sheet.name,
                row=row.number,
                column=column,
                severity=severity,
            )
        )
