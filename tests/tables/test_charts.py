"""Charts: what stands in them, for the eye and for whoever does not see."""

import re
from itertools import combinations, pairwise
from xml.etree import ElementTree as ET

import pytest

from consult.tables.build import build
from consult.tables.charts import PHONE, SCREEN, WALL, chart
from consult.tables.charts.drawing import width, wrapped
from consult.tables.palette import nominal, scale
from consult.tables.view import table

SVG = "{http://www.w3.org/2000/svg}"
LOOKS = (SCREEN, WALL, PHONE)


@pytest.fixture(scope="module")
def release(cast):
    return build(cast.request(cast.everything, 250, seed=2))


@pytest.fixture(scope="module")
def crowd(cast):
    return build(cast.request(cast.everything, 2500, seed=3))


def every(release):
    return [(question.id, by) for question in release.questions for by in question.counts]


def words(root):
    return [node.text for node in root.iter(f"{SVG}text")]


def boxes(node, x=0.0, y=0.0):
    """Where each text stands: left, top, right, bottom and what it says."""
    if moved := re.findall(r"-?[\d.]+", node.get("transform", "")):
        x, y = x + float(moved[0]), y + float(moved[1])
    if node.tag == f"{SVG}text":
        size = float(node.get("font-size"))
        wide = width(node.text, size)
        before = {"start": 0, "middle": wide / 2, "end": wide}[node.get("text-anchor")]
        left, bottom = x + float(node.get("x")) - before, y + float(node.get("y"))
        yield left, bottom - 0.7 * size, left + wide, bottom, node.text
    if node.tag != f"{SVG}defs":
        for inner in node:
            yield from boxes(inner, x, y)


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


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.name)
def test_no_word_stands_on_another_or_outside(release, crowd, look):
    for one in (release, crowd):
        for question, by in every(one):
            root = ET.fromstring(chart(one, question, by, "es", look))
            _, _, wide, high = map(float, root.get("viewBox").split())
            placed = list(boxes(root))
            for left, top, right, bottom, said in placed:
                assert left >= -0.1, said
                assert right <= wide + 0.1, said
                assert 0 <= top <= bottom <= high, said
            for one_box, other in combinations(placed, 2):
                apart = one_box[2] <= other[0] or other[2] <= one_box[0]
                assert apart or one_box[3] <= other[1] or other[3] <= one_box[1], (one_box, other)


def test_words_on_the_wall_are_large(crowd):
    root = ET.fromstring(chart(crowd, "safe", "district", "es", WALL))
    assert root.get("viewBox").split()[2] == "1920"
    assert {int(node.get("font-size")) for node in root.iter(f"{SVG}text")} == {36}


def test_bars_of_a_scale_fill_the_line_and_numbers_are_percents(crowd):
    root = ET.fromstring(chart(crowd, "safe", "sex", "es"))
    bars = [node for node in root.iter(f"{SVG}rect") if node.get("height") == "30"]
    rows = [row for row in table(crowd, "safe", "sex").rows if row.status == "ok"]
    room = SCREEN.wide - SCREEN.start
    assert sum(float(bar.get("width")) + 1.5 for bar in bars) == pytest.approx(
        room * len(rows), abs=1
    )
    printed = {str(row.base) for row in rows} | {f"{row.base:,}" for row in rows}
    assert printed & set(words(root))


def test_everybody_is_a_bar_with_its_number_for_each_line(crowd):
    said = words(ET.fromstring(chart(crowd, "seen", "", "en")))
    shown = table(crowd, "seen")
    for line, cell in zip(shown.lines, shown.rows[0].cells, strict=True):
        at = said.index(line.text.en)
        assert said[at + 1 : at + 3] == [f"{cell.percent} %", f"{cell.count:,}"]


def test_several_answers_by_group_are_small_panels_on_one_scale(crowd):
    root = ET.fromstring(chart(crowd, "seen", "sex", "es"))
    said = words(root)
    tracks = [n.get("width") for n in root.iter(f"{SVG}rect") if n.get("fill") == "#efebe3"]
    assert len(set(tracks)) == 1
    assert len(tracks) == said.count("f es") + said.count("m es") + said.count("Sin respuesta")
    end = int(re.search(r"van de 0 a (\d+) %", " ".join(said))[1])
    assert end >= max(int(word[:-2]) for word in said if re.fullmatch(r"\d+ %", word))


def test_groups_stand_in_the_order_of_the_consultation(crowd):
    shown = table(crowd, "safe", "district")
    names = [row.group.text.es for row in shown.rows if row.status != "hidden"]
    said = words(ET.fromstring(chart(crowd, "safe", "district", "es")))
    assert [word for word in said if word in names] == names


def test_small_groups_say_counts_and_hidden_ones_are_named_together(release):
    root = ET.fromstring(chart(release, "safe", "district*sex", "en"))
    said = words(root)
    assert "base under 50: counts only" in said
    assert any("Not shown: fewer than 20 in each" in word for word in said)
    assert any(re.fullmatch(r"\d+ groups", word) for word in said)


def test_a_sensitive_question_says_why_it_is_hidden(release):
    assert "sensitive question" in chart(release, "harm", "district", "en")


def test_what_somebody_typed_is_only_words(cast):
    typed = cast.question("odd", "single", options=cast.options('<script>"&', "b"))
    made = build(cast.request(cast.questionnaire(*cast.roles(), typed), 250))
    for by in ("", "sex"):
        root = ET.fromstring(chart(made, "odd", by, "es"))
        assert any('<script>"& es' in word for word in words(root))


def test_neighbouring_colours_differ_in_grey():
    for paints in (scale(2), scale(3), scale(5), *(nominal(count) for count in range(2, 30))):
        greys = [grey(paint.fill) for paint in paints]  # of a scale of 4, a seam parts the middle
        assert min(abs(one - other) for one, other in pairwise(greys)) > 20


def test_no_option_or_group_has_the_colour_of_what_needs_attention(crowd):
    assert "#a6481f" not in chart(crowd, "harm", "sex", "es")
    assert "#a6481f" not in chart(crowd, "seen", "district", "es")


def grey(fill):
    red, green, blue = (int(fill[at : at + 2], 16) for at in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue


def test_lines_never_pass_their_room():
    text = "Personas que llevan armas de fuego en la calle, y otorrinolaringológicamente"
    for room in (40, 90, 205):
        assert all(width(line, 14) <= room for line in wrapped(text, room, 14))
        assert len(wrapped(text, room, 14, most=2)) <= 2
