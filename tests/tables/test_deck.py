"""The deck: native charts that can be edited, notes, nothing over anything else, the same bytes."""

import io
from dataclasses import replace
from itertools import combinations

import openpyxl
import pytest
from pptx import Presentation
from pptx.enum.chart import XL_CHART_TYPE

from consult.questionnaire.text import Text
from consult.tables.build import build
from consult.tables.findings import Finding
from consult.tables.office.deck import deck_pptx
from consult.tables.stored import from_bytes, to_bytes
from consult.tables.view import table
from tests.tables.hostile import hostile, told
from tests.tables.zipped import parts, secrets, sound

FINDINGS = (
    Finding("safe", "sex", ("f",), Text("Ellas se sienten menos seguras.", "They feel less safe.")),
    Finding("seen", "sex", (), Text("Pocas vieron armas.", "Few saw guns.")),
    Finding("safe", "", (), Text("La mayoría se siente insegura.", "Most feel unsafe.")),
)


@pytest.fixture(scope="module")
def release(cast):
    return build(cast.request(cast.everything, 650, channels=("phone",)))


@pytest.fixture(scope="module")
def slides(release):
    return opened(deck_pptx(release, FINDINGS, "es"))


def opened(body):
    return list(Presentation(io.BytesIO(body)).slides)


def charts(slide):
    return [shape.chart for shape in slide.shapes if shape.has_chart]


def titled(slides, title):
    return [slide for slide in slides if slide.shapes.title.text == title]


def test_the_same_release_and_findings_give_the_same_bytes(release):
    for language in ("es", "en"):
        again = from_bytes(to_bytes(release))
        assert deck_pptx(release, FINDINGS, language) == deck_pptx(again, FINDINGS, language)
    assert deck_pptx(release, FINDINGS, "es") != deck_pptx(release, FINDINGS[:1], "es")


def test_it_tells_who_answered_then_findings_then_every_question(release, slides):
    roles = [question for question in release.questions if question.role]
    others = [question for question in release.questions if not question.role]
    assert [slide.shapes.title.text for slide in slides] == [
        release.title.es,
        *(question.text.es for question in roles),
        *(finding.text.es for finding in FINDINGS),
        *(question.text.es for question in others),
        "Cómo leer estos resultados",
    ]
    assert all(charts(slide) for slide in slides[1:-1])


def test_charts_hold_the_very_numbers(release, slides):
    for question in release.questions:
        chart = charts(titled(slides, question.text.es)[0])[0]
        row = table(release, question.id).rows[0]
        [series] = chart.plots[0].series
        assert list(chart.plots[0].categories) == [line.text.es for line in question.lines]
        assert list(series.values) == [cell.percent for cell in row.cells]
        within = openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob))
        cells = [[cell.value for cell in line] for line in within.active.iter_rows(min_row=2)]
        assert cells == [
            [line.text.es, cell.percent]
            for line, cell in zip(question.lines, row.cells, strict=True)
        ]


def test_a_finding_by_groups_stands_its_groups_side_by_side(release, slides):
    chart = charts(titled(slides, FINDINGS[0].text.es)[0])[0]
    rows = [row for row in table(release, "safe", "sex").rows if row.status == "ok"]
    assert chart.chart_type == XL_CHART_TYPE.BAR_STACKED_100
    assert list(chart.plots[0].categories) == [f"{row.group.text.es} ({row.base})" for row in rows]
    chart = charts(titled(slides, FINDINGS[1].text.es)[0])[0]
    assert chart.chart_type == XL_CHART_TYPE.BAR_CLUSTERED
    assert len(chart.plots[0].series) == len(rows)


def test_every_slide_has_its_label_and_its_notes(slides):
    for number, slide in enumerate(slides, 1):
        words = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
        assert any("Participación voluntaria: unas 650" in word for word in words)
        assert [word for word in words if word == str(number)]
        notes = slide.notes_slide.notes_text_frame.text
        assert "Participación voluntaria. Describe a unas 650" in notes
    safe = titled(slides, "¿safe?")[0].notes_slide.notes_text_frame.text
    assert "Base (personas): 650" in safe
    assert "quiere decir entre 0 y" in safe


def test_it_is_wide_and_in_the_language_asked_for(release):
    deck = Presentation(io.BytesIO(deck_pptx(release, FINDINGS, "en")))
    assert deck.slide_width * 9 == deck.slide_height * 16
    titles = [slide.shapes.title.text for slide in deck.slides]
    assert titles[-1] == "How to read these results"
    assert FINDINGS[0].text.en in titles
    assert b'lang="en-GB"' in parts(deck_pptx(release, FINDINGS, "en"))["ppt/slides/slide2.xml"]


def test_groups_without_percents_are_named_with_the_reason(release):
    by_district = (Finding("harm", "district", (), Text("Por distrito.", "By district.")),)
    [slide] = titled(opened(deck_pptx(release, by_district, "es")), "Por distrito.")
    words = " ".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
    hidden = [row for row in table(release, "harm", "district").rows if row.status == "hidden"]
    assert hidden
    assert all(row.group.text.es in words for row in hidden)
    assert "No significa cero" in words


def test_few_people_are_told_as_people(cast):
    few = build(cast.request(cast.questionnaire(*cast.roles(), cast.closed[0]), 32))
    base = table(few, "safe").rows[0].base
    assert 20 <= base < 50
    [slide] = titled(opened(deck_pptx(few, (), "es")), "¿safe?")
    [series] = charts(slide)[0].plots[0].series
    assert sum(series.values) == base
    assert series.data_labels.number_format == "0"


def test_many_options_are_shared_out_over_slides(cast):
    release = hostile(cast)
    asked = release.question("q_many")
    slides = opened(deck_pptx(release, (), "es"))
    above = [s for s in slides if "(1/6)" in " ".join(x.text for x in s.shapes if x.has_text_frame)]
    assert above
    drawn = [len(chart.plots[0].categories) for s in slides for chart in charts(s)]
    assert max(drawn) <= 12
    assert sum(drawn) >= len(asked.lines)


def test_nothing_stands_over_anything_else_whatever_the_words(cast):
    release = hostile(cast)
    body = deck_pptx(release, told(release), "es")
    sound(body)
    deck = Presentation(io.BytesIO(body))
    for slide in deck.slides:
        boxes = [
            (shape.left, shape.top, shape.left + shape.width, shape.top + shape.height, shape)
            for shape in slide.shapes
            if shape.name not in edges(slide)
        ]
        for left, top, right, bottom, _ in boxes:
            assert left >= 0 and top >= 0
            assert right <= deck.slide_width and bottom <= deck.slide_height
        for one, other in combinations(boxes, 2):
            apart = (
                one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
            )
            assert apart, (one[4].name, other[4].name)
        for shape in slide.shapes:
            if shape.has_text_frame and shape.text_frame.text:
                assert takes(shape) <= shape.height.pt + 1, shape.text_frame.text[:80]


def edges(slide):
    """The coloured edge of a plate lies on it."""
    return [shape.name for shape in slide.shapes if shape.width.pt <= 5]


def takes(shape):
    """About how high the words of a shape are, in points, in a font of Arial's measures."""
    [paragraph] = shape.text_frame.paragraphs
    if not paragraph.runs:
        return 0
    size = paragraph.runs[0].font.size.pt
    lines = -(-len(shape.text_frame.text) * size * 0.5 // shape.width.pt)
    return lines * size * 1.2


def test_no_word_of_a_chart_runs_in_its_workbook(cast):
    release = hostile(cast)
    found = parts(deck_pptx(release, told(release), "es"))
    sheets = [content for name, content in found.items() if ".xlsx/xl/worksheets/" in name]
    assert sheets
    assert not [content for content in sheets if b"<f>" in content or b"hyperlink" in content]


def test_it_tells_of_nobody_and_of_no_day_but_its_own(release):
    told = secrets(deck_pptx(release, FINDINGS, "es"))
    assert "2026-11-14T00:00:00Z" in told
    for name in ("python", "Steve", "Canny", "thumbnail"):
        assert name not in told
    days = {word for word in told.replace("<", ">").split(">") if word.startswith("20")}
    assert days == {"2026-11-14T00:00:00Z"}
    assert not [name for name in parts(deck_pptx(release, (), "es")) if "thumbnail" in name]


def test_a_release_that_hides_a_question_still_tells_it(release):
    safe = release.question("harm")
    bare = replace(safe, id="bare", counts={"": tuple((0,) for _ in safe.lines)})
    people = replace(release.breakdown(""), bases=(10,))
    small = replace(release, questions=(bare,), breakdowns=(people,))
    [slide] = titled(opened(deck_pptx(small, (), "es")), safe.text.es)
    assert charts(slide) == []
    words = " ".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
    assert "No se muestra" in words
