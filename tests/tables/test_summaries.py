"""Means and medians come from rounded counts, and stand only where enough people chose."""

from dataclasses import replace

import pytest

from consult.tables.build import build
from consult.tables.request import Published
from consult.tables.summaries import summary
from consult.tables.view import table


def row_of(cast, kind, counts, base=None, sensitive=False):
    """A table of one group whose options were chosen by so many; the rest gave no answer."""
    release = build(cast.request(cast.everything, 120, by=()))
    one = release.question("safe")
    lines = (*map(cast.named, "abcde"[: len(counts)]), cast.named("_dk", reason=True))
    base = base or sum(counts)
    rows = tuple((count,) for count in (*counts, base - sum(counts)))
    changed = replace(one, kind=kind, lines=lines, counts={"": rows}, sensitive=sensitive)
    cut = replace(release.breakdown(""), bases=(base,))
    shown = table(replace(release, questions=(changed,), breakdowns=(cut,)), "safe")
    return shown, shown.rows[0]


@pytest.mark.parametrize(
    ("kind", "counts", "base", "sensitive", "says"),
    [
        ("scale", (10, 20, 30), None, False, "Promedio: 2.3 (1 = a es, 3 = c es)"),
        ("scale", (35, 15), 200, False, "Promedio: 1.3 (1 = a es, 2 = b es)"),
        ("scale", (25, 55, 20), None, False, "Promedio: 2.0 (1 = a es, 3 = c es)"),
        ("scale", (95, 5), None, False, "Promedio: 1.1 (1 = a es, 2 = b es)"),  # 1.05, half up
        ("scale", (30, 15), 200, False, None),  # 45 chose: too few for a mean
        ("scale", (25, 20), None, False, None),  # no percents, so no mean
        ("scale", (90, 5), None, True, None),  # sensitive and nearly unanimous
        ("scale", (60, 35), None, True, "Promedio: 1.4 (1 = a es, 2 = b es)"),
        ("number", (20, 30, 50), None, False, "Mediana: b es"),  # the middle is where they meet
        ("number", (20, 30, 55), None, False, "Mediana: c es"),
        ("number", (0, 0, 60), None, False, "Mediana: c es"),
        ("number", (0, 0, 60), 500, False, "Mediana: c es"),
        ("number", (20, 20), None, False, None),
        ("single", (60, 40), None, False, None),
    ],
)
def test_what_a_row_amounts_to(cast, kind, counts, base, sensitive, says):
    told = summary(*row_of(cast, kind, counts, base, sensitive))
    assert (told and told.text.es) == says


def test_the_steps_of_a_scale_keep_their_order_over_versions(cast):
    """Version 2 drops a step in the middle; whoever chose it before still stands in the middle."""
    old, new = (
        cast.questionnaire(
            *cast.roles(), cast.question("safe", "scale", options=cast.options(*steps))
        )
        for steps in ("abcd", "acde")
    )
    versions = tuple(
        Published(number, str(number) * 64, asked, cast.answered(asked, 150, seed=number))
        for number, asked in ((1, old), (2, new))
    )
    release = build(replace(cast.request(cast.everything, 20), versions=versions))
    lines = release.question("safe").lines
    assert [line.id for line in lines if not line.reason] == list("abcde")
