"""A small cast for tables: a questionnaire with every kind of closed question, and answers."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import numpy as np
import pytest

from consult.questionnaire.document import Band, Option, Question, Questionnaire, Section
from consult.questionnaire.text import Text
from consult.tables.blocks import Block
from consult.tables.columns import layout
from consult.tables.release import Named
from consult.tables.request import Published, Request

DISTRICTS = ("130101", "130102", "130103", "130104", "130105", "130106")


def options(*ids, alone=()):
    return tuple(Option(name, Text(f"{name} es", f"{name} en"), name in alone) for name in ids)


def named(name, reason=False):
    return Named(name, Text(f"{name} es", f"{name} en"), reason)


def question(name, kind, **rest):
    return Question(name, kind, Text(f"¿{name}?", f"{name}?"), **rest)


def questionnaire(*questions):
    section = Section("s", Text("Sección", "Section"), questions)
    return Questionnaire("q", Text("Consulta", "Consultation"), Text(""), Text(""), (section,))


def roles(districts=DISTRICTS):
    return (
        question("where", "place", role="district", options=options(*districts), required=True),
        question("sex", "single", role="sex", options=options("f", "m"), non_answers=("_refused",)),
        question("age", "number", role="age", bands=(
            Band("young", Text("18-29"), Decimal(18), Decimal(29)),
            Band("middle", Text("30-59"), Decimal(30), Decimal(59)),
            Band("old", Text("60+"), Decimal(60)),
        )),
    )  # fmt: skip


CLOSED = (
    question("safe", "scale", options=options("a", "b", "c", "d"), non_answers=("_dk",)),
    question("harm", "single", sensitive=True, options=options("yes", "no"),
             when={"answered": "safe"}, non_answers=("_dk", "_refused")),
    question("seen", "multiple", max_choices=3,
             options=options("gun", "knife", "theft", "none", alone=("none",))),
    question("trust", "grid", options=options("lot", "little"), rows=options("police", "mayor")),
    question("first", "ranking", max_choices=4,
             options=options("light", "patrol", "work", "school")),
    question("why", "text"),
)  # fmt: skip


def answered(asked, size, seed=0):
    """``size`` answers drawn at random: every code that a column can hold is found in it."""
    random = np.random.default_rng(seed)
    arrays = {}
    for column in layout(asked):
        count = len(column.options)
        if column.shape == "several":
            chosen = (random.random((size, count)) < 0.35).astype(np.uint64)
            chosen[chosen[:, :-1].sum(axis=1) == 3, 0] = 0
            chosen[:, -1] = (chosen[:, :-1].sum(axis=1) == 0) & (random.random(size) < 0.5)
            sets = (chosen << np.arange(4, 4 + count, dtype=np.uint64)).sum(axis=1, dtype=np.uint64)
            codes = np.where(sets == 0, 1 << random.integers(0, 2, size), sets)
        elif column.shape == "position":
            codes = _ranked(random, arrays, column, size)
        else:
            weights = random.dirichlet(np.full(count, 3.0)) * 0.95
            codes = random.choice(np.arange(-1, count), size, p=[0.05, *weights]) + 4
            codes = np.where(codes == 3, 0, codes)
        arrays[column.id] = np.asarray(codes, column.dtype)
    return Block(size, arrays)


def _ranked(random, arrays, column, size):
    orders = random.permuted(np.tile(np.arange(len(column.options)), (size, 1)), axis=1)
    if column.position == 0:
        _ranked.orders, _ranked.length = orders, random.integers(0, 4, size)
    return np.where(_ranked.length > column.position, _ranked.orders[:, column.position] + 4, 0)


def request_for(asked, size, seed=0, **rest):
    version = Published(1, "0" * 64, asked, answered(asked, size, seed))
    return Request("c-7k2m", asked.title, 1, date(2026, 11, 14), (version,), b"key", **rest)


@pytest.fixture(scope="session")
def cast():
    everything = questionnaire(*roles(), *CLOSED)
    return SimpleNamespace(
        options=options, named=named, question=question, questionnaire=questionnaire, roles=roles,
        closed=CLOSED, everything=everything, answered=answered, request=request_for,
    )  # fmt: skip
