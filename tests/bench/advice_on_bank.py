"""How much good wording is advised against: `python tests/bench/advice_on_bank.py [BANK.csv]`.

The shipped questionnaires, and a bank of questions as CSV: id, es, en, options_es, options_en.
"""

import csv
import sys
from pathlib import Path

from consult.questionnaire.advice import advise
from consult.questionnaire.document import Option, Question, Questionnaire, Section
from consult.questionnaire.shipped import shipped
from consult.questionnaire.text import Text

NONE = Text("", "")


def bank(file: Path) -> Questionnaire:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        asked = tuple(question(row) for row in csv.DictReader(lines))
    return Questionnaire("bank", NONE, NONE, NONE, (Section("s", NONE, asked),))


def question(row: dict[str, str]) -> Question:
    pairs = zip(row["options_es"].split("|"), row["options_en"].split("|"), strict=False)
    options = tuple(Option(f"o{n}", Text(*pair)) for n, pair in enumerate(pairs))
    return Question(row["id"], "single", Text(row["es"], row["en"]), options=options)


def tell(name: str, questionnaire: Questionnaire) -> None:
    found = advise(questionnaire)
    flagged = {fault.where.partition(".")[0] for fault in found}
    print(f"{name}: {len(flagged)} of {len(questionnaire.questions)} questions")
    for fault in found:
        print(f"  {fault.where}: {fault.code} {dict(fault.params)}")


if __name__ == "__main__":
    for name, questionnaire in shipped().items():
        tell(name, questionnaire)
    for argument in sys.argv[1:]:
        tell(argument, bank(Path(argument)))
