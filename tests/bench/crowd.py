"""A crowd of simulated answers for measuring: 30 questions by district, sex, age and sector."""

import os
import platform
from datetime import date

import numpy as np

from consult.questionnaire.document import Option, Question, Questionnaire, Section
from consult.questionnaire.text import Text
from consult.tables.blocks import Block
from consult.tables.columns import layout
from consult.tables.request import Published, Request

QUESTIONS = 30
SIZES = (300, 3_000, 100_000, 1_000_000)
ROLES = (("place", 12, "district"), ("sex", 2, "sex"), ("age", 6, "age"), ("group", 11, "sector"))


def machine() -> str:
    """What the figures were measured on."""
    return f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"


def questionnaire(roles: int = 3) -> Questionnaire:
    """The first so many roles, then the questions."""
    asked = tuple(_single(f"q{number}", 5) for number in range(QUESTIONS))
    played = tuple(_single(*role) for role in ROLES[:roles])
    section = Section("s", Text("Sección"), (*played, *asked))
    return Questionnaire("crowd", Text("Consulta"), Text(""), Text(""), (section,))


def crowd(size: int, roles: int = 3, seed: int = 1) -> Block:
    """Answers whose options depend on the district, with some left empty or not known."""
    random = np.random.default_rng(seed)
    columns = layout(questionnaire(roles))
    where = random.choice(12, size, p=random.dirichlet(np.full(12, 4.0))).astype(np.uint8)
    arrays = {"place": where + np.uint8(4)}
    for column in columns[1:]:
        count = len(column.options)
        shares = random.dirichlet(np.full(count, 3.0), 12).cumsum(axis=1)
        drawn = (random.random(size)[:, None] > shares[where]).sum(axis=1).clip(0, count - 1)
        gone = random.random(size)
        arrays[column.id] = np.select([gone < 0.03, gone < 0.08], [0, 2], drawn + 4).astype("u1")
    return Block(size, arrays)


def request(block: Block, roles: int = 3) -> Request:
    version = Published(1, "0" * 64, questionnaire(roles), block)
    return Request("crowd", Text("Consulta"), 1, date(2026, 11, 24), (version,), b"key")


def _single(name: str, count: int, role: str | None = None) -> Question:
    options = tuple(Option(f"o{number}", Text(f"{number}")) for number in range(count))
    return Question(name, "single", Text(name), role=role, options=options, non_answers=("_dk",))
