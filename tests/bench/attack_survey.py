"""A real survey, tabulated and attacked: 24,472 interviews of ENUSC 2024 (see the folder's README).

Run: python -m tests.bench.attack_survey FOLDER [questions]
"""

import csv
import gzip
import io
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from statistics import mean
from time import perf_counter

import numpy as np

from consult.questionnaire.document import Option, Question, Questionnaire, Section
from consult.questionnaire.text import Text
from consult.tables.attack import attack
from consult.tables.blocks import Block
from consult.tables.build import build
from consult.tables.files import codebook_csv, tables_csv
from consult.tables.release import Release
from consult.tables.request import Published, Request
from tests.bench.crowd import machine

ROLES = {"enc_region": "district", "rph_sexo": "sex", "rph_edad": "age"}
ASKED = (
    "pergen_",
    "emper_p_inseg",
    "p_desordenes",
    "p_incivilidades",
    "p_fuente",
    "perper_p_expos",
)
REASONS = {"85": "_not_asked", "88": "_dk", "99": "_refused"}
CODES = {"_empty": 0, "_not_asked": 1, "_dk": 2, "_refused": 3}


def main(folder: str, most: str = "12") -> None:
    questions, block = survey(Path(folder), int(most))
    section = Section("s", Text("Encuesta"), questions)
    asked = Questionnaire("survey", Text("Encuesta"), Text(""), Text(""), (section,))
    start = perf_counter()
    version = (Published(1, "0" * 64, asked, block),)
    release = build(Request("survey", Text("Encuesta"), 1, date(2026, 1, 1), version, b"key"))
    assert isinstance(release, Release), release
    built = perf_counter() - start
    start = perf_counter()
    found = attack([(tables_csv(release, "es"), codebook_csv(release))])
    wide = [one.high - one.low for one in found if one.printed is not None]
    print(
        f"{machine()}; {block.size:,} interviews, {len(release.questions)} questions, by", end=" "
    )
    print(f"{', '.join(release.by)}; built in {built:.1f} s, deviation {release.largest_deviation}")
    print(
        f"{len(found):,} cells attacked in {perf_counter() - start:.0f} s,"
        f" {sum(one.narrower for one in found)} narrower than promised;"
        f" printed ones {mean(wide):.1f} people wide, the narrowest {min(wide)}"
    )


def survey(folder: Path, most: int) -> tuple[tuple[Question, ...], Block]:
    """Its roles and so many of its questions, and what everybody answered."""
    with (folder / "enusc2024_codebook.csv").open(encoding="utf-8") as file:
        values = {row["variable"]: dict(_values(row["values"])) for row in csv.DictReader(file)}
    names = [*ROLES, *[name for name in values if name.startswith(ASKED)][:most]]
    packed = gzip.decompress((folder / "enusc2024_kish.csv.gz").read_bytes())
    rows = list(csv.DictReader(io.StringIO(packed.decode())))
    questions = tuple(_question(name, values[name]) for name in names)
    arrays = {one.id: _codes(one, [row[one.id] for row in rows]) for one in questions}
    return questions, Block(len(rows), arrays)


def _values(told: str) -> Iterator[tuple[str, str]]:
    for pair in told.split("; "):
        code, _, words = pair.partition("=")
        yield code, words


def _question(name: str, values: dict[str, str]) -> Question:
    options = tuple(Option(f"o{code}", Text(words)) for code, words in values.items() if _is(code))
    reasons = () if name in ROLES else ("_dk", "_refused")
    return Question(
        name, "single", Text(name), role=ROLES.get(name), options=options, non_answers=reasons
    )


def _is(code: str) -> bool:
    return code not in REASONS and code != "96"


def _codes(question: Question, told: list[str]) -> np.ndarray:
    known = {option.id[1:]: 4 + place for place, option in enumerate(question.options)}
    known |= {code: CODES[reason] for code, reason in REASONS.items()}
    return np.array([known.get(code, 0) for code in told], np.uint8)


if __name__ == "__main__":
    main(*sys.argv[1:])
