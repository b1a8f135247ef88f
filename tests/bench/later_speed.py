"""Releases of a consultation that grows: the deviations and errors of each, and its time.

Run: python -m tests.bench.later_speed [size,size,... ...]
"""

import sys
from collections import Counter
from dataclasses import replace
from time import perf_counter

import numpy as np

from consult.tables.blocks import Block
from consult.tables.breakdowns import codes
from consult.tables.build import build
from consult.tables.prepare import Prepared, prepare
from consult.tables.release import Release
from consult.tables.request import Request
from tests.bench.crowd import crowd, machine, request

GROWTHS = (
    (300, 600, 1_000),
    (3_000, 6_000, 12_000),
    (100_000, 130_000),
    (100, 200, 300, 500),
    (300, 390, 500, 650),
)


def grown(sizes: tuple[int, ...], roles: int) -> None:
    everybody, previous = crowd(sizes[-1], roles), None
    for number, size in enumerate(sizes, 1):
        some = Block(size, {name: codes[:size] for name, codes in everybody.arrays.items()})
        asked = replace(request(some, roles), number=number, previous=previous)
        start = perf_counter()
        made = build(asked)
        spent = perf_counter() - start
        print(f"{roles} roles {size:>7,} ", end="")
        if not isinstance(made, Release):
            print(f"refused in {spent:.1f} s: {made.sentence.en}")
            return
        used = Counter(one.deviation for one in made.questions if not one.role)
        print(
            f"deviation {dict(sorted(used.items()))}, of people {made.deviation}, "
            f"mean error {error(made, asked):.2f}, {spent:.1f} s"
        )
        previous = made


def error(made: Release, asked: Request) -> float:
    prepared = prepare(asked)
    assert isinstance(prepared, Prepared)
    errors = []
    for item in prepared.items:
        one = made.question(item.id)
        true = prepared.tallies[item.id][:, codes(item, one.lines)].T
        errors += [
            np.abs(np.array(counts) - prepared.summed(true, made.breakdown(by))).ravel()
            for by, counts in one.counts.items()
        ]
    return float(np.concatenate(errors).mean())


if __name__ == "__main__":
    print(machine())
    asked_for = [tuple(map(int, argument.split(","))) for argument in sys.argv[1:]]
    for roles in (3, 4):
        for sizes in asked_for or GROWTHS:
            grown(sizes, roles)
