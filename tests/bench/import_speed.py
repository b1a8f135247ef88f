"""How fast a spreadsheet of answers is judged: rows a second, beside one phone's verdict each.

.venv/bin/python -m tests.bench.import_speed
"""

import csv
import io
import time

from consult.cli.simulated import simulated_answers
from consult.questionnaire.answers import read_answers
from consult.responses.bulk import read_bulk
from consult.tables.columns import encode, layout
from tests.bench.crowd import machine
from tests.bench.residents import QUESTIONNAIRE

TIMES = 20  # the simulated people, over and over: 24,800 rows


def main() -> None:
    people = list(simulated_answers(QUESTIONNAIRE)) * TIMES
    content, columns = sheet(people), layout(QUESTIONNAIRE)
    bulk_seconds, bulk = timed(lambda: read_bulk(QUESTIONNAIRE, content))
    few = people[: len(people) // TIMES]

    def one_by_one() -> None:
        for pairs in few:
            read = read_answers(QUESTIONNAIRE, pairs)
            encode(columns, read.answers, read.asked)

    phone_seconds, _ = timed(one_by_one)
    assert bulk.block.size == len(people)
    bulk_rate, phone_rate = len(people) / bulk_seconds, len(few) / phone_seconds
    print(machine())
    print(f"sheet {bulk_rate:,.0f} rows/s, one by one {phone_rate:,.0f}/s")
    print(f"ratio {bulk_rate / phone_rate:.1f}")


def sheet(people: list[list[tuple[str, str]]]) -> bytes:
    out = io.StringIO(newline="")
    fields = [field for question in QUESTIONNAIRE.questions for field in question.fields]
    rows = csv.DictWriter(out, fields)
    rows.writeheader()
    for pairs in people:
        row: dict[str, str] = {}
        for field, value in pairs:
            row[field] = f"{row[field]} {value}" if field in row else value
        rows.writerow(row)
    return out.getvalue().encode()


def timed(act):
    start = time.perf_counter()
    result = act()
    return time.perf_counter() - start, result


if __name__ == "__main__":
    main()
