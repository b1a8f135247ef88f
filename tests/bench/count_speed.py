"""Counting 30 questions by 12 districts, sex and age over a million answers, against others.

Run: python -m tests.bench.count_speed [answers]
"""

import sys
from collections.abc import Callable
from time import perf_counter

import duckdb
import numpy as np
import pandas as pd

from consult.tables.blocks import Block, join, pack, unpack
from consult.tables.columns import layout
from consult.tables.counts import Answers, people, tallies
from consult.tables.items import items
from tests.bench.crowd import QUESTIONS, crowd, machine, questionnaire

ROLES = ("place", "sex", "age")
FULL = 65_536
NAMES = [f"q{number}" for number in range(QUESTIONS)]


def best(work: Callable[[], object], times: int = 3) -> float:
    """Seconds of the quickest run."""

    def once() -> float:
        start = perf_counter()
        work()
        return perf_counter() - start

    return min(once() for _ in range(times))


def ours(block: Block) -> dict[str, np.ndarray]:
    every = items([(1, questionnaire())])
    answers = [Answers(1, {column.id: column for column in layout(questionnaire())}, block)]
    who = people(answers, [item for item in every if item.id in ROLES])
    return tallies([item for item in every if item.id in NAMES], answers, who)


def duck(connection: duckdb.DuckDBPyConnection) -> list[list[tuple[int, ...]]]:
    by = ", ".join(ROLES)
    query = f"SELECT {by}, {{0}}, count(*) FROM crowd GROUP BY {by}, {{0}}"
    return [connection.execute(query.format(name)).fetchall() for name in NAMES]


def pandas(frame: pd.DataFrame) -> list[pd.Series]:
    return [frame.groupby([*ROLES, name], observed=True).size() for name in NAMES]


def main(size: int) -> None:
    columns, block = layout(questionnaire()), crowd(size)
    parts = [
        {name: codes[start : start + FULL] for name, codes in block.arrays.items()}
        for start in range(0, size, FULL)
    ]
    bodies = [pack(columns, Block(len(part["sex"]), part)) for part in parts]
    load = best(lambda: join([unpack(columns, body) for body in bodies]))
    frame = pd.DataFrame({name: pd.Categorical(codes) for name, codes in block.arrays.items()})
    connection = duckdb.connect()
    plain = pd.DataFrame(dict(block.arrays))
    connection.execute("CREATE TABLE crowd AS SELECT * FROM plain")
    assert plain is not None
    total = {name: counts.sum(axis=0).tolist() for name, counts in ours(block).items()}
    assert all(
        total[name][code] == int(count)
        for name, rows in zip(NAMES, duck(connection), strict=True)
        for code, count in pd.DataFrame(rows).groupby(3)[4].sum().items()
    ), "both count the same"
    we, they, frames = (
        best(lambda: ours(block)), best(lambda: duck(connection)), best(lambda: pandas(frame), 1)
    )  # fmt: skip
    print(machine())
    print(f"{size:,} answers x {len(columns)} columns, {sum(map(len, bodies)) / 1e6:.1f} MB packed")
    print(f"load       {load:6.2f} s")
    print(f"consult    {we:6.2f} s")
    print(f"duckdb     {they:6.2f} s   ours is {we / they:.2f} of it")
    print(f"pandas     {frames:6.2f} s   ours is {we / frames:.3f} of it")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
