"""Whether people are asked here what the form itself would ask them, over a folder of XLSForms.

    python -m tests.bench.xlsform_meaning FOLDER [PEOPLE]

Each of PEOPLE (20) answers every question that the form's own formulas show, at random; those are
worked out as XPath does, by the model that the tests hold our conditions against. One line a file:
decisions on questions that were imported, how many of them were to ask, and how many differ here.
Rows whose formulas use what the model does not know (another file, a group that repeats) are left
out, and so are notes, which have no field.
"""

import argparse
import math
import random
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from consult.questionnaire.route import asked
from consult.questionnaire.xlsform import read_xlsform
from consult.questionnaire.xlsform.columns import read_columns
from consult.questionnaire.xlsform.importing import Before, Drafter, Prose, Walk, read_choices
from consult.questionnaire.xlsform.outline import Group, Item, outline
from consult.questionnaire.xlsform.scope import Asked, read_scope
from consult.questionnaire.xlsform.workbook import Sheet, read_workbook
from consult.questionnaire.xlsform.xpath import Column, Node, NotUnderstoodError, parse
from tests.questionnaire import test_meaning as model

NUMBERS = (0, 1, 2, 3, 5, 11, 12, 18, 27, 40, 70)
DAYS = (0, 3, 27, 28, 200, 364, 365, 366, 400, 548, 730, 1461, 4382, 4383, 4384, 9000)
Answer = str | Decimal | date | tuple[str, ...]


class Sheets:
    """The rows of a form, and what the importer took each name for."""

    def __init__(self, content: bytes) -> None:
        sheets, _ = read_workbook(content, ("survey", "choices"))
        survey, choices = sheets["survey"], sheets.get("choices", Sheet("choices"))
        self.columns, _ = read_columns(survey, "en")
        prose, self.asked = Prose(), dict[str, Asked]()
        lists, _ = read_choices(choices, read_columns(choices, "en")[0], prose)
        self.form, _ = outline(survey, self.columns)
        self.scope = read_scope(self.form, self.columns, self.asked)
        Walk(
            self.form,
            survey,
            Drafter(self.columns, lists, prose, Before(self.asked, self.scope)),
            {},
        )


class Person(model.Form):
    """Somebody who answers at random what the form shows."""

    def __init__(self, sheets: Sheets, lots: random.Random) -> None:
        self.given: dict[str, str] = {}
        self.typed: dict[str, Answer] = {}
        self.sheets, self.lots = sheets, lots

    def value(self, node: Node) -> object:
        if node == Column("null"):
            return ""
        return super().value(node)

    def referred(self, name: str) -> object:
        """As engines keep it: a calculation as its text."""
        made = self.sheets.scope.calculated.get(name)
        if made is None:
            if name not in self.sheets.asked:
                raise KeyError(name)
            return self.given.get(name, "")
        if not all(model.truth(self.value(parse(rule))) for rule in made.conditions):
            return ""
        value = self.value(parse(made.formula))
        if isinstance(value, bool):
            return value
        return "NaN" if isinstance(value, float) and math.isnan(value) else _text(value)

    def goes_through(self, group: Group, shown: bool | None = True) -> Iterator[tuple[str, bool]]:
        """Every field with whether the form shows it; None for a group is that nobody can tell."""
        for part in group.parts:
            here = shown and self._holds(part)
            if isinstance(part, Group):
                if part.kind != "repeat":
                    yield from self.goes_through(part, here)
                continue
            name = self.sheets.columns.get(part.row, "name")
            one = self.sheets.asked.get(name)
            if one is None or one.kind == "note" or "." in one.field or here is None:
                continue
            yield one.field, here
            if here and self.lots.random() > 0.1:
                self._answers(name, one)

    def _holds(self, part: Item | Group) -> bool | None:
        formula = self.sheets.columns.get(part.row, "relevant") if part.row else ""
        try:
            return not formula or bool(model.truth(self.value(parse(formula))))
        except (KeyError, NotUnderstoodError, RecursionError, AttributeError):
            return None

    def _answers(self, name: str, one: Asked) -> None:
        names = list(one.options)
        if one.kind in ("multiple", "ranking"):
            chosen = [name for name in names if self.lots.random() < 0.4]
            written, typed = " ".join(chosen), tuple(one.options[name] for name in chosen)
        elif names:
            first = next((name for name in ("yes", "1") if name in names), names[0])
            written = self.lots.choice([first, self.lots.choice(names)])
            typed = one.options[written]
        elif one.kind == "number":
            typed = Decimal(self.lots.choice(NUMBERS))
            written = str(typed)
        elif one.kind == "date":
            typed = date(2020, 1, 31) + timedelta(
                self.lots.choice(DAYS) + self.lots.choice((0, 1, 31))
            )
            written = typed.isoformat()
        else:
            written = typed = "abc"
        if typed:
            self.given[name], self.typed[one.field] = written, typed


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path)
    options.add_argument("people", type=int, nargs="?", default=20)
    chosen = options.parse_args()
    model.number = _number
    for path in sorted(chosen.folder.glob("*.xlsx")):
        content = path.read_bytes()
        questionnaire = read_xlsform(content, "en").questionnaire
        if questionnaire is None:
            continue
        sheets, lots = Sheets(content), random.Random(5)
        decisions, shown, differs = 0, 0, Counter[str]()
        for _ in range(chosen.people):
            person = Person(sheets, lots)
            wanted = dict(person.goes_through(sheets.form))
            here = asked(questionnaire, person.typed)
            decisions, shown = decisions + len(wanted), shown + sum(wanted.values())
            differs.update(field for field, ask in wanted.items() if ask != (field in here))
        print(f"{decisions:6} {shown:6} {differs.total():4}  {path.name[:90]}", *differs)


def _text(value: object) -> str:
    whole = isinstance(value, float) and value.is_integer()
    return str(int(value)) if whole else str(value)  # type: ignore[call-overload]


def _number(value: object) -> float:
    """A day is the number of days since 1970."""
    try:
        return float((date.fromisoformat(str(value)) - date(1970, 1, 1)).days)
    except ValueError:
        pass
    try:
        return float(value)  # type: ignore[arg-type]
    except ValueError:
        return math.nan


if __name__ == "__main__":
    main()
