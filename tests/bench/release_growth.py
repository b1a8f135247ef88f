"""A release of 30 questions by district, sex, age and district x sex as its consultation grows:
from the database to the stored tables, in a process of its own, with the memory that it took.

Run: python -m tests.bench.release_growth [answers ...]
"""

import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

import numpy as np
from sqlalchemy import select

from consult.consultations.models import Consultation
from consult.db import db, writing
from consult.releases.freeze import prepare, request_release, snapshot
from consult.releases.models import StoredRelease
from consult.responses.models import StoredBlock
from consult.responses.resting import FULL_BLOCK
from consult.tables.blocks import pack
from consult.tables.columns import FIRST, layout
from consult.tables.counts import Answers, people, tallies
from consult.tables.items import items
from tests.bench.contenders import open_house
from tests.bench.crowd import crowd, machine, questionnaire
from tests.conftest import make_app

SIZES = (10_000, 1_000_000, 10_000_000)
NOW = datetime(2026, 11, 24, tzinfo=UTC)


def main(*sizes: str) -> None:
    print(f"{machine()}; seconds, each size in a process of its own")
    for size in [int(size) for size in sizes] or SIZES:
        with tempfile.TemporaryDirectory(prefix="consult-bench-") as folder:
            furnish(Path(folder), size)
            run = [sys.executable, "-m", "tests.bench.release_growth", "measure", folder]
            subprocess.run(run, check=True)


def furnish(folder: Path, size: int) -> None:
    """A house in which so many answers rest in full blocks."""
    asked = questionnaire(3)
    open_house(f"sqlite:///{folder}/consult.db", folder, asked)
    columns = layout(asked)
    with make_app(f"sqlite:///{folder}/consult.db", folder).app_context():
        for start in range(0, size, FULL_BLOCK):
            block = crowd(min(FULL_BLOCK, size - start), seed=1)
            with writing() as session:
                session.add(
                    StoredBlock(
                        consultation_id=1,
                        version=1,
                        channel="phone",
                        size=block.size,
                        body=pack(columns, block),
                    )
                )
        db.engine.dispose()


def measure(folder: Path) -> None:
    app = make_app(f"sqlite:///{folder}/consult.db", folder)
    ring = app.extensions["key_ring"]
    with app.app_context():
        resting = _memory()
        with writing() as session:
            consultation = session.scalars(select(Consultation)).one()
            stored = request_release(session, "bench", consultation, None, NOW)
            number = stored.id
        whole = _timed(lambda: prepare(ring, number))
        top = _memory()
        session = db.session()
        consultation, stored = session.get_one(Consultation, 1), session.get_one(StoredRelease, 1)
        assert stored.state == "ready"
        start = perf_counter()
        asked = snapshot(ring, session, consultation, stored)
        loading = perf_counter() - start
        [version] = asked.versions
        answers = [Answers(1, {c.id: c for c in layout(version.questionnaire)}, version.block)]
        every = items([(1, version.questionnaire)])
        roles, rest = every[:3], every[3:]
        who = people(answers, roles)
        ours = min(_timed(lambda: tallies(rest, answers, who)) for _ in range(3))
        bare = min(_timed(lambda: _bare(answers[0], who.where[0])) for _ in range(3))
    print(
        f"{version.block.size:>12,}  whole {whole:6.2f}  loading {loading:5.2f}"
        f"  counting {ours:5.2f}, {ours / bare:.2f} of a bare bincount loop"
        f"  memory {top:,.0f} MB at most, {resting:,.0f} at rest"
    )


def _bare(answers: Answers, where: np.ndarray) -> list[np.ndarray]:
    """The shortest way to count that numpy offers: each question fused with the cells."""
    return [
        np.bincount(where * (FIRST + 5) + codes)
        for name, codes in answers.block.arrays.items()
        if name.startswith("q")
    ]


def _timed(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start


def _memory() -> float:
    """The most that this process has held at any time, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    if sys.argv[1:2] == ["measure"]:
        measure(Path(sys.argv[2]))
    else:
        main(*sys.argv[1:])
