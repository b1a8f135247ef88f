"""The choices sheet that we write: each list once, however many questions choose from it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from consult.questionnaire.document import Band, Expression, Option, Question, Questionnaire
from consult.questionnaire.shipped import TRUJILLO
from consult.questionnaire.wording import NON_ANSWER_WORDS
from consult.questionnaire.xlsform.columns import is_given_back, parted
from consult.questionnaire.xlsform.formulas import relevant
from consult.questionnaire.xlsform.names import name_for
from consult.questionnaire.xlsform.wording import LABEL, texts

Cells = dict[str, str]
ALWAYS = "0"  # in the column of conditions; a cell left empty would be no cell to compare with


@dataclass(slots=True)
class Lists:
    """The lists of a questionnaire: the rows of the sheet, and the list of each question."""

    questionnaire: Questionnaire
    rows: list[Cells] = field(default_factory=list)
    _known: dict[tuple[Option, ...] | str, str] = field(default_factory=dict)

    def name_of(self, question: Question) -> str:
        """The list that a question chooses from, empty if there is nothing to choose from."""
        options = offered(question)
        if not options:
            return ""
        key = repr((options, question.non_answers))
        if key not in self._known:
            name = name_for(question.id)
            self._known[key] = name
            self.rows += self._list(name, options, question.non_answers)
        return self._known[key]

    def bands_of(self, question: Question) -> str:
        """The list of the bands of a number, empty if it has none."""
        if not question.bands:
            return ""
        name = f"{name_for(question.id)}.bands"
        self.rows += [_band(name, band) for band in question.bands]
        return name

    def filter_of(self, question: Question) -> str:
        """Which options are there for whom, as XPath; empty if all are there for everybody."""
        conditions = _conditions(question.options)
        if not conditions:
            return ""
        parts = [f"consult_if = '{ALWAYS}'"]
        for number, condition in enumerate(conditions, start=1):
            formula = relevant(condition, self.questionnaire)
            parts.append(f"(consult_if = '{number}' and {formula})")
        return " or ".join(parts)

    def _list(
        self, name: str, options: Sequence[Option], non_answers: tuple[str, ...]
    ) -> Iterator[Cells]:
        conditions = _conditions(options)
        all_ = [*options, *(Option(id_, NON_ANSWER_WORDS[id_]) for id_ in non_answers)]
        for option in all_:
            number = conditions.index(option.when) + 1 if option.when else ALWAYS
            row = {"list_name": name, "name": option.id, **texts(LABEL, option.text)}
            if conditions:
                row["consult_if"] = str(number)
            yield row | given_back(option.columns)


def offered(question: Question) -> tuple[Option, ...]:
    """The options of a question, for a place the districts of Trujillo if it has none yet."""
    return question.options or (TRUJILLO if question.kind == "place" else ())


def given_back(columns: Mapping[str, str] | None) -> Cells:
    """The cells of a spreadsheet that mean nothing here, where other tools can bear them."""
    cells: Cells = {}
    seen: set[tuple[str, str]] = set()
    for header, cell in (columns or {}).items():
        if is_given_back(header, cell) and parted(header) not in seen:
            seen.add(parted(header))
            cells[header] = cell
    return cells


def _conditions(options: Sequence[Option]) -> list[Expression]:
    conditions: list[Expression] = []
    for option in options:
        if option.when and option.when not in conditions:
            conditions.append(option.when)
    return conditions


def _band(list_name: str, band: Band) -> Cells:
    ends = {"consult_minimum": band.minimum, "consult_maximum": band.maximum}
    limits = {header: f"{end:f}" for header, end in ends.items() if end is not None}
    return {"list_name": list_name, "name": band.id, **texts(LABEL, band.text), **limits}
