"""By what tables are broken down, and which joint cells of people make up each group."""

from collections.abc import Sequence
from itertools import product

import numpy as np
from scipy import sparse

from consult.questionnaire.document import EMPTY
from consult.questionnaire.text import Text
from consult.tables import themes
from consult.tables.catalogue import sentence
from consult.tables.columns import FIRST, STATUSES
from consult.tables.counts import Counts
from consult.tables.items import Item
from consult.tables.program import Integers, Members
from consult.tables.release import EVERYBODY, TIMES, Axis, Breakdown, Named, group_of

ROLES = ("district", "sex", "age", "sector")
_PRODUCT = ("district", "sex")


class UnknownBreakdown(ValueError):
    """A breakdown by a role that no question plays. ``args``: what was asked, and what there is."""


def default(roles: Sequence[str]) -> tuple[str, ...]:
    """Every role alone, and district by sex."""
    both = all(role in roles for role in _PRODUCT)
    return (*(role for role in ROLES if role in roles), *([TIMES.join(_PRODUCT)] if both else []))


def chosen(asked: Sequence[str], roles: Sequence[str]) -> tuple[str, ...]:
    """The breakdowns asked for, their roles in the house's order. Raises UnknownBreakdown."""
    return tuple(dict.fromkeys(_ordered(name, roles) for name in asked))


def _ordered(name: str, roles: Sequence[str]) -> str:
    parts = name.split(TIMES)
    if not set(parts) <= set(roles) or len(set(parts)) < len(parts):
        raise UnknownBreakdown(name, ", ".join(default(roles)))
    return TIMES.join(role for role in ROLES if role in parts)


def lines(item: Item, seen: Counts) -> tuple[Named, ...]:
    """The lines of an item: its options, then each non-answer that it can have.

    ``seen`` counts people by code: a reason that the questionnaire rules out, but that an answer
    holds all the same, is kept, since lines must sum to the base.
    """
    if item.question.kind == "text":
        return themes.lines(item)
    reasons = [
        status for code, status in enumerate(STATUSES) if status in item.reasons or seen[code]
    ]
    order = [status for status in ("_dk", "_refused", EMPTY, "_not_asked") if status in reasons]
    none = item.form == "several"
    return (
        *(Named(o.id, o.text, alone=o.exclusive and none) for o in item.options),
        *(_reason("_none" if none and status == EMPTY else status) for status in order),
    )


def _reason(status: str) -> Named:
    return Named(status, sentence(status), reason=True)


def codes(item: Item, of: Sequence[Named]) -> list[int]:
    """The code of each line."""
    known = {option.id: FIRST + place for place, option in enumerate(item.options)}
    known |= {status: code for code, status in enumerate(STATUSES)}
    known.setdefault("_none", STATUSES.index(EMPTY))
    return [known[line.id] for line in of]


def breakdowns(by: Sequence[str], axes: tuple[Axis, ...]) -> tuple[Breakdown, ...]:
    """Everybody, then each breakdown, with no people in it yet."""
    return tuple(_breakdown(name, axes) for name in (EVERYBODY, *by))


def _breakdown(name: str, axes: tuple[Axis, ...]) -> Breakdown:
    within = [axis for axis in axes if axis.role in name.split(TIMES)]
    groups = tuple(_group(parts) for parts in product(*(axis.groups for axis in within)))
    text = _listed([axis.text for axis in within]) if within else sentence("everybody")
    return Breakdown(name, text, tuple(axis.role for axis in within), groups, (0,) * len(groups))


def _group(parts: Sequence[Named]) -> Named:
    if not parts:
        return Named("", sentence("everybody"))
    text = parts[0].text
    for part in parts[1:]:
        text = sentence("and", {"first": text, "second": part.text})
    return Named(TIMES.join(part.id for part in parts), text, any(part.reason for part in parts))


def _listed(texts: Sequence[Text]) -> Text:
    whole = texts[0]
    for text in texts[1:]:
        whole = sentence(
            "by_two", {"first": whole, "second": Text(text.es.lower(), text.en.lower())}
        )
    return whole


def members(cells: Integers, axes: tuple[Axis, ...], cuts: Sequence[Breakdown]) -> Members:
    """Which cell belongs to which group: the groups of all breakdowns in a row, x cells."""
    parts = [
        sparse.csr_array(
            (np.ones(len(cells)), (group_of(cells, axes, cut.roles), np.arange(len(cells)))),
            shape=(len(cut.groups), len(cells)),
        )
        for cut in cuts
    ]
    return sparse.csr_array(sparse.vstack(parts, format="csr"))


def summed(table: Integers, cells: Integers, axes: tuple[Axis, ...], cut: Breakdown) -> Integers:
    """A table of lines x cells added up to lines x groups of a breakdown."""
    return np.rint((members(cells, axes, [cut]) @ table.T).T).astype(np.int64)


def labels(cuts: Sequence[Breakdown]) -> list[str]:
    """The name of each group, by breakdown, as the rounding key draws for it."""
    return [f"{cut.id}={group.id}" for cut in cuts for group in cut.groups]
