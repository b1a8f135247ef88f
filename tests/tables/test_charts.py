"""Charts: what stands in them, for the eye and for whoever does not see."""

import re
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest

from consult.tables.build import build
from consult.tables.charts import chart
from consult.tables.drawing import width, wrapped
from consult.tables.palette import paints

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def release(cast):
    return build(cast.request(cast.everything, 250, seed=2))


def every(release):
    return [(question.id, by) for question in release.questions for by in question.counts]


def words(root):
    return [node.text for node in root.iter(f"{SVG}text")]


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_chart_is_well_formed_named_and_free_of_inline_style(release, language):
    names = set()
    for question, by in every(release):
        svg = chart(release, question, by, language)
        root = ET.fromstring(svg)
        ids = [node.get("id") for node in root.iter() if node.get("id")]
        names.update(ids)
        assert root.get("role") == "img"
        assert root.get("aria-labelledby").split() == ids[:2]
        assert root.find(f"{SVG}title").text
        assert "base" in root.find(f"{SVG}desc").text
        assert not re.search(r"style=|<script|href", svg)
    assert len(names) == 3 * len(every(release))


def test_bars_fill_the_line_and_numbers_are_percents(release):
    root = ET.fromstring(chart(release, "safe", "", "es"))
    bars = [node for node in root.iter(f"{SVG}rect") if node.get("height") == "30"]
    assert sum(float(bar.get("width")) + 1.5 for bar in bars) == pytest.approx(713, abs=1)
    numbers = [int(word) for word in words(root) if word.isdigit()]
    assert numbers[0] == release.base
    assert 95 <= sum(numbers[1:]) <= 104


def test_small_groups_say_counts_and_hidden_ones_are_named_together(release):
    root = ET.fromstring(chart(release, "safe", "district*sex", "en"))
    said = words(root)
    assert "base under 50: counts only" in said
    assert any("Not shown: fewer than 20 in each" in word for word in said)
    assert any(re.fullmatch(r"\d+ groups", word) for word in said)


def test_a_sensitive_question_says_why_it_is_hidden(release):
    assert "sensitive question" in chart(release, "harm", "district", "en")


def test_neighbouring_colours_differ_in_grey():
    for count in (2, 3, *range(5, 30)):  # of four, only a white seam parts the two in the middle
        greys = [grey(paint.fill) for paint in paints(count)]
        assert min(abs(one - other) for one, other in pairwise(greys)) > 20


def grey(fill):
    red, green, blue = (int(fill[at : at + 2], 16) for at in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue


def test_lines_never_pass_their_room():
    text = "Personas que llevan armas de fuego en la calle, y otorrinolaringológicamente"
    for room in (40, 90, 205):
        assert all(width(line) <= room for line in wrapped(text, room))
