"""The sections that a form's groups become."""

from collections.abc import Mapping

from consult.questionnaire.document import Expression
from consult.questionnaire.grammar import ExpressionError, read_expression
from consult.questionnaire.reading import LONGEST_TITLE
from consult.questionnaire.xlsform.columns import Columns
from consult.questionnaire.xlsform.names import unused_id
from consult.questionnaire.xlsform.outline import Group
from consult.questionnaire.xlsform.prose import REFERENCE, Prose
from consult.questionnaire.xlsform.xpath import NotUnderstoodError

Groups = tuple[Group, ...]
Rules = tuple[Expression, ...]


class Sections:
    """Gathers questions; a section goes on until a question of another group comes.

    ``ids`` are those in use, ``names`` those that questions to come would like to have.
    """

    def __init__(
        self, columns: Columns, prose: Prose, title: Mapping[str, str], names: set[str]
    ) -> None:
        self.documents: list[dict[str, object]] = []
        self.ids: set[str] = set()
        self._columns, self._prose = columns, prose
        self._title = title
        self._names = names
        self._of: Group | None = None
        self._begun: list[Group] = []
        self._questions: list[dict[str, object]] = []

    def add(self, document: dict[str, object], around: Groups, rules: Rules) -> None:
        """Put a question into the section of the innermost of the groups around it."""
        if self._of is not around[-1]:
            self.begin(around, rules)
        self._questions.append(document)
        self.ids.add(str(document["id"]))

    def unused(self, name: str) -> str:
        """An id that no question has or would like to have."""
        return unused_id(name, self.ids | self._names)

    def begin(self, around: Groups, rules: Rules) -> None:
        """Open a section for the innermost of the groups around."""
        self._of = around[-1]
        row = around[-1].row
        name = self._columns.get(row, "name") if row else "section"
        id_ = self.unused(name)
        self.ids.add(id_)
        self._questions = []
        kept = self._columns.kept(row) if row and around[-1] not in self._begun else {}
        self._begun.append(around[-1])
        self.documents.append(
            {
                "id": id_,
                "title": self._heading(around),
                "when": {"all": list(rules)} if len(rules) > 1 else (rules or (None,))[0],
                "questions": self._questions,
                "columns": kept or None,
            }
        )

    def _heading(self, around: Groups) -> Mapping[str, str]:
        """The label of the group, or of the nearest around it, or the title of the form."""
        own = around[-1].row
        if self._prose.ours and own:
            return self._prose.plain(self._columns.text(own, "label"))
        for group in reversed(around):
            label = self._columns.text(group.row, "label") if group.row else {}
            if any(REFERENCE.search(words) for words in label.values()):
                continue
            words = self._prose.plain(label)
            if any(words.values()) and all(len(text) <= LONGEST_TITLE for text in words.values()):
                return words
        return self._title


def with_rule(rules: Rules, rule: Expression | None) -> Rules:
    """The conditions with one more. Raises NotUnderstoodError if they are too many for one."""
    if rule is None:
        return rules
    try:
        read_expression({"all": [*rules, rule]})
    except ExpressionError:
        raise NotUnderstoodError from None
    return (*rules, rule)
