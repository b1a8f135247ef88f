"""What of a rounded table is shown. Hiding is for the reader: the rounding alone protects."""

from collections.abc import Sequence
from typing import Literal

Status = Literal["ok", "no_percent", "hidden"]

SHOWN_FROM = 20
PERCENT_FROM = 50
_UNANIMOUS, UNANIMOUS_BELOW = 90, 100  # per cent; people


def status(base: int, counts: Sequence[int], sensitive: bool) -> Status:
    """Whether a group's row is shown, from its rounded base and counts.

    A sensitive question is shown only with percents, and not where nearly everybody in a small
    group answered alike.
    """
    if base < (PERCENT_FROM if sensitive else SHOWN_FROM):
        return "hidden"
    if sensitive and base < UNANIMOUS_BELOW and 100 * max(counts, default=0) > _UNANIMOUS * base:
        return "hidden"
    return "ok" if base >= PERCENT_FROM else "no_percent"


def percent(count: int, base: int) -> int:
    """Whole per cent of rounded people, half up."""
    return (200 * count + base) // (2 * base)
