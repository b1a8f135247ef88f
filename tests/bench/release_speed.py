"""A release of 30 questions by district, sex, age and district x sex, and by sector too, by stage.

Run: python -m tests.bench.release_speed [answers ...]
"""

import sys
from time import perf_counter

import numpy as np
from consult.tables.workbook import tables_xlsx

from consult.tables.audit import prove
from consult.tables.breakdowns import codes, lines
from consult.tables.build import build
from consult.tables.files import codebook_csv, tables_csv
from consult.tables.prepare import Prepared, prepare
from consult.tables.release import Release
from consult.tables.request import Request
from consult.tables.solving import ground, question
from consult.tables.stored import to_bytes
from tests.bench.crowd import SIZES, crowd, machine, request


def stages(size: int, roles: int) -> None:
    asked = request(crowd(size, roles), roles)
    marks = [perf_counter()]
    prepared = prepare(asked)
    assert isinstance(prepared, Prepared)
    tallies = prepared.tallies
    marks.append(perf_counter())
    counts, solved, errors = prepared.people.counts, {}, []
    on = ground(asked.key, prepared.axes, prepared.cells, counts, prepared.cuts)
    marks.append(perf_counter())
    for item in prepared.items:
        if not prepared.role(item):
            named = lines(item, tallies[item.id].sum(axis=0))
            cuts = prepared.cuts_of(item)
            done = question(item, named, tallies[item.id], cuts, on, solved)
            solved[item.id] = done
            true = tallies[item.id][:, codes(item, named)].T
            errors += [
                np.abs(5 * on.summed(done.blocks, cut) - prepared.summed(true, cut)).ravel()
                for cut in cuts
            ]
    marks.append(perf_counter())
    error = np.concatenate(errors)
    deviations = [done.deviation for done in solved.values()]
    used = {deviation: deviations.count(deviation) for deviation in sorted(set(deviations))}
    spent = zip(("count", "people", "questions"), np.diff(marks), strict=True)
    print(f"{size:>9,} x {roles} roles", *(f"{name} {seconds:.2f} " for name, seconds in spent))
    print(
        f"{'':9} deviation {used}, mean error {error.mean():.2f}, exact {(error == 0).mean():.0%}"
    )
    _whole(asked)


def _whole(asked: Request) -> None:
    start = perf_counter()
    release = build(asked)
    built = perf_counter() - start
    assert isinstance(release, Release)
    start = perf_counter()
    assert prove(release) == []
    proven = perf_counter() - start
    start = perf_counter()
    files = [tables_csv(release, "es"), codebook_csv(release), tables_xlsx(release, "es")]
    written = perf_counter() - start
    sizes = ", ".join(f"{len(body):,}" for body in [*files, to_bytes(release)])
    print(f"{'':9} build {built:.2f}, of which proof {proven:.2f}; files {written:.2f}")
    print(f"{'':9} bytes of tables, codebook, workbook, stored: {sizes}")


if __name__ == "__main__":
    print(machine(), "- seconds")
    for size in [int(argument) for argument in sys.argv[1:]] or SIZES:
        for roles in (3, 4):
            stages(size, roles)
